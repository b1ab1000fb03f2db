"""Ways out of what is wrong with what came from Case Manager, and of exports that failed."""

from collections.abc import Iterator, Sequence

from cmxero.core.casejournal import CaseInvoice, CaseLine
from cmxero.core.contacts import contact_name
from cmxero.core.numbering import xero_number
from cmxero.core.playbook_corrections import exported
from cmxero.core.playbook_documents import lines_of_costs
from cmxero.core.playbook_entries import AcceptDifference, CorrectTransaction, Entry
from cmxero.core.playbook_lines import tax_code_of, tax_of, tax_type_of, total_of
from cmxero.core.playbook_ways import Playbook, Sheet, Way
from cmxero.core.playbook_xero_entries import EnterXeroInvoice
from cmxero.core.problem_catalogue import MendedIn, describe
from cmxero.core.terms import find_due_date

COLUMN_OF = {"unknown-tax-code": "Tax Code", "unknown-terms": "Terms"}
"""Where Case Manager has what a code complains of; the evidence names the others."""


def export_failed(sheet: Sheet) -> Playbook:
    """Held back by the plan, or refused by Xero."""
    facts, finding = sheet.facts, sheet.finding
    corrections: list[CorrectTransaction] = []
    questions: list[str] = []
    notes: list[str] = []
    for message in facts.messages:
        code, _, text = message.partition(": ")
        entry = describe(code)
        is_case = entry is not None and entry.mended_in is MendedIn.CASE_MANAGER
        if code not in COLUMN_OF and not is_case:
            questions.append(f"Mend this first: {text if entry else message}")
            continue
        found = list(_corrected(sheet, code))
        corrections += found
        unknown = any(not each.wanted for each in found)
        (questions if unknown else notes).append(text)
    if corrections:
        notes.append("A corrected journal shows as changed after its import; accept that then.")
    number = xero_number(finding.case_invoice_number)
    ways = [
        sheet.way(
            "Mend it and export it",
            "What was complained of can be put right.",
            (*dict.fromkeys(corrections), *exported(sheet, number)),
            notes=notes,
            questions=questions,
        )
    ]
    if facts.case_invoice and facts.case_invoice.lines:
        ways.append(_by_hand(sheet, facts.case_invoice, number))
    return sheet.playbook(ways, "cmxero sends what it can; by hand is the way out where it cannot.")


def journal_changed(sheet: Sheet) -> Playbook:
    """A newer export of a locked journal differs."""
    accept = sheet.way(
        "The change is right",
        "Somebody unlocked the journal on purpose. Where an amount changed, a finding of its own "
        "says what Xero needs.",
        [AcceptDifference(reason="The journal was unlocked and corrected on purpose.")],
    )
    return sheet.playbook([accept], "No amount differs by it; a person says that it was meant.")


def gone_from_journal(sheet: Sheet) -> Playbook:
    """A newer export of a locked journal lacks a transaction, which goes on counting."""
    finding = sheet.finding
    question = (
        f"Put {finding.subject} back in Case Manager if it is not there, export the whole journal "
        "again and import that file; this is gone then."
    )
    whole = sheet.way(
        "It belongs in the journal",
        "Only a part of the journal was exported, or it was taken out by mistake.",
        (),
        questions=[question],
    )
    accept = sheet.way(
        "It was taken out on purpose",
        "What it left in Xero is taken out there as well: an invoice voided, a payment removed. "
        "What then differs is a finding of its own, to be accepted with the same reason.",
        [AcceptDifference(reason="Taken out of the journal on purpose; Xero was corrected too.")],
    )
    return sheet.playbook([whole, accept], "A locked journal loses nothing, so it is put back.")


def contact_renamed(sheet: Sheet) -> Playbook:
    """Two spellings of one company; which is right is for a person to say."""
    accept = sheet.way(
        "Both names are used on purpose, or were made one",
        "Merge the two contacts in Xero if both are there; later journals use one spelling.",
        [AcceptDifference(reason="The company was renamed; the contacts in Xero are one.")],
    )
    return sheet.playbook([accept], "No amount differs by it; a person says which name is right.")


def due_before_date(sheet: Sheet) -> Playbook:
    """The terms went to Xero, so its due date is right."""
    accept = sheet.way(
        "The terms are right",
        "Xero holds the due date that the terms give; only Case Manager's own shows another.",
        [AcceptDifference(reason="The terms are right; Xero holds the due date they give.")],
    )
    return sheet.playbook([accept], "No amount differs by it.")


def import_problem(sheet: Sheet) -> Playbook:
    """A row that cannot be used."""
    row, finding = sheet.facts.row, sheet.finding
    accept = sheet.way(
        "Leave it out",
        "The row is not needed: what it stands for is in neither ledger.",
        [AcceptDifference(reason="The row is not needed in either ledger.")],
    )
    if row is None:
        code, _, subject = finding.subject.partition(": ")
        correction = _correction(finding.journal_number, subject, code, "", "")
        question = finding.evidence[-1] if finding.evidence else finding.explanation.remedy
    else:
        subject = row.subject or f"{row.file_name}, row {row.row}"
        correction = _correction(finding.journal_number, subject, row.code, row.column, row.value)
        question = row.remedy
    correct = sheet.way(
        "Correct the row",
        "It belongs to the ledger; its journal is exported and imported again.",
        [correction],
        questions=[question],
    )
    return sheet.playbook([correct, accept], "A row counts for nothing until it can be used.")


def _correction(
    journal: str, subject: str, code: str, column: str, value: str, wanted: str = ""
) -> CorrectTransaction:
    return CorrectTransaction(
        journal_number=journal,
        subject=subject,
        code=code,
        column=column,
        value=value,
        wanted=wanted,
    )


def _corrected(sheet: Sheet, code: str) -> Iterator[CorrectTransaction]:
    """What to correct about the invoice; an unknown tax code is told by the tax it carries."""
    invoice, rules = sheet.facts.case_invoice, sheet.facts.mapping
    subject = f"invoice {sheet.finding.case_invoice_number}"
    journal = sheet.finding.journal_number
    column = COLUMN_OF.get(code, "")
    if invoice is None or code not in COLUMN_OF:
        yield _correction(journal, subject, code, column, "")
    elif code == "unknown-terms":
        yield _correction(journal, subject, code, column, invoice.terms)
    else:
        for line in _of_unknown_tax(invoice.lines, sheet):
            wanted = tax_code_of(tax_type_of(line, rules), rules)
            yield _correction(
                journal, f"{subject}, {line.cost_name}", code, column, line.tax_code, wanted
            )


def _of_unknown_tax(lines: Sequence[CaseLine], sheet: Sheet) -> Iterator[CaseLine]:
    return (line for line in lines if line.tax_code not in sheet.facts.mapping.tax_types)


def _by_hand(sheet: Sheet, invoice: CaseInvoice, number: str) -> Way:
    rules = sheet.facts.mapping
    lines = tuple(lines_of_costs(sheet, invoice.lines, "", 1))
    known_due = find_due_date(invoice.terms, invoice.transaction_date) or invoice.due_date
    day = sheet.day(invoice.transaction_date)
    entry: Entry = EnterXeroInvoice(
        number=number,
        contact_name=contact_name(invoice.contact, surname_first=rules.surname_first),
        invoice_date=day,
        due_date=max(known_due or day, day),
        reference=invoice.case_number,
        currency_code=rules.currency_code,
        lines=lines,
        total=total_of(lines),
        total_tax=tax_of(lines, rules),
    )
    return sheet.way(
        "Type it into Xero",
        "It cannot be put right in Case Manager.",
        [entry],
        notes=[
            sheet.moved(invoice.transaction_date),
            "" if known_due else "Its terms are not known, so it is due on its date.",
            "Do not export it afterwards: its number is used then.",
        ],
    )
