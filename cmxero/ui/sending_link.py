"""The way from a finding to where cmxero previews and sends what settles it."""

from cmxero.core.adjustment_work import WORK
from cmxero.core.findings import Finding
from cmxero.core.playbook import Playbook
from cmxero.core.resolutions import WAITING
from cmxero.core.roles import Role, may
from cmxero.ui.html import Html, element
from cmxero.ui.pages import ADJUSTMENTS, deep_link

LET_CMXERO = "Let cmxero create it"


def sending_link(finding: Finding, book: Playbook, role: Role) -> Html | str:
    """A link to the Adjustments & refunds page at this finding and the way cmxero can send.

    Empty where nothing of the playbook can be sent, where it was done and waits for proof, and for
    who may only look.
    """
    place = next((at for at, way in enumerate(book.ways, start=1) if way.can_be_sent), 0)
    if not place or finding.kind not in WORK or finding.status == WAITING:
        return ""
    if not may(role, Role.RESOLVE):
        return ""
    other = "" if place == 1 else f" ({book.ways[place - 1].name})"
    address = deep_link(ADJUSTMENTS, finding=finding.key, way="" if place == 1 else str(place))
    return element(
        "a",
        f"{LET_CMXERO}{other}\N{HORIZONTAL ELLIPSIS}",
        href=address,
        class_="cmx-button",
        title="Opens Adjustments & refunds, with a preview before anything is sent",
    )
