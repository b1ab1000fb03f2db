"""What a person does to credits and contacts on Xero's screens, as commands."""

from decimal import Decimal
from typing import Annotated

import typer

from cmxero.cli_options import HomeOption, JsonOption
from cmxero.cli_sandbox_parts import (
    Account,
    Amount,
    Credit,
    Day,
    Number,
    play,
    read_amount,
)
from cmxero.sandbox.hands import DEFAULT_ACCOUNT

app = typer.Typer()
CREDITS, CONTACTS = "Credits and refunds", "Contacts"
Contact = Annotated[str, typer.Argument(help="Name of the contact.")]
Received = Annotated[
    Decimal, typer.Argument(parser=read_amount, metavar="DOLLARS", help="What was received.")
]
MoneyReference = Annotated[str, typer.Argument(help="Reference by which it is found again.")]


@app.command(rich_help_panel=CREDITS)
def credit(
    number: Number,
    credit_number: Annotated[str, typer.Argument(help="Number of the credit note, e.g. CN-1.")],
    day: Day,
    amount: Amount = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Only make the note; use or refund it later.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Make a credit note for an invoice's contact and use it for the invoice.

    Without an amount, all that is due is credited; with --keep, the whole invoice.
    """
    play(
        home,
        json,
        lambda user: user.credit(number, credit_number, day.date(), amount, is_used=not keep),
    )


@app.command(rich_help_panel=CREDITS)
def allocate(
    credit: Credit,
    number: Number,
    day: Day,
    amount: Amount = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Use a credit note, overpayment or prepayment for an invoice of the same contact."""
    play(home, json, lambda user: user.allocate(credit, number, day.date(), amount))


@app.command("un-allocate", rich_help_panel=CREDITS)
def un_allocate(
    credit: Credit, number: Number, home: HomeOption = None, json: JsonOption = False
) -> None:
    """Take a credit back from an invoice."""
    play(home, json, lambda user: user.remove_allocation(credit, number))


@app.command(rich_help_panel=CREDITS)
def overpay(
    contact: Contact,
    amount: Received,
    reference: MoneyReference,
    day: Day,
    account: Account = DEFAULT_ACCOUNT,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Enter an overpayment: money received beyond what was due, without tax."""
    play(
        home,
        json,
        lambda user: user.receive("Overpayments", contact, amount, day.date(), reference, account),
    )


@app.command(rich_help_panel=CREDITS)
def prepay(
    contact: Contact,
    amount: Received,
    reference: MoneyReference,
    day: Day,
    account: Account = DEFAULT_ACCOUNT,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Enter a prepayment: money received for no invoice yet, with the sales account's tax."""
    play(
        home,
        json,
        lambda user: user.receive("Prepayments", contact, amount, day.date(), reference, account),
    )


@app.command(rich_help_panel=CREDITS)
def refund(
    credit: Credit,
    reference: Annotated[str, typer.Argument(help="Reference of the refund.")],
    day: Day,
    amount: Amount = None,
    account: Account = DEFAULT_ACCOUNT,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Pay back what is left of a credit note, overpayment or prepayment."""
    play(home, json, lambda user: user.refund(credit, amount, day.date(), reference, account))


@app.command("un-refund", rich_help_panel=CREDITS)
def un_refund(
    credit: Credit,
    reference: Annotated[str, typer.Argument(help="Reference of the refund.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Delete a refund."""
    play(home, json, lambda user: user.delete_refund(credit, reference))


@app.command("rename-contact", rich_help_panel=CONTACTS)
def rename_contact(
    name: Contact,
    new_name: Annotated[str, typer.Argument(help="Its new name; no other may have it.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Give a contact another name."""
    play(home, json, lambda user: user.rename_contact(name, new_name))


@app.command("archive-contact", rich_help_panel=CONTACTS)
def archive_contact(name: Contact, home: HomeOption = None, json: JsonOption = False) -> None:
    """Archive a contact: nothing new can be written for it."""
    play(home, json, lambda user: user.archive_contact(name))


@app.command("restore-contact", rich_help_panel=CONTACTS)
def restore_contact(name: Contact, home: HomeOption = None, json: JsonOption = False) -> None:
    """Bring an archived contact back."""
    play(home, json, lambda user: user.restore_contact(name))


@app.command("merge-contacts", rich_help_panel=CONTACTS)
def merge_contacts(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Contact that goes.")],
    target: Annotated[str, typer.Argument(metavar="INTO", help="Contact that stays.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Merge a contact into another; its documents move and it is archived."""
    play(home, json, lambda user: user.merge_contacts(source, target))
