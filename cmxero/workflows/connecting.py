"""Which of the organisations that a sign-in leads to a workbench is for.

One workbench is for one organisation. Whoever signs in to Xero may let cmxero into several.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cmxero.core.documents import ConnectedOrganisation
from cmxero.core.errors import ChooseOrganisationError


@dataclass(frozen=True, slots=True)
class ReachedOrganisation:
    """An organisation that the sign-in leads to.

    Attributes:
        is_ours: this workbench is tied to it.
    """

    name: str
    tenant_id: str
    is_ours: bool


def reached(
    found: Sequence[ConnectedOrganisation], tied_to: str | None
) -> tuple[ReachedOrganisation, ...]:
    """Every organisation found, by name.

    Args:
        tied_to: the tenant id of this workbench, or None before it was connected.
    """
    return tuple(
        ReachedOrganisation(each.name, each.tenant_id, each.tenant_id == tied_to)
        for each in sorted(found, key=lambda each: (each.name.casefold(), each.tenant_id))
    )


def the_one_meant(found: Sequence[ConnectedOrganisation], named: str) -> ConnectedOrganisation:
    """The organisation a person means; never a guess among several.

    Args:
        named: its name, in any case, or its tenant id; empty where there is only one.

    Raises:
        ChooseOrganisationError: none or several fit; says which there are, and what to run.
    """
    if not found:
        raise ChooseOrganisationError(
            "The sign-in leads to no organisation. Sign in again with `cmxero connect`, and on "
            "Xero's page choose the organisation that cmxero may use."
        )
    meant = [each for each in found if not named or _is_named(each, named)]
    if len(meant) == 1:
        return meant[0]
    listed = "; ".join(f"{each.name} ({each.tenant_id})" for each in reached(meant or found, None))
    if not meant:
        raise ChooseOrganisationError(
            f"The sign-in leads to no organisation '{named}', but to: {listed}. "
            "Give the name or the id of one of these, or sign in as somebody who may use that one."
        )
    raise ChooseOrganisationError(
        f"The sign-in leads to {len(meant)} organisations{f' {named!r}' if named else ''}: "
        f"{listed}. Say which one this workbench is for: "
        f'cmxero connect --organisation "{meant[0].tenant_id if named else meant[0].name}"'
    )


def _is_named(organisation: ConnectedOrganisation, named: str) -> bool:
    said = named.strip().casefold()
    return said in {organisation.name.strip().casefold(), organisation.tenant_id.casefold()}
