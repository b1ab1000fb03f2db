"""Several organisations in one sandbox: who reaches which, and what each has to itself."""

import httpx
import pytest
from sandbox_api import BASE, START, Api, Clock, InProcess, invoice, line
from webhook_receiver import KEY, URL, Receiver

from cmxero.sandbox.journal import Journal
from cmxero.sandbox.organisation import OrganisationState
from cmxero.sandbox.sandbox_state import SandboxState
from cmxero.sandbox.server import create_app
from cmxero.sandbox.webhook_file import FILE_NAME as WEBHOOKS

FORM = "application/x-www-form-urlencoded"
ANY = {"LineItems": [line(TaxType=None)]}
NOBODY = "11111111-1111-1111-1111-111111111111"


@pytest.fixture
def fresh(api):
    """The sandbox before anyone has signed in."""
    api.sandbox.app.disconnect(list(api.sandbox.app.connections))
    return api


def tenants(api, query: str = "") -> list[str]:
    """The keys of the organisations that GET /connections lists."""
    rows = api.send("GET", f"/connections{query}").body
    return [api.sandbox.find(row["tenantId"]).settings.key for row in rows]


def status(api, key: str) -> int:
    """What a read of an organisation is answered."""
    api.use(key)
    return api.call("GET", "/Invoices").status


def numbers(api, key: str, query: str = "") -> list[str]:
    api.use(key)
    return [row["InvoiceNumber"] for row in api.call("GET", f"/Invoices{query}").body["Invoices"]]


def test_sandbox_when_new_then_it_holds_three_organisations_the_australian_first():
    """The same seed gives the same tenants; each is another."""
    first, again = SandboxState.new(START, "seed"), SandboxState.new(START, "seed")
    assert list(first.organisations) == list(again.organisations)
    assert [one.settings.key for one in first.organisations.values()] == ["au", "nz", "uk"]
    assert first.default.tenant_id == OrganisationState.new(START, "seed").tenant_id
    accounts = [
        {account.account_id for account in one.settings.accounts}
        for one in first.organisations.values()
    ]
    assert len(set.union(*accounts)) == sum(len(own) for own in accounts)


def test_connections_when_several_are_picked_then_one_sign_in_covers_them(fresh):
    """All share the consent; authEventId finds those of one sign-in, without it all come."""
    first = fresh.reach("au", "uk")
    rows = fresh.send("GET", "/connections").body
    (event,) = {row["authEventId"] for row in rows}
    assert tenants(fresh) == ["au", "uk"]
    assert len({row["id"] for row in rows}) == 2
    fresh.reach("nz")
    assert tenants(fresh) == ["au", "nz", "uk"]
    assert tenants(fresh, f"?authEventId={event}") == ["au", "uk"]
    fresh.headers["authorization"] = f"Bearer {first['access_token']}"
    assert tenants(fresh) == ["au", "nz", "uk"]
    assert tenants(fresh, f"?authEventId={NOBODY}") == []


def test_connection_when_one_is_deleted_then_the_others_stay_open(fresh):
    """DELETE /connections/{id} closes that organisation; signing in opens it again."""
    fresh.reach("au", "nz")
    kept, gone = fresh.send("GET", "/connections").body
    assert fresh.send("DELETE", f"/connections/{gone['id'].upper()}").status == 204
    assert fresh.send("DELETE", f"/connections/{gone['id']}").status == 404
    assert (status(fresh, "au"), status(fresh, "nz"), status(fresh, "uk")) == (200, 403, 403)
    fresh.reach("nz")
    again = {row["tenantId"]: row["id"] for row in fresh.send("GET", "/connections").body}
    assert again[kept["tenantId"]] == kept["id"]
    assert again[gone["tenantId"]] != gone["id"]
    assert (status(fresh, "au"), status(fresh, "nz")) == (200, 200)


def test_machine_when_others_are_connected_then_it_reaches_its_own_only(fresh):
    """A custom connection is one organisation: it sees no other, and can disconnect no other."""
    fresh.reach("nz", "uk")
    foreign = fresh.send("GET", "/connections").body[0]["id"]
    fresh.sign_in()
    assert tenants(fresh) == ["au"]
    assert (status(fresh, "au"), status(fresh, "nz"), status(fresh, "uk")) == (200, 403, 403)
    assert fresh.send("DELETE", f"/connections/{foreign}").status == 404
    fresh.reach("au")
    assert tenants(fresh) == ["au", "nz", "uk"]


def test_refresh_when_renewed_then_it_reaches_what_it_reached(fresh):
    """A renewed token is the same person's."""
    given = fresh.reach("nz", "uk")
    form = f"grant_type=refresh_token&refresh_token={given['refresh_token']}"
    form += "&client_id=sandbox&client_secret=sandbox"
    renewed = fresh.send("POST", "/connect/token", form.encode(), content_type=FORM).body
    fresh.headers["authorization"] = f"Bearer {renewed['access_token']}"
    assert (status(fresh, "nz"), status(fresh, "uk"), status(fresh, "au")) == (200, 200, 403)
    form = f"token={renewed['refresh_token']}&client_id=sandbox&client_secret=sandbox"
    fresh.send("POST", "/connect/revocation", form.encode(), content_type=FORM)
    fresh.sign_in()
    assert fresh.sandbox.app.connections.keys() == {fresh.state.tenant_id}


@pytest.mark.parametrize("names", [["mars"], ["au", NOBODY], "nz"])
def test_sign_in_when_an_organisation_is_unknown_then_nothing_is_connected(fresh, names):
    """All or none; the answer names those there are."""
    reply = fresh.control("POST", "sign-in", {"organisations": names})
    assert reply.status == 400
    assert "au" in reply.body["error"]
    assert fresh.sandbox.app.connections == {}


def test_documents_when_they_share_a_number_then_each_organisation_has_its_own(api):
    """Numbers, ids, contacts and lists are an organisation's; no call sees another's."""
    api.reach("au", "nz", "uk")
    ids = {}
    for key in ("au", "nz", "uk"):
        api.use(key)
        ids[key] = api.put_invoice(**ANY)["InvoiceID"]
        assert api.call("PUT", "/Invoices", invoice(**ANY)).messages == [
            "Invoice # must be unique."
        ]
    assert len(set(ids.values())) == 3
    api.use("nz")
    assert api.call("GET", f"/Invoices/{ids['nz']}").status == 200
    assert api.call("GET", f"/Invoices/{ids['au']}").status == 404
    assert api.call("POST", f"/Invoices/{ids['uk']}", {"Reference": "x"}).status == 404
    foreign = {"Invoice": {"InvoiceID": ids["uk"]}, "Account": {"Code": "090"}, "Amount": 1}
    assert api.call("PUT", "/Payments", foreign).messages == ["Invoice could not be found."]
    contacts = [one.contacts for one in api.sandbox.organisations.values()]
    assert [len(one) for one in contacts] == [1, 1, 1]
    assert len({key for one in contacts for key in one}) == 3


def test_lists_when_the_same_is_asked_of_each_then_the_rows_are_its_own(api):
    """What a list remembers of one organisation is never shown for another."""
    api.reach("au", "nz")
    for key, number in (("au", "A"), ("nz", "N")):
        api.use(key)
        api.put_invoice(InvoiceNumber=number, **ANY)
    query = "?page=1&where=Status==%22AUTHORISED%22"
    for _ in range(2):
        assert (numbers(api, "au", query), numbers(api, "nz", query)) == (["A"], ["N"])


def test_lock_dates_when_set_for_one_then_the_others_stay_open(api):
    """By body, by query, by tenant id; without a name it is the default organisation."""
    nz, uk = api.sandbox.find("nz"), api.sandbox.find("uk")
    api.control("POST", "lock-dates", {"period_lock_date": "2026-10-31"})
    api.control("POST", "lock-dates", {"organisation": "NZ", "period_lock_date": "2026-11-30"})
    api.control(
        "POST", f"lock-dates?organisation={uk.tenant_id}", {"end_of_year_lock_date": "2026-03-31"}
    )
    told = {one["key"]: one for one in api.control("GET", "health").body["organisations"]}
    assert [told[key]["period_lock_date"] for key in told] == ["2026-10-31", "2026-11-30", None]
    assert told["uk"]["end_of_year_lock_date"] == "2026-03-31"
    api.reach("au", "nz")
    assert api.put_invoice(**ANY)["Status"] == "AUTHORISED"
    api.use("nz")
    (refused,) = api.call("PUT", "/Invoices", invoice(**ANY)).messages
    assert "currently set at 30 November 2026" in refused
    assert nz.invoices == {}


def test_switches_when_set_then_they_hold_everywhere(api):
    """One set of switches for the sandbox; the organisations answer by it."""
    api.control("POST", "switches", {"modified_since_inclusive": False, "minute_limit": 7})
    for one in api.sandbox.organisations.values():
        assert (one.settings.switches.modified_since_inclusive, one.settings.switches.limits) == (
            False,
            False,
        )
    api.reach("uk")
    assert api.call("GET", "/Organisation").headers["x-minlimit-remaining"] == "7"


def test_merge_contacts_when_an_organisation_is_named_then_it_is_done_there(api):
    """What a person does on Xero's pages, in the organisation they are in."""
    api.reach("nz", "au")
    for key in ("au", "nz"):
        api.use(key)
        for number, name in (("1", "ACC"), ("2", "A.C.C.")):
            api.put_invoice(InvoiceNumber=number, Contact={"Name": name}, **ANY)
    body = {"organisation": "nz", "from": "A.C.C.", "into": "ACC"}
    assert api.control("POST", "merge-contacts", body).body["moved"] == 1
    merged = [
        sum(bool(contact.merged_to_id) for contact in one.contacts.values())
        for one in api.sandbox.organisations.values()
    ]
    assert merged == [0, 1, 0]


def test_health_when_an_organisation_is_named_then_its_own_figures_come(api):
    """Without a name the default one's; every answer lists them all."""
    api.reach("nz")
    api.put_invoice(**ANY)
    for query, name, invoices in (
        ("", "Southern Cross Rehabilitation (sandbox)", 0),
        ("?organisation=nz", "Aotearoa Rehabilitation (sandbox)", 1),
    ):
        body = api.control("GET", f"health{query}").body
        assert (body["organisation"], body["counts"]["invoices"]) == (name, invoices)
        rows = body["organisations"]
        assert [(o["key"], o["country"], o["currency"]) for o in rows] == [
            ("au", "AU", "AUD"),
            ("nz", "NZ", "NZD"),
            ("uk", "GB", "GBP"),
        ]
        assert [(o["is_connected"], o["counts"]["invoices"]) for o in rows] == [
            (True, 0),
            (True, 1),
            (False, 0),
        ]
    unknown = api.control("GET", "health?organisation=mars")
    assert unknown.status == 400
    assert "Known are au, nz, uk." in unknown.body["error"]


def test_limits_when_one_organisation_is_used_up_then_the_others_are_not(api):
    """Minute and day are each organisation's; Xero counts them for app and tenant (6)."""
    api.reach("au", "nz")
    api.control("POST", "switches", {"limits": True, "minute_limit": 2, "day_limit": 3})
    assert [status(api, "au") for _ in range(3)] == [200, 200, 429]
    reply = api.call("GET", "/Invoices")
    assert (reply.headers["x-rate-limit-problem"], reply.headers["retry-after"]) == ("minute", "60")
    assert [status(api, "nz") for _ in range(3)] == [200, 200, 429]
    api.clock.advance(minutes=1)
    assert (status(api, "nz"), status(api, "au"), status(api, "au")) == (200, 200, 429)
    assert api.call("GET", "/Invoices").headers["x-rate-limit-problem"] == "day"


def test_limits_when_the_apps_minute_is_used_up_then_every_organisation_waits(api):
    """The app-wide minute counts all organisations together."""
    api.reach("au", "nz", "uk")
    api.control("POST", "switches", {"limits": True, "app_minute_limit": 3})
    assert [status(api, key) for key in ("au", "nz", "au", "uk", "nz")] == [200] * 3 + [429] * 2
    reply = api.call("GET", "/Invoices")
    assert reply.headers["x-rate-limit-problem"] == "appminute"
    left = [reply.headers[f"x-{name}-remaining"] for name in ("minlimit", "appminlimit")]
    assert left == ["59", "0"]


def test_limits_when_one_organisation_is_busy_then_the_others_answer(api):
    """Calls at once are counted for each organisation."""
    api.reach("au", "nz")
    api.control("POST", "switches", {"limits": True, "concurrent_limit": 1})
    limits = api.app.state.world.limits
    limits.enter(api.state.tenant_id)
    assert (status(api, "au"), status(api, "nz")) == (429, 200)
    limits.leave(api.state.tenant_id)
    assert status(api, "au") == 200


def test_idempotency_key_when_used_for_another_organisation_then_it_is_another_request(api):
    """The key is the app's: known everywhere, but no answer is given for another's request."""
    api.reach("au", "nz")
    first = api.call("PUT", "/Invoices", invoice(**ANY), idempotency_key="K")
    api.use("nz")
    other = api.call("PUT", "/Invoices", invoice(**ANY), idempotency_key="k")
    assert other.status == 400
    assert "is used with a different request." in other.body["Message"]
    assert api.sandbox.find("nz").invoices == {}
    api.use("au")
    again = api.call("PUT", "/Invoices", invoice(**ANY), idempotency_key="K")
    assert (again.status, again.content) == (200, first.content)


def test_requests_when_listed_then_each_tells_its_organisation(api):
    """By short key; a tenant that is none of ours is not repeated."""
    api.reach("nz")
    api.control("DELETE", "requests")
    api.call("GET", "/Invoices")
    api.headers["xero-tenant-id"] = NOBODY
    api.call("GET", "/Invoices")
    api.send("GET", "/connections", xero_tenant_id="")
    told = [one["organisation"] for one in api.control("GET", "requests").body]
    assert told == ["nz", None, None]


def test_page_when_an_organisation_is_chosen_then_its_documents_are_shown(api):
    """The page names all of them and shows the documents of one."""
    api.reach("au", "nz")
    api.put_invoice(InvoiceNumber="OZ-1", **ANY)
    api.use("nz")
    api.put_invoice(InvoiceNumber="KIWI-1", Contact={"Name": "Te Whatu & Ora"}, **ANY)
    default = api.send("GET", "/").content.decode()
    chosen = api.send("GET", "/?organisation=nz").content.decode()
    assert ("OZ-1" in default, "KIWI-1" in default) == (True, False)
    assert ("OZ-1" in chosen, "KIWI-1" in chosen) == (False, True)
    assert "Te Whatu &amp; Ora" in chosen
    assert '<a href="/?organisation=nz" aria-current="page">Aotearoa' in chosen
    for page in (default, chosen):
        assert all(one.tenant_id in page for one in api.sandbox.organisations.values())
        assert page.count("<td>sandbox is connected</td>") == 2
        assert page.count("<td>nz</td><td>PUT</td>") == 1
        assert "<script" not in page
    assert api.send("GET", "/?organisation=mars").status == 404


@pytest.fixture
def receiver():
    return Receiver()


def hear(api, receiver) -> list[tuple[str, str]]:
    """Deliver what is due: organisation and number of each invoice told."""
    receiver.forget()
    api.control("POST", "webhooks/deliver", {})
    told = []
    for event in receiver.events:
        state = api.sandbox.find(event["tenantId"])
        told.append((state.settings.key, state.invoices[event["resourceId"]].number))
    return told


def test_webhooks_when_several_organisations_change_then_one_sequence_tells_each(receiver):
    """Each event names its tenant; the sequence is the subscription's."""
    clock = Clock()
    app = create_app(SandboxState.new(START, "test"), clock, send=receiver)
    api = Api(app, app.state.world.state, clock, InProcess(app, None))
    api.reach("au", "nz", "uk")
    api.control("POST", "webhooks", {"url": URL, "key": KEY, "categories": ["INVOICE"]})
    for place, key in enumerate(("nz", "au", "nz", "uk")):
        api.use(key)
        api.put_invoice(InvoiceNumber=f"{place}", **ANY)
    assert hear(api, receiver) == [("nz", "0"), ("au", "1"), ("nz", "2"), ("uk", "3")]
    body = receiver.bodies[-1]
    assert (body["firstEventSequence"], body["lastEventSequence"]) == (1, 4)


def test_webhooks_when_an_organisation_is_not_connected_then_it_is_not_told_of(receiver):
    """Events come for every connected tenant (4), and for no other."""
    clock = Clock()
    app = create_app(OrganisationState.new(START, "test"), clock, send=receiver)
    api = Api(app, app.state.world.state, clock, InProcess(app, None))
    api.reach("au", "nz")
    for key in ("au", "nz"):
        api.use(key)
        for number, name in (("1", "A"), ("2", "B")):
            api.put_invoice(InvoiceNumber=number, Contact={"Name": name}, **ANY)
    api.control("POST", "webhooks", {"url": URL, "key": KEY, "categories": ["INVOICE"]})
    nz = api.sandbox.find("nz")
    api.sandbox.app.disconnect([nz.tenant_id])
    for key in ("nz", "au"):
        clock.advance(seconds=1)
        body = {"organisation": key, "from": "A", "into": "B"}
        assert api.control("POST", "merge-contacts", body).body["moved"] == 1
    assert hear(api, receiver) == [("au", "1")]
    api.reach("nz")
    clock.advance(seconds=1)
    api.call("POST", "/Invoices/2", {"Reference": "new"})
    assert hear(api, receiver) == [("nz", "2")]


def opened(folder, clock, receiver):
    """The sandbox on a state folder, as a new process finds it."""
    with Journal(folder) as journal:
        sandbox = journal.open_state(clock(), "test")
        app = create_app(sandbox, clock, journal=journal, send=receiver)
        yield Api(app, sandbox.default, clock, InProcess(app, None))


def test_restart_when_several_were_used_then_all_of_it_is_as_before(tmp_path, receiver):
    """Documents, connections, tokens, locks and the events a kill left untold, each in its own."""
    clock, headers = Clock(), {}
    for api in opened(tmp_path, clock, receiver):
        api.reach("nz", "uk")
        api.control("POST", "webhooks", {"url": URL, "key": KEY, "categories": ["INVOICE"]})
        api.control("POST", "lock-dates", {"organisation": "uk", "period_lock_date": "2026-06-30"})
        untold = (tmp_path / WEBHOOKS).read_bytes()
        for key in ("nz", "uk"):
            clock.advance(seconds=1)
            api.use(key)
            api.put_invoice(InvoiceNumber=key, **ANY)
        headers = api.headers
    (tmp_path / WEBHOOKS).write_bytes(untold)
    for _ in range(2):
        for api in opened(tmp_path, clock, receiver):
            api.headers = headers
            assert tenants(api) == ["nz", "uk"]
            assert (numbers(api, "nz"), numbers(api, "uk")) == (["nz"], ["uk"])
            assert status(api, "au") == 403
            locks = [
                o["period_lock_date"] for o in api.control("GET", "health").body["organisations"]
            ]
            assert locks == [None, None, "2026-06-30"]
            last = api
    assert last.sandbox.find("nz").settings.currency_code == "NZD"
    receiver.forget()
    for api in opened(tmp_path, clock, receiver):
        assert hear(api, receiver) == [("nz", "nz"), ("uk", "uk")]


def test_page_of_consent_when_two_are_ticked_then_both_are_connected_at_once(fresh):
    """The person's own way: the first organisation is ticked already, others may be added."""
    uk, nz = fresh.sandbox.find("uk"), fresh.sandbox.find("nz")
    query = {
        "response_type": "code",
        "client_id": "sandbox",
        "redirect_uri": "http://localhost:8921/callback",
        "scope": "accounting.invoices offline_access",
    }
    with httpx.Client(transport=fresh.transport, base_url=BASE) as browser:
        page = browser.get("/identity/connect/authorize", params=query).text
        assert page.count('type="checkbox"') == 3
        assert page.count(" checked>") == 1
        hidden = dict.fromkeys(("request", "sealed"))
        for name in hidden:
            hidden[name] = page.split(f'name="{name}" value="')[1].split('"')[0]
        hidden["request"] = hidden["request"].replace("&amp;", "&")
        form = {**hidden, "decision": "allow", "organisation": [uk.tenant_id, nz.tenant_id, NOBODY]}
        answer = browser.post("/identity/connect/authorize", data=form)
    assert answer.status_code == 302, answer.text
    connected = fresh.sandbox.app.connections
    assert connected.keys() == {uk.tenant_id, nz.tenant_id}
    assert len({one.event_id for one in connected.values()}) == 1
