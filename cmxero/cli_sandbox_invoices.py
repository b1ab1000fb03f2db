"""What a person does to invoices and payments on Xero's screens, as commands."""

from decimal import Decimal
from typing import Annotated

import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.cli_sandbox_parts import (
    Account,
    Amount,
    Day,
    Number,
    Reference,
    play,
    read_amount,
)
from cmxero.sandbox.hands import DEFAULT_ACCOUNT

app = typer.Typer()
INVOICES, PAYMENTS = "Invoices", "Payments"


@app.command(rich_help_panel=INVOICES)
def approve(
    numbers: Annotated[
        list[str] | None, typer.Argument(help="Invoice numbers; none: every draft.")
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Approve drafts."""
    play(home, json, lambda user: user.approve(numbers or None))


@app.command("edit-line", rich_help_panel=INVOICES)
def edit_line(
    number: Number,
    line: Annotated[int, typer.Argument(min=1, help="Which line, from 1.")],
    unit_amount: Annotated[str, typer.Argument(help="New price of a unit.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Change the price of a line of an unpaid invoice."""
    play(home, json, lambda user: user.edit_line(number, line - 1, unit_amount))


@app.command("edit-contact", rich_help_panel=INVOICES)
def edit_contact(
    number: Number,
    contact: Annotated[str, typer.Argument(help="Name of the other contact; made if new.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Move an invoice to another contact."""
    play(home, json, lambda user: user.edit_contact(number, contact))


@app.command("edit-due-date", rich_help_panel=INVOICES)
def edit_due_date(
    number: Number, day: Day, home: HomeOption = None, json: JsonOption = False
) -> None:
    """Change the due date of an invoice."""
    play(home, json, lambda user: user.edit_dates(number, due_date=day.date()))


@app.command("edit-number", rich_help_panel=INVOICES)
def edit_number(
    number: Number,
    new_number: Annotated[str, typer.Argument(help="Its new number; no other may have it.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Give an invoice another number."""
    play(home, json, lambda user: user.edit_number(number, new_number))


@app.command("delete-draft", rich_help_panel=INVOICES)
def delete_draft(number: Number, home: HomeOption = None, json: JsonOption = False) -> None:
    """Delete a draft."""
    play(home, json, lambda user: user.delete_draft(number))


@app.command(rich_help_panel=INVOICES)
def void(number: Number, home: HomeOption = None, json: JsonOption = False) -> None:
    """Void an approved, unpaid invoice."""
    play(home, json, lambda user: user.void(number))


@app.command(rich_help_panel=PAYMENTS)
def pay(
    number: Number,
    reference: Reference,
    day: Day,
    amount: Amount = None,
    account: Account = DEFAULT_ACCOUNT,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Enter a payment of an invoice; without an amount, of all that is due."""
    play(home, json, lambda user: user.pay(number, amount, day.date(), reference, account))


@app.command("batch-pay", rich_help_panel=PAYMENTS)
def batch_pay(
    reference: Annotated[str, typer.Argument(help="Reference of the deposit.")],
    payments: Annotated[
        list[str],
        typer.Argument(metavar="NUMBER[=DOLLARS]...", help="E.g. CM-1001 CM-1002=50.00"),
    ],
    day: Day,
    account: Account = DEFAULT_ACCOUNT,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Enter one deposit that pays several invoices; without an amount, all that is due."""
    parts = [_payment(text) for text in payments]
    play(home, json, lambda user: user.pay_batch(parts, day.date(), reference, account))


@app.command("un-pay", rich_help_panel=PAYMENTS)
def un_pay(
    number: Number, reference: Reference, home: HomeOption = None, json: JsonOption = False
) -> None:
    """Delete a payment; one that came in a deposit takes the whole deposit with it."""
    play(home, json, lambda user: user.delete_payment(reference, number))


@app.command("redate-payment", rich_help_panel=PAYMENTS)
def redate_payment(
    number: Number,
    reference: Reference,
    day: Day,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Change a payment's date, which Xero does by deleting and entering it again."""
    play(home, json, lambda user: user.redate_payment(reference, number, day.date()))


def _payment(text: str) -> tuple[str, Decimal | None]:
    number, equals, amount = text.partition("=")
    return number, read_amount(amount) if equals else None
