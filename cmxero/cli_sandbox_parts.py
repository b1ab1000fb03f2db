"""What the commands of ``cmxero sandbox`` share: options, the person's hands, the control API."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from cmxero.config import find_home
from cmxero.core.errors import InexactAmountError, SettingsError, XeroUnreachableError
from cmxero.core.money import ZERO, money
from cmxero.output import DONE, NEEDS_A_PERSON, Speaker
from cmxero.rehearsal import find_sandbox
from cmxero.sandbox.fields import JsonObject
from cmxero.sandbox.hands import XeroUser
from cmxero.sandbox.hands_session import Played

DAY_FORMAT = "%Y-%m-%d"


def read_amount(text: str) -> Decimal:
    """Dollars and cents as typed."""
    try:
        amount = money(text)
    except InexactAmountError as fault:
        raise typer.BadParameter(str(fault)) from fault
    if amount <= ZERO:
        message = f"{text} is not more than nothing."
        raise typer.BadParameter(message)
    return amount


Number = Annotated[str, typer.Argument(help="Invoice number in Xero, e.g. CM-1001.")]
Reference = Annotated[str, typer.Argument(help="Reference of the payment, e.g. EFT 4711.")]
Credit = Annotated[
    str, typer.Argument(help="Number of a credit note; reference of an over- or prepayment.")
]
Day = Annotated[datetime, typer.Option("--date", formats=[DAY_FORMAT], help="Date, YYYY-MM-DD.")]
Amount = Annotated[
    Decimal | None,
    typer.Option(parser=read_amount, metavar="DOLLARS", help="Default: as much as there is."),
]
Account = Annotated[
    str, typer.Option("--account", help="Code of the bank account; 090 is the business one.")
]


def play(home: Path | None, as_json: bool, act: Callable[[XeroUser], Played]) -> None:  # noqa: FBT001
    """Do something as a Xero user and say what came of it."""
    speaker = Speaker(as_json=as_json)
    with XeroUser(address(home)) as user:
        played = act(user)
    speaker.say(f"Done: {played.done}. Done before: {played.already}.")
    for reason in played.not_done:
        speaker.say(f"Not done: {reason}")
    speaker.answer({"played": played})
    raise typer.Exit(NEEDS_A_PERSON if played.not_done else DONE)


def control(home: Path | None, method: str, name: str, wanted: JsonObject | None = None) -> Any:  # noqa: ANN401 - any JSON
    """What one call of the control API answers; None where it answers nothing.

    Raises:
        SettingsError: the sandbox does not understand it, and says why.
        XeroUnreachableError: it is not running.
    """
    with XeroUser(address(home)) as user:
        answer = user.control(method, name, wanted)
    if answer.status_code == httpx.codes.BAD_REQUEST:
        raise SettingsError("The sandbox refused", answer.json()["error"], "Nothing was changed.")
    return answer.json() if answer.content else None


def address(home: Path | None) -> str:
    """The running sandbox of a home.

    Raises:
        XeroUnreachableError: it is not running.
    """
    if url := find_sandbox(find_home(home)):
        return url
    raise XeroUnreachableError(
        "The sandbox of this home is not running. Start it with `cmxero sandbox serve` in "
        "another window, then try again."
    )
