"""Contacts to create: details that Xero takes, and people who share a name."""

from dataclasses import replace

import pytest
from journaled import invoice

from cmxero.core.casejournal import CaseContact
from cmxero.core.contacts import new_contact
from cmxero.core.fingerprint import fingerprint_of_transaction
from cmxero.core.mapping import map_invoices
from cmxero.core.mapping_rules import MappingRules
from cmxero.core.organisation_facts import NewContact

PERSON = CaseContact("Ms", "Alex", "Citizen", "", "alex@example.com.au", " 08  5550 0112 ",
                     "PO Box 4", "Perth", "WA", "6000")  # fmt: skip


def test_a_new_contact_carries_what_case_manager_knows():
    """Blanks tidied; the name is the draft's."""
    assert new_contact(invoice(contact=PERSON), "Citizen, Alex") == NewContact(
        "Citizen, Alex", "alex@example.com.au", "08 5550 0112", "PO Box 4", "Perth", "WA", "6000"
    )


@pytest.mark.parametrize("email", ["alex", "a@b", "a b@c.org", "a@b..org", "@c.org", "a@c.o;b@c.o"])
def test_a_bad_address_is_a_warning_and_is_not_sent(email):
    """The invoice goes without it."""
    made = invoice(contact=replace(PERSON, email=email))
    assert new_contact(made, "Citizen, Alex").email == ""
    mapped = map_invoices([made], MappingRules())
    assert len(mapped.drafts) == 1
    assert [(problem.code, problem.value) for problem in mapped.problems] == [("bad-email", email)]


def test_a_detail_longer_than_xero_takes_is_left_out():
    """A phone cell with a paragraph in it does not cost the contact the rest."""
    made = invoice(contact=replace(PERSON, phone="9" * 51))
    assert new_contact(made, "x") == replace(new_contact(invoice(contact=PERSON), "x"), phone="")


def test_two_people_of_one_name_are_pointed_at():
    """Same name, other e-mail: Xero would put both into one contact (case-manager.md 2.4)."""
    other = replace(PERSON, email="other@example.com.au")
    made = [
        invoice(number="1", contact=PERSON),
        invoice(number="2", contact=other),
        invoice(number="3", contact=replace(PERSON, last_name="Else")),
    ]
    problems = map_invoices(made, MappingRules()).problems
    assert [(problem.code, problem.subject) for problem in problems] == [
        ("contact-shared", "1"), ("contact-shared", "2"),
    ]  # fmt: skip


def test_one_person_with_details_missing_here_and_there_is_one_person():
    """An older export lacks the e-mail; that makes no second client."""
    made = [
        invoice(number="1", contact=PERSON),
        invoice(number="2", contact=CaseContact("", "Alex", "Citizen")),
        invoice(number="3", contact=replace(PERSON, email="ALEX@example.com.au")),
    ]
    assert map_invoices(made, MappingRules()).problems == ()


def test_details_are_no_part_of_what_a_transaction_says():
    """An old file without these columns, imported again, has not changed."""
    bare = CaseContact(PERSON.title, PERSON.first_name, PERSON.last_name, PERSON.company_name)
    assert fingerprint_of_transaction(invoice(contact=PERSON)) == fingerprint_of_transaction(
        invoice(contact=bare)
    )
