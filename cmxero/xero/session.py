"""A signed-in way to one organisation: asks through the SDK, hands back whole raw answers."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from cmxero.core.documents import ConnectedOrganisation
from cmxero.core.errors import XeroAnswerError, XeroSignInError
from cmxero.xero import wire
from cmxero.xero.calls import Answer, Caller, CallRecord
from cmxero.xero.connection import XeroConnection
from cmxero.xero.limits import CallLimits
from cmxero.xero.lists import decoded
from cmxero.xero.retry import RetryPolicy
from cmxero.xero.sdk import TIMEOUT_S, Sdk
from cmxero.xero.signin import SignIn
from cmxero.xero.tokens import TokenFile, TokenKeeper

Clock = Callable[[], datetime]
Method = Callable[..., Any]
Asked = Mapping[str, object]
NOTHING: Asked = MappingProxyType({})
_NOT_MODIFIED = 304
_LONGEST_KEY = 128


class Session:
    """The SDK, the caller and the sign-in of one gateway.

    Args:
        connection: which service, app and organisation.
        clock: now, naive UTC.
        sleep: waits that many seconds.
        on_call: told of every request as it went.
        limits: shared by the gateways of one organisation in a process; own ones if None.
        policy: how patient calls are.
        timeout_s: seconds to connect, and to wait for the next bytes of an answer.
    """

    def __init__(
        self,
        connection: XeroConnection,
        *,
        clock: Clock,
        sleep: Callable[[float], None],
        on_call: Callable[[CallRecord], None] | None = None,
        limits: CallLimits | None = None,
        policy: RetryPolicy | None = None,
        timeout_s: tuple[float, float] = TIMEOUT_S,
    ) -> None:
        self.connection = connection
        self.limits = limits or CallLimits(clock=clock, sleep=sleep)
        self._sign_in = SignIn(connection, clock=clock)
        self._caller = Caller(
            tokens=_keeper(connection, self._sign_in, clock),
            limits=self.limits,
            policy=policy or RetryPolicy(),
            clock=clock,
            sleep=sleep,
            on_call=on_call,
        )
        self.sdk = Sdk(connection, self._caller.access_token)
        self._tenant_id = connection.tenant_id or ""
        # Raw answers for our own decoder; a time limit for connecting and for the next bytes.
        self._raw: dict[str, Any] = {"_preload_content": False, "_request_timeout": timeout_s}

    def close(self) -> None:
        """Free the sockets; a further call opens them again."""
        self.sdk.close()
        self._sign_in.close()

    def keep_for_pulls(self, calls: int) -> None:
        """Make no call that would leave fewer than so many calls of Xero's day; 0 for any."""
        self._caller.kept_for_pulls = calls

    @property
    def tenant_id(self) -> str:
        """The organisation of this session; the only connected one where none was named.

        Raises:
            XeroSignInError: none is connected, or several and none was named.
        """
        if not self._tenant_id:
            found = self.organisations()
            if len(found) != 1:
                names = ", ".join(f"{each.name} ({each.tenant_id})" for each in found)
                raise XeroSignInError(
                    f"The sign-in leads to {len(found)} organisations{': ' if names else ''}"
                    f"{names}. Run `cmxero connect`, which ties this workbench to one of them."
                )
            self._tenant_id = found[0].tenant_id
        return self._tenant_id

    def organisations(self) -> tuple[ConnectedOrganisation, ...]:
        """Every organisation the sign-in leads to; practices are left out."""
        answer = self._caller.call(
            "list connections", lambda: self.sdk.identity.get_connections(**self._raw)
        )
        return tuple(
            ConnectedOrganisation(each.tenant_id, each.tenant_name or "", each.id or "")
            for each in decoded(answer, list[wire.ConnectionWire])
            if each.tenant_id and (each.tenant_type or "ORGANISATION") == "ORGANISATION"
        )

    def ask_list(self, operation: str, method: Method, asked: Asked) -> Answer | None:
        """An answer, or None where Xero says that nothing was modified (unverified, 9.2)."""
        try:
            return self.ask(operation, method, asked)
        except XeroAnswerError as fault:
            if fault.status == _NOT_MODIFIED:
                return None
            raise

    def ask(
        self, operation: str, method: Method, asked: Asked = NOTHING, *, is_write: bool = False
    ) -> Answer:
        """A whole answer about this organisation; ``asked`` are the SDK's keyword arguments."""
        tenant = self.tenant_id
        return self._caller.call(
            operation,
            lambda: method(xero_tenant_id=tenant, **asked, **self._raw),
            is_write=is_write,
        )


def check_key(key: str) -> None:
    """Raise ``ValueError`` unless this can be an Idempotency-Key (xero-api.md 1.9)."""
    if not 0 < len(key) <= _LONGEST_KEY:
        message = f"An idempotency key has 1 to {_LONGEST_KEY} characters, not {len(key)}."
        raise ValueError(message)


def _keeper(connection: XeroConnection, sign_in: SignIn, clock: Clock) -> TokenKeeper:
    return TokenKeeper(
        TokenFile(connection.token_file),
        renew=sign_in.renewed,
        is_ours=sign_in.is_ours,
        clock=clock,
    )
