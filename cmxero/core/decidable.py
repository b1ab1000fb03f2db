"""A finding as a decision meets it, and who decides."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cmxero.core.resolutions import Decision

SENT, BEING_SENT, REFUSED, VOIDED = "sent", "begun", "refused", "voided"
"""How far sending to Xero got: ``recon.sending``."""


@dataclass(frozen=True, slots=True)
class Decidable:
    """A finding as a decision meets it.

    Attributes:
        status: as ``recon.finding`` says, with facts and dates looked at; empty if it is gone.
        effect: dollars.
        largest_amount: the larger of both sides' amounts in dollars, without its sign.
        facts: its figures now; empty if it is gone.
        decisions: every decision so far, oldest first.
        sending: how far sending to Xero got for the decision that stands; empty if not begun.
        sending_utc: when, naive UTC.
        proven_utc: when a reconcile saw it gone after the decision that stands, naive UTC.
    """

    key: str
    organisation: str
    subject: str
    status: str
    currency_code: str
    effect: Decimal
    largest_amount: Decimal
    facts: str
    decisions: tuple[Decision, ...] = ()
    sending: str = ""
    sending_utc: datetime | None = None
    proven_utc: datetime | None = None

    @property
    def version(self) -> int:
        """How many decisions there are."""
        return len(self.decisions)

    @property
    def newest(self) -> Decision | None:
        """The last decision."""
        return self.decisions[-1] if self.decisions else None

    @property
    def standing(self) -> Decision | None:
        """The decision that the status comes from."""
        return self.standing_at(self.version)

    def standing_at(self, version: int) -> Decision | None:
        """The decision that the status came from after so many decisions."""
        stands = self.decisions[version - 1].stands if version > 0 else 0
        return self.decisions[stands - 1] if stands else None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decides, when, and under which rule.

    Attributes:
        today: the date in the organisation's time zone.
        second_person_above: dollars above which accepting and sending need another person's
            approval, each finding by itself; None: never.
        group_id: the group that a link makes.
    """

    person: str
    now_utc: datetime
    today: date
    second_person_above: Decimal | None = None
    group_id: str = ""
