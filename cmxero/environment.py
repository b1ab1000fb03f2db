"""What the environment says besides options: whose kernel this is, what it was opened at, keys.

Options from the environment are read with the settings (``config``); nobody else reads it.
"""

import os
from collections.abc import Mapping

from cmxero.core.errors import SettingsError
from cmxero.core.roles import Role

ENVIRONMENT_PREFIX = "CMXERO_"
PERSON_VARIABLE = "CMXERO_PERSON"
ROLE_VARIABLE = "CMXERO_ROLE"
QUERY_VARIABLE = "QUERY_STRING"
"""Set by Voila for each page's kernel."""
WEBHOOK_KEY_VARIABLE = "CMXERO_WEBHOOK_KEY"
KEYRING_SERVICE = "cmxero"


def take_on(variables: Mapping[str, str]) -> None:
    """Become the kernel of a page: whose, at which address (``ui.waiting_kernel``)."""
    os.environ.update(variables)


def of_child(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment of this process with more variables, for one that it starts."""
    return {**os.environ, **variables}


def unlike_here(variables: Mapping[str, str]) -> dict[str, str]:
    """Those that this process does not have, or otherwise."""
    return {name: text for name, text in variables.items() if os.environ.get(name) != text}


def role_of_kernel() -> Role:
    """What the dashboards' server lets the person of this kernel do; elsewhere everything."""
    named = os.environ.get(ROLE_VARIABLE, Role.APPROVE)
    if named not in set(Role):
        raise SettingsError(ROLE_VARIABLE, f"{named!r} is no role.", f"Name {', '.join(Role)}.")
    return Role(named)


def webhook_keys() -> tuple[str, ...]:
    """The keys that may sign webhooks: from the environment, else from the system's keyring.

    Two, with a comma or a new line between, are taken while a new key is being brought in.
    """
    text = os.environ.get(WEBHOOK_KEY_VARIABLE)
    if text is None:
        text = _from_keyring("webhook-key")
    return tuple(key for key in text.replace(",", " ").split() if key)


def _from_keyring(name: str) -> str:
    import keyring  # noqa: PLC0415  (looks for the desktop's services, which takes a while)
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        return keyring.get_password(KEYRING_SERVICE, name) or ""
    except KeyringError:  # a server has no keyring, and needs none
        return ""


def query_string() -> str:
    """What stands behind the question mark of the address that opened this kernel's page."""
    return os.environ.get(QUERY_VARIABLE, "")


def environment_variables() -> frozenset[str]:
    """Names of the variables that set options, in capitals; never their values."""
    return frozenset(
        name.upper() for name in os.environ if name.upper().startswith(ENVIRONMENT_PREFIX)
    )
