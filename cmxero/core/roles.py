"""What a signed-in person may do. Pure: who has which role stands in the users file."""

from enum import StrEnum


class Role(StrEnum):
    """Each may do what the ones before it may."""

    VIEW = "view"
    RESOLVE = "resolve"
    APPROVE = "approve"


MEANING = {
    Role.VIEW: "looks at everything and changes nothing",
    Role.RESOLVE: "imports, exports, pulls, decides on findings and settles them",
    Role.APPROVE: "does all of that, approves what another person decided, and closes periods",
}


def may(role: Role, needed: Role) -> bool:
    """Whether a role is enough."""
    ranks = tuple(Role)
    return ranks.index(role) >= ranks.index(needed)


def role_fault(role: Role, needed: Role) -> str:
    """Why a role is not enough, in a sentence; empty if it is."""
    if may(role, needed):
        return ""
    return f"This needs the role '{needed}'; yours is '{role}'."
