"""What messages mean: Xero's texts, our own, and those nobody foresaw."""

import ast
import re
from pathlib import Path
from string import Formatter

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmxero.core.causes import OTHER, cause_of, causes_of, search_patterns
from cmxero.core.problem_catalogue import CATALOGUE, MendedIn
from cmxero.core.refusal_texts import REFUSALS

SANDBOX = Path(__file__).parents[2] / "cmxero" / "sandbox"
RULES = (
    "refusals.py lines.py line_parts.py invoice_rules.py contacts.py payments.py batches.py "
    "document_change.py invoices.py allocations.py credit_notes.py"
).split()

SEEN_IN_THE_WILD = {
    "Invoice # must be unique.": "number-in-xero",
    "Invoice not of valid status for modification": "document-finished",
    "This document cannot be edited as it has a payment or credit note allocated to it.":
        "document-settled",
    "The status VOIDED cannot be applied to the invoice because it has payments or credit notes "
    "allocated to it.": "document-settled",
    "The document date cannot be before the period lock date, currently set at 30 June 2026":
        "locked-period: 30 June 2026",
    "The TaxType code 'INPUT' cannot be used with account code '200'.":
        "tax-type-refused: INPUT, 200",
    "Account code '260' is not a valid code for this document.": "account-refused: 260",
    "Users Organisation is not subscribed to currency NZD": "currency-not-subscribed: NZD",
    "The contact number A-7 is already assigned to another contact. The contact number must be "
    "unique across all contacts.": "contact-taken: A-7",
    "Payments can only be made against authorised documents.": "payment-not-authorised",
    "The payment amount exceeds the amount outstanding on this document.": "payment-too-large",
    "Idempotency Key: batch-1 is used with a different request.": "key-used-before",
    "Only AUTHORISED invoices may have SentToContact updated.": "not-sent-to-contact",
}  # fmt: skip
"""xero-api.md 1.3, with the cause's key."""


@pytest.mark.parametrize(("message", "key"), SEEN_IN_THE_WILD.items())
def test_texts_seen_in_the_wild(message, key):
    """Each is known, in whatever case it comes."""
    assert cause_of(message).key == key
    assert cause_of(message.upper()).code == cause_of(message).code != OTHER


def text_of(node):
    """A text of the source with something in each hole; None for any other expression."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) or _example(part.value) for part in node.values)
    return None


def _example(hole):
    """What stands in a hole; for most the rules do not care."""
    words = {"name": "period lock date", "word": "Invoice #"}
    return words.get(hole.id, "7") if isinstance(hole, ast.Name) else "7"


def refusals_in(file):
    """Every text in a module of the sandbox that is a sentence, docstrings aside."""
    tree = ast.parse(file.read_text("utf-8"))
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
             for part in node.values}  # fmt: skip
    for node in ast.walk(tree):
        text = None if id(node) in docstrings | parts else text_of(node)
        if text and re.match(r"[A-Z7]\S* \S+ \S+ \S", text):
            yield text


@pytest.mark.parametrize("name", RULES)
def test_every_refusal_of_the_sandbox_is_known(name):
    """Read from its source, so that a new rule there must be explained here."""
    texts = list(refusals_in(SANDBOX / name))
    assert [text for text in texts if cause_of(text).code == OTHER] == []
    assert texts


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_problem_of_our_own_is_known_by_its_code(code):
    """Found before sending: the code decides, and no hole of a template is left anywhere."""
    entry = CATALOGUE[code]
    values = {name: "AUTHORISED" if name == "status" else f"«{name}»"
              for _, name, _, _ in Formatter().parse(entry.message + entry.remedy)
              if name}  # fmt: skip
    text = f"{code}: {entry.message.format(**values)} {entry.remedy.format(**values)}"
    cause = cause_of(text)
    assert cause.code == code
    assert cause.title
    assert cause.words
    assert cause.remedy
    assert "{" not in cause.title + cause.words + cause.remedy
    assert "«number»" not in cause.remedy


def test_what_separates_two_instances_of_a_cause():
    """Two accounts are two things to mend; two invoices on one account are one."""
    template = CATALOGUE["unknown-account"].message
    messages = [
        f"unknown-account: {template.format(value=account, number=number)} Correct it."
        for account, number in (("260", "1001"), ("260", "1002"), ("999", "1001"))
    ]
    keys = [cause_of(message).key for message in messages]
    assert keys == ["unknown-account: 260", "unknown-account: 260", "unknown-account: 999"]


def test_found_before_sending_or_refused_by_xero_is_the_same_cause():
    """The same title and remedy, whoever noticed it."""
    ours = cause_of("no-lines: Invoice 1001 has no lines. Export it again.")
    theirs = cause_of("One or more line items must be specified")
    assert ours == theirs
    assert ours.where is MendedIn.CASE_MANAGER


@pytest.mark.parametrize(
    ("status", "code"),
    [("AUTHORISED", "number-in-xero"), ("VOIDED", "number-left-behind"),
     ("DELETED", "number-left-behind")],
)  # fmt: skip
def test_a_dead_invoice_under_the_number_is_a_cause_of_its_own(status, code):
    """What to do differs: a new number, not a comparison."""
    after = (
        f"Xero already holds a different invoice CM-1001: Bluegum, 110.00, {status}. "
        "It was left as it is."
    )
    before = CATALOGUE["number-in-xero"].message.format(
        xero_number="CM-1001", contact="Bluegum", total="110.00", status=status, life="x", looks="y"
    )
    assert cause_of(after).code == code
    assert cause_of(f"number-in-xero: {before} Do it.").code == code


def test_an_unknown_text_is_its_own_cause_in_its_own_words():
    """Nothing is dropped, and the invoice's own number does not make two causes of one."""
    first, second = (f"The flux of CM-{n} is inverted." for n in ("1001", "1002-2"))
    assert cause_of(first) == cause_of(second)
    assert cause_of(first).words == "The flux of CM-… is inverted."
    assert (cause_of(first).code, cause_of(first).where) == (OTHER, MendedIn.XERO)
    assert cause_of("The flux is gone.").key != cause_of(first).key


def test_a_code_of_an_older_version_still_says_what_it_said():
    """The log is kept for ever; codes come and go."""
    cause = cause_of("tax-type-of-old: Tax type X is wrong. Correct it in cmxero.toml.")
    assert (cause.code, cause.title) == ("tax-type-of-old", "Tax type of old")
    assert cause.words == "Tax type X is wrong. Correct it in cmxero.toml."


@pytest.mark.parametrize(
    ("state", "messages", "codes"),
    [
        ("CREATED", (), []),
        ("ADOPTED", (), []),
        ("NOT SAVED", (), ["answer-lost"]),
        ("OPEN", (), ["answer-awaited"]),
        ("ERROR", (), ["no-reason"]),
        ("ERROR", ("  ",), ["no-reason"]),
        ("WARNING", ("Only AUTHORISED invoices may have SentToContact updated.",),
         ["not-sent-to-contact"]),
        ("ERROR", ("Invoice # must be unique.", "Never seen.", "invoice # MUST be unique"),
         ["number-in-xero", "other"]),
        ("ERROR", ("Xero accepted the request but returned no id for this invoice.",),
         ["not-saved"]),
        ("ERROR", ("Xero marked the invoice as failed and gave no reason.",), ["no-reason"]),
    ],
)  # fmt: skip
def test_causes_of_an_outcome(state, messages, codes):
    """Each cause once, in the order of the messages; something for whatever did not go."""
    assert [cause.code for cause in causes_of(state, messages)] == codes


@given(st.text(), st.text(min_size=1))
def test_any_text_has_one_cause_that_keeps_its_words(prefix, text):
    """Whatever Xero may say one day: a cause with a remedy, and the same one each time."""
    cause = cause_of(prefix + text)
    assert cause == cause_of(prefix + text)
    assert cause.remedy
    if cause.code == OTHER and "cm-" not in (prefix + text).lower():
        assert cause.words == (prefix + text).strip()


def test_rules_do_not_repeat_a_code_and_end_in_a_full_stop():
    """A code is one cause; words and remedy are sentences."""
    codes = [refusal.code for refusal in REFUSALS]
    assert len(codes) == len(set(codes))
    for refusal in REFUSALS:
        assert (refusal.words[-1], refusal.remedy[-1]) == (".", "."), refusal.code
        assert not refusal.title.endswith(".")


@pytest.mark.parametrize(
    ("word", "message", "is_found"),
    [
        ("Locked", "The document date cannot be before the period lock date", True),
        ("locked", "locked-period: Invoice 1 is dated ...", True),
        ("archived", "The contact Bluegum is archived and cannot be used.", True),
        ("archived", "One or more line items must be specified", False),
        ("interrupted", "OPEN", True),
        ("no-such-word-anywhere", "OPEN", False),
    ],
)
def test_a_word_stands_for_the_messages_it_describes(word, message, is_found):
    """And DuckDB reads every pattern that Python reads."""
    patterns = search_patterns(word)
    joined = "(?im)" + "|".join(f"(?:{pattern})" for pattern in patterns) if patterns else "$^."
    with duckdb.connect() as con:
        (row,) = con.execute("select regexp_matches(?, ?)", [message, joined]).fetchall()
    assert row == (is_found,)


def test_duckdb_reads_every_pattern():
    """RE2 knows no look-around; a rule that used it would break the search."""
    with duckdb.connect() as con:
        for pattern in search_patterns(""):
            con.execute("select regexp_matches('', ?)", [pattern])
