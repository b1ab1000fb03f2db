"""Contacts read whole and created, never edited; over real HTTP and the real SDK."""

import json

import pytest
from xero_contract import official_contract

from cmxero.core.errors import XeroAnswerError, XeroRejectedError, XeroUnreachableError
from cmxero.core.organisation_facts import NewContact, XeroContact
from cmxero.xero.contacts import encode_contacts

ZERO_ID = "00000000-0000-0000-0000-000000000000"
EXISTS = (
    "The contact name Comcare is already assigned to another contact. The contact name must be "
    "unique across all active contacts."
)
FULL = NewContact(
    "Comcare", "claims@example.org", "02 6000 1000", "GPO Box 9905", "Canberra", "ACT", "2601"
)


def row(number, **more):
    return {
        "ContactID": f"c-{number}", "Name": f"Insurer {number}", "ContactStatus": "ACTIVE",
        "UpdatedDateUTC": f"/Date({1719835200000 + number * 60_000}+0000)/", **more,
    }  # fmt: skip


def page(*rows, pages=1):
    return {"pagination": {"page": 1, "pageCount": pages}, "Contacts": list(rows)}


def made(name, **more):
    return {"ContactID": "c-1", "Name": name, "StatusAttributeString": "OK", **more}


def refused(name, *messages, **more):
    errors = [{"Message": text} for text in messages]
    return {
        "ContactID": ZERO_ID, "Name": name, "HasValidationErrors": True,
        "StatusAttributeString": "ERROR", "ValidationErrors": errors, **more,
    }  # fmt: skip


def test_contacts_when_asked_then_all_statuses_a_thousand_a_page(xero, gateway):
    """Archived ones come too, in pages, since only those tell where a merged contact went."""
    xero.tell(page())
    assert gateway.contacts() == ()
    (call,) = xero.calls()
    assert (call.method, call.path) == ("GET", "/api.xro/2.0/Contacts")
    assert call.query == {
        "page": ["1"], "pageSize": ["1000"], "includeArchived": ["true"], "summaryOnly": ["true"],
    }  # fmt: skip


def test_contacts_when_answered_then_status_number_and_destination_are_kept(xero, gateway):
    """A merged contact says which one took its place."""
    xero.tell(page(
        row(1, ContactNumber="P-1"),
        row(2, ContactStatus="ARCHIVED", MergedToContactID="c-1"),
        row(3, ContactStatus="GDPRREQUEST", ContactNumber=None),
    ))  # fmt: skip
    assert gateway.contacts() == (
        XeroContact("c-1", "Insurer 1", "ACTIVE", "P-1"),
        XeroContact("c-2", "Insurer 2", "ARCHIVED", merged_into="c-1"),
        XeroContact("c-3", "Insurer 3", "GDPRREQUEST"),
    )


def test_contacts_when_one_changes_between_pages_then_its_later_word_counts(xero, gateway):
    """The list is walked by time, so a contact that moves on is read again, not skipped."""
    xero.tell(page(row(1), row(2), pages=2))
    renamed = row(1, Name="Renamed", UpdatedDateUTC="/Date(1719838800000)/")
    xero.tell(page(row(2), row(3), renamed))
    assert [one.name for one in gateway.contacts()] == ["Renamed", "Insurer 2", "Insurer 3"]
    assert xero.calls()[1].headers["If-Modified-Since"] == "2024-07-01T12:01:59+00:00"


def test_contacts_when_the_status_is_missing_then_refused_by_name(xero, gateway):
    """An archived contact must not pass for a live one."""
    xero.tell(page(row(1), row(2, ContactStatus=None)))
    with pytest.raises(XeroAnswerError, match=r"contact c-2, field ContactStatus"):
        gateway.contacts()


def test_create_contacts_when_sent_then_put_with_what_is_known(xero, gateway):
    """PUT creates only; empty fields are left out; each element answers for itself."""
    xero.tell({"Contacts": [made("Comcare"), made("Ann Lee")]})
    assert gateway.create_contacts([FULL, NewContact("Ann Lee")], key="run-7") == ()
    (call,) = xero.calls()
    assert (call.method, call.path) == ("PUT", "/api.xro/2.0/Contacts")
    assert call.query == {"summarizeErrors": ["false"]}
    assert json.loads(call.body) == {"Contacts": [
        {"Name": "Comcare", "EmailAddress": "claims@example.org",
         "Addresses": [{"AddressType": "POBOX", "AddressLine1": "GPO Box 9905",
                        "City": "Canberra", "Region": "ACT", "PostalCode": "2601"}],
         "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "02 6000 1000"}]},
        {"Name": "Ann Lee"},
    ]}  # fmt: skip


def test_create_contacts_when_the_key_is_the_same_then_only_the_same_contacts_share_it(
    xero, gateway
):
    """What is sent again is known to Xero; what is sent instead is not taken for it."""
    for _ in range(3):
        xero.tell({"Contacts": [made("x")]})
    for name in ("Comcare", "Comcare", "icare"):
        gateway.create_contacts([NewContact(name)], key="run-7")
    first, again, other = (call.headers["Idempotency-Key"] for call in xero.calls())
    assert first == again != other
    assert first.startswith("run-7/")


def test_create_contacts_when_there_are_many_then_fifty_a_call(xero, gateway):
    """101 contacts take three calls; a refusal in any of them is told."""
    names = [f"Insurer {number}" for number in range(101)]
    for start in (0, 50, 100):
        xero.tell({"Contacts": [
            refused(name, "No.") if name == "Insurer 100" else made(name)
            for name in names[start : start + 50]
        ]})  # fmt: skip
    assert gateway.create_contacts([NewContact(name) for name in names], key="k") == (
        "Insurer 100: No.",
    )
    sent = [json.loads(call.body)["Contacts"] for call in xero.calls()]
    assert [len(one) for one in sent] == [50, 50, 1]
    assert len({call.headers["Idempotency-Key"] for call in xero.calls()}) == 3


def test_create_contacts_when_some_are_refused_then_each_with_every_reason(xero, gateway):
    """A name that exists is no failure; all else is told, also what is nested."""
    nested = {"Addresses": [{"ValidationErrors": [{"Message": "Postcode is too long."}]}]}
    xero.tell({"Contacts": [
        made("Ann Lee", Warnings=[{"Message": "Odd."}]),
        refused("Comcare", EXISTS),
        refused("a  b", "No doubled spaces.", "Email is not valid.", **nested),
        refused("Dora"),
    ]})  # fmt: skip
    contacts = [NewContact(name) for name in ("Ann Lee", "Comcare", "a  b", "Dora")]
    assert gateway.create_contacts(contacts, key="k") == (
        "a  b: No doubled spaces. Email is not valid. Postcode is too long.",
        "Dora: Xero gave no reason.",
    )


def test_create_contacts_when_a_number_is_taken_then_it_is_a_failure(xero, gateway):
    """Only the name may exist already; another text with "already" is a refusal."""
    why = "The contact number 7 is already assigned to another contact."
    xero.tell({"Contacts": [refused("Comcare", why)]})
    assert gateway.create_contacts([NewContact("Comcare")], key="k") == (f"Comcare: {why}",)


def test_create_contacts_when_refused_ones_come_first_then_named_by_themselves(xero, gateway):
    """Whether refused elements keep their places is not known; the name in the answer counts."""
    xero.tell({"Contacts": [refused("x<y", "No angle brackets."), made("Comcare")]})
    contacts = [NewContact("Comcare"), NewContact("x<y")]
    assert gateway.create_contacts(contacts, key="k") == ("x<y: No angle brackets.",)


@pytest.mark.parametrize("cut", ["before", "half"])
def test_create_contacts_when_the_answer_is_lost_then_not_sent_again(xero, gateway, cut):
    """The caller looks with ``contacts``; nothing is repeated behind its back."""
    xero.tell({"Contacts": [made("Comcare")]}, cut=cut)
    with pytest.raises(XeroUnreachableError):
        gateway.create_contacts([FULL], key="k")
    assert len(xero.calls()) == 1


def test_create_contacts_when_the_answer_does_not_fit_then_unknown(xero, gateway):
    """Two were sent, one came back."""
    xero.tell({"Contacts": [made("Comcare")]})
    with pytest.raises(XeroAnswerError, match="2 contacts were sent"):
        gateway.create_contacts([FULL, NewContact("Ann Lee")], key="k")


def test_create_contacts_when_there_are_none_then_no_call(xero, gateway):
    """Nothing to create costs nothing."""
    assert gateway.create_contacts([], key="k") == ()
    assert xero.seen == []


def test_create_contacts_when_refused_as_a_whole_then_every_message(xero, gateway):
    """A 400 for the request itself."""
    xero.tell({"Type": "PostDataInvalidException", "Message": "JSON is wrong"}, status=400)
    with pytest.raises(XeroRejectedError, match="JSON is wrong"):
        gateway.create_contacts([FULL], key="k")


def test_encode_contacts_when_held_against_the_contract_then_every_key_is_known():
    """The contract allows extras, so a misspelt key would be lost in silence."""
    try:
        schemas = official_contract()["components"]["schemas"]
    except FileNotFoundError:
        pytest.skip("Xero's contract is not beside this checkout (shared/xero-openapi)")
    (sent,) = json.loads(encode_contacts([FULL]))["Contacts"]
    assert set(sent) <= set(schemas["Contact"]["properties"])
    for key, name in (("Addresses", "Address"), ("Phones", "Phone")):
        known = schemas[name]["properties"]
        for part in sent[key]:
            assert set(part) <= set(known)
            (kind,) = (word for word in known if word.endswith("Type"))
            assert part[kind] in known[kind]["enum"]
