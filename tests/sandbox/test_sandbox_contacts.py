"""Contacts: written on their own, archived, merged (xero-api.md 1.8)."""

import pytest
from sandbox_api import credit_note, invoice


def put(api, **fields) -> dict:
    """One new contact; it must succeed."""
    reply = api.call("PUT", "/Contacts?summarizeErrors=false", {"Name": "Comcare", **fields})
    assert reply.messages == []
    return reply.body["Contacts"][0]


def names(api, query: str = "", **headers) -> list[str]:
    rows = api.call("GET", f"/Contacts{query}", **headers).body["Contacts"]
    return sorted(row["Name"] for row in rows)


def test_contact_when_put_then_it_is_there_by_id_and_number(api):
    """ContactNumber is a lookup key (1.8)."""
    row = put(api, ContactNumber="P-1", EmailAddress="claims@example.org")
    assert (row["ContactStatus"], row["IsCustomer"]) == ("ACTIVE", False)
    for ident in (row["ContactID"], "P-1"):
        assert api.get_one(f"Contacts/{ident}")["EmailAddress"] == "claims@example.org"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"Name": "comcare"}, "contact name comcare is already assigned"),
        ({"Name": "icare", "ContactNumber": "P-1"}, "contact number P-1 is already assigned"),
        ({"Name": None}, "Contact must be specified"),
        ({"Name": "a  b"}, "doubled spaces"),
        ({"Name": "x<y>"}, "angle brackets"),
        ({"Name": "x" * 256}, "255 characters"),
        ({"Name": "icare", "ContactNumber": "9" * 51}, "50 characters"),
    ],
)
def test_contact_when_a_rule_is_broken_then_put_refuses(api, fields, words):
    """PUT fails on an existing name or number, and on what no name may hold (1.8)."""
    put(api, ContactNumber="P-1")
    reply = api.call("PUT", "/Contacts", fields)
    assert reply.status == 400
    assert any(words in message for message in reply.messages), reply.messages
    assert len(api.state.contacts) == 1


def test_contacts_when_one_fails_then_its_sibling_is_saved(api):
    """Elements stand on their own, as everywhere (1.3)."""
    put(api)
    body = {"Contacts": [{"Name": "Comcare"}, {"Name": "icare"}]}
    rows = api.call("PUT", "/Contacts?summarizeErrors=false", body).body["Contacts"]
    assert [row["StatusAttributeString"] for row in rows] == ["ERROR", "OK"]
    assert names(api) == ["Comcare", "icare"]


@pytest.mark.parametrize("key", ["ContactID", "ContactNumber", "Name"])
def test_contact_when_posted_then_it_is_updated_or_made(api, key):
    """POST is the upsert: by id, number or name (1.8)."""
    row = put(api, ContactNumber="P-1")
    api.clock.advance(seconds=5)
    sent = {key: row[key], "AccountNumber": "A-7"}
    assert api.call("POST", "/Contacts", sent).status == 200
    after = api.get_one("Contacts/P-1")
    assert (after["AccountNumber"], after["ContactID"]) == ("A-7", row["ContactID"])
    assert after["UpdatedDateUTC"] != row["UpdatedDateUTC"]
    api.call("POST", "/Contacts", {"Name": "icare"})
    assert len(api.state.contacts) == 2


def test_contact_when_posted_to_its_own_path_then_it_is_updated(api):
    """POST /Contacts/{id}; another's number is refused and names the contact."""
    row = put(api)
    put(api, Name="icare", ContactNumber="P-2")
    path = f"/Contacts/{row['ContactID']}"
    assert api.call("POST", path, {"Name": "Comcare Australia"}).status == 200
    refused = api.call("POST", path, {"ContactNumber": "P-2"})
    assert "contact number P-2 is already assigned" in refused.messages[0]
    assert refused.body["Elements"][0]["ContactID"] == row["ContactID"]
    assert api.get_one(f"Contacts/{row['ContactID']}")["Name"] == "Comcare Australia"
    assert api.call("POST", "/Contacts/none", {"Name": "x"}).status == 404


def test_contact_when_archived_then_nothing_may_be_posted_to_it(api):
    """Archived contacts leave the list, and take neither invoices nor credits (1.8)."""
    row = put(api)
    sent = {"ContactID": row["ContactID"], "ContactStatus": "ARCHIVED"}
    assert api.call("POST", "/Contacts", sent).body["Contacts"][0]["ContactStatus"] == "ARCHIVED"
    by_id = {"Contact": {"ContactID": row["ContactID"]}}
    for path, body in (("/Invoices", invoice(**by_id)), ("/CreditNotes", credit_note(**by_id))):
        assert "archived" in api.call("PUT", path, body).messages[0]
    assert "archived" in api.call("PUT", "/Invoices", invoice()).messages[0]
    assert (names(api), names(api, "?includeArchived=true")) == ([], ["Comcare"])
    api.call("POST", "/Contacts", {**sent, "ContactStatus": "ACTIVE"})
    assert api.call("PUT", "/Invoices", invoice()).status == 200
    wrong = api.call("POST", "/Contacts", {**sent, "ContactStatus": "GDPRREQUEST"})
    assert "ContactStatus" in wrong.messages[0]


@pytest.mark.parametrize("moves", [True, False])
def test_contacts_when_merged_then_their_documents_move(api, moves):
    """The merged contact is archived, says where it went, and its documents are the other's."""
    api.control("POST", "switches", {"merge_moves_documents": moves})
    for name in ("Comcare NSW", "Comcare"):
        api.put_invoice(InvoiceNumber=f"CM-{name}", Contact={"Name": name})
    api.put_note(Contact={"Name": "Comcare NSW"})
    api.clock.advance(seconds=10)
    reply = api.control("POST", "merge-contacts", {"from": "Comcare NSW", "into": "Comcare"})
    staying = reply.body["contact_id"]
    assert (reply.status, reply.body["moved"]) == (200, 2)
    gone = next(c for c in api.state.contacts.values() if c.name == "Comcare NSW")
    shown = api.get_one(f"Contacts/{gone.contact_id}")
    assert (shown["ContactStatus"], shown["MergedToContactID"]) == ("ARCHIVED", staying)
    owners = {row["Contact"]["ContactID"] for row in api.call("GET", "/Invoices").body["Invoices"]}
    assert owners == {staying}
    assert api.get_one("CreditNotes/CN-1")["Contact"]["Name"] == "Comcare"
    since = {"if_modified_since": "2026-11-22T00:00:05"}
    changed = api.call("GET", "/Invoices", **since).body["Invoices"]
    assert [row["InvoiceNumber"] for row in changed] == (["CM-Comcare NSW"] if moves else [])
    assert names(api, "?includeArchived=true", **since) == ["Comcare", "Comcare NSW"]
    again = api.control("POST", "merge-contacts", {"from": "Comcare NSW", "into": "Comcare"})
    assert again.body == {"contact_id": staying, "moved": None}
    back = {"ContactID": gone.contact_id, "ContactStatus": "ACTIVE"}
    assert "merged" in api.call("POST", "/Contacts", back).messages[0]


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("Comcare", "Comcare", "with itself"),
        ("Comcare", "nobody", "no contact 'nobody'"),
        ("", "Comcare", "no contact ''"),
        ("old", "Comcare", "old is archived"),
        ("Comcare", "old", "old is archived"),
    ],
)
def test_contacts_when_they_cannot_be_merged_then_it_is_said(api, source, target, words):
    """Only two active contacts, and nothing changes otherwise."""
    put(api)
    put(api, Name="old")
    api.call("POST", "/Contacts", {"Name": "old", "ContactStatus": "ARCHIVED"})
    before = dict(api.state.contacts)
    reply = api.control("POST", "merge-contacts", {"from": source, "into": target})
    assert (reply.status, words in reply.body["error"]) == (400, True)
    assert api.state.contacts == before
