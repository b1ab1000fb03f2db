"""Numbers of drafts against those the organisation has given out (xero-api.md 1.7)."""

from collections.abc import Iterator, Sequence

from cmxero.core.documents import DEAD, VOIDED, InvoiceDraft, XeroInvoice
from cmxero.core.fingerprint import fingerprint_of_draft, fingerprint_of_xero_invoice
from cmxero.core.organisation_facts import OrganisationFacts
from cmxero.core.problem_catalogue import problem
from cmxero.core.problems import Problem


def check_number(
    draft: InvoiceDraft, facts: OrganisationFacts, *, reuse_number: bool
) -> Iterator[Problem]:
    """What there is to say if Xero has an invoice of this number already."""
    found = facts.numbers.get(draft.number.casefold())
    if found is None:
        return
    number, is_dead = draft.case_invoice_number, found.status in DEAD
    status = found.status
    if not is_dead and fingerprint_of_xero_invoice(found) == fingerprint_of_draft(draft):
        yield problem("already-in-xero", number, xero_number=found.number, status=status)
    elif is_dead and reuse_number:
        yield problem("number-used-again", number, xero_number=found.number, status=status)
    else:
        yield problem(
            "number-in-xero",
            number,
            value=found.number,
            xero_number=found.number,
            status=status,
            contact=found.contact_name,
            total=found.total,
            life="not live" if is_dead else "live",
            looks=_looks(draft, found),
            remedy=_remedy(draft, found),
        )


def check_twice(drafts: Sequence[InvoiceDraft]) -> Iterator[Problem]:
    """Drafts that would have the number of another one; Xero's numbers ignore case."""
    first: dict[str, str] = {}
    for draft in drafts:
        other = first.setdefault(draft.number.casefold(), draft.case_invoice_number)
        if other != draft.case_invoice_number:
            yield problem(
                "number-twice", draft.case_invoice_number, xero_number=draft.number, other=other
            )


def _is_ours(draft: InvoiceDraft, found: XeroInvoice) -> bool:
    """Whether it may be this very invoice; one typed by hand rarely agrees in both."""
    same_contact = found.contact_name.casefold() == draft.contact_name.casefold()
    return same_contact and found.total == draft.total


def _looks(draft: InvoiceDraft, found: XeroInvoice) -> str:
    if _is_ours(draft, found):
        return "Contact and total agree, dates or lines differ."
    differ = []
    if found.contact_name.casefold() != draft.contact_name.casefold():
        differ.append(f"contact ({draft.contact_name} here)")
    if found.total != draft.total:
        differ.append(f"total ({draft.total} here)")
    return f"It looks typed by hand: {' and '.join(differ)} differ."


def _remedy(draft: InvoiceDraft, found: XeroInvoice) -> str:
    number, ours = found.number, draft.case_invoice_number
    if found.status in DEAD:
        ended = "voided" if found.status == VOIDED else "deleted"
        return (
            f"It was {ended} in Xero, which may not take the number again. Decide to send invoice "
            f"{ours} again (`cmxero send-again {ours}`): it then goes under a number of its own."
        )
    if _is_ours(draft, found):
        return (
            f"Somebody changed {number} in Xero, or Case Manager's invoice. If Xero's is right, "
            f"leave invoice {ours} out; else void or delete {number} in Xero and send again."
        )
    return (
        f"If {number} was typed into Xero by hand for this invoice, void or delete it there and "
        f"send again; if it is another sale, give it another number in Xero."
    )
