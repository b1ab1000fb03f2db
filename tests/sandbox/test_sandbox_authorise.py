"""Sign-in by a person: the page, the code, PKCE, the refresh tokens (xero-api.md 5)."""

import base64
import json
import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import openapi_schema_validator
import pytest
import yaml
from sandbox_api import BASE, ROOT
from xero_contract import CONTRACT as SPEC
from xero_contract import Loader

from cmxero.sandbox.authorise import is_good_redirect
from cmxero.sandbox.grants import challenge_of

IDENTITY_SPEC = SPEC.with_name("xero-identity.yaml")
PAGE = "/identity/connect/authorize"
REDIRECT = "http://localhost:8921/callback"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123456789"
SCOPE = "openid profile email offline_access accounting.invoices accounting.settings.read"


@pytest.fixture
def browser(api):
    """A browser without a token; it does not follow redirects to the app."""
    with httpx.Client(transport=api.transport, base_url=BASE) as client:
        yield client


def asked(**changes) -> dict:
    """The query of a good request, with some parameters changed or (None) left out."""
    query = {
        "response_type": "code",
        "client_id": "sandbox",
        "redirect_uri": REDIRECT,
        "scope": SCOPE,
        "state": "st&te",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
        **changes,
    }
    return {name: value for name, value in query.items() if value is not None}


def fields(page: str) -> dict:
    """What the form of a page would send, but for the button."""
    found = re.findall(r'<input type="(\w+)" name="(\w+)" value="([^"]*)"( checked)?', page)
    form: dict = {}
    for kind, name, value, ticked in found:
        if kind == "hidden":
            form[name] = unescape(value)
        elif ticked:
            form.setdefault(name, []).append(unescape(value))
    return form


def press(browser, page: str, decision: str = "allow", *, headers=None, **changes):
    """Press a button of the page."""
    form = {**fields(page), "decision": decision, **changes}
    sent = {name: value for name, value in form.items() if value is not None}
    return browser.post(PAGE, data=sent, headers=headers)


def get_code(browser, **changes) -> str:
    """Ask, press Allow, and read the code in the address."""
    answer = press(browser, browser.get(PAGE, params=asked(**changes)).text)
    assert answer.status_code == 302, answer.text
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


def exchange(browser, got: str, **changes):
    """Turn a code into tokens as an app without a secret does."""
    form = {
        "grant_type": "authorization_code",
        "code": got,
        "redirect_uri": REDIRECT,
        "client_id": "sandbox",
        "code_verifier": VERIFIER,
        **changes,
    }
    return browser.post(
        "/connect/token", data={name: value for name, value in form.items() if value is not None}
    )


def refresh(browser, text: str, **more):
    form = {"grant_type": "refresh_token", "refresh_token": text, "client_id": "sandbox", **more}
    return browser.post("/connect/token", data=form)


def claims_of(token: str) -> dict:
    """The claims in a JWT."""
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_sign_in_when_a_person_allows_then_the_app_reaches_the_organisation(api, browser):
    """The whole way: page, Allow, code, tokens, connections of this sign-in, a call."""
    api.send("DELETE", "/connections/" + api.send("GET", "/connections").body[0]["id"])
    page = browser.get(PAGE, params=asked())
    assert "Southern Cross Rehabilitation (sandbox)" in page.text
    answer = press(browser, page.text)
    back = urlsplit(answer.headers["location"])
    told = parse_qs(back.query)
    assert f"{back.scheme}://{back.netloc}{back.path}" == REDIRECT
    assert told["state"] == ["st&te"]
    tokens = exchange(browser, told["code"][0]).json()
    assert (tokens["expires_in"], tokens["token_type"]) == (1800, "Bearer")
    assert tokens["scope"] == SCOPE
    event = claims_of(tokens["access_token"])["authentication_event_id"]
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    (row,) = browser.get(f"/connections?authEventId={event}", headers=headers).json()
    assert (row["tenantId"], row["authEventId"]) == (api.state.tenant_id, event)
    headers["xero-tenant-id"] = row["tenantId"]
    assert browser.get(f"{ROOT}/Invoices", headers=headers).status_code == 200
    other = "00000000-0000-0000-0000-000000000000"
    assert browser.get(f"/connections?authEventId={other}", headers=headers).json() == []
    identity = claims_of(tokens["id_token"])
    assert identity["exp"] - identity["nbf"] == 300


def test_page_when_shown_then_it_is_plain_and_cannot_be_framed_or_posted_elsewhere(browser):
    """No script, no outside resource; the form may lead to us and then to the app only."""
    page = browser.get(PAGE, params=asked(scope="openid accounting.invoices"))
    assert "<script" not in page.text
    assert not re.search(r'(src|href)="', page.text)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://localhost:8921;" in policy
    assert "frame-ancestors 'none'" in policy


def test_page_when_the_request_holds_markup_then_it_is_escaped(browser):
    """State and redirect path come from outside."""
    wild = '"><script>alert(1)</script>'
    page = browser.get(PAGE, params=asked(state=wild, redirect_uri=f"https://a.example/{wild}"))
    assert page.status_code == 200
    assert "<script" not in page.text
    told = parse_qs(urlsplit(press(browser, page.text).headers["location"]).query)
    assert told["state"] == [wild]


def test_sign_in_when_a_person_cancels_then_the_app_is_told_and_nothing_is_connected(api, browser):
    """access_denied with the state; no code exists."""
    api.send("DELETE", "/connections/" + api.send("GET", "/connections").body[0]["id"])
    answer = press(browser, browser.get(PAGE, params=asked()).text, "cancel")
    assert parse_qs(urlsplit(answer.headers["location"]).query) == {
        "error": ["access_denied"],
        "state": ["st&te"],
    }
    assert api.sandbox.app.connections == {}
    assert all(token.kind != "code" for token in api.sandbox.app.tokens.values())


@pytest.mark.parametrize("ticked", [None, "11111111-1111-1111-1111-111111111111"])
def test_sign_in_when_no_organisation_is_ticked_then_the_page_says_so(browser, ticked):
    """Allow without an organisation, or with a foreign one, asks again."""
    page = browser.get(PAGE, params=asked()).text
    answer = press(browser, page, organisation=ticked)
    assert answer.status_code == 200
    assert "Tick at least one organisation" in answer.text
    assert press(browser, answer.text).status_code == 302


def test_sign_in_when_only_the_name_is_asked_then_no_organisation_is_offered(api, browser):
    """The scope openid alone connects nothing."""
    api.send("DELETE", "/connections/" + api.send("GET", "/connections").body[0]["id"])
    page = browser.get(PAGE, params=asked(scope="openid profile")).text
    assert 'name="organisation"' not in page
    assert press(browser, page).status_code == 302
    assert api.sandbox.app.connections == {}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"client_id": "another"}, "unauthorized_client"),
        ({"client_id": None}, "unauthorized_client"),
        ({"redirect_uri": "http://127.0.0.1:8921/callback"}, "Invalid redirect_uri"),
        ({"redirect_uri": None}, "Invalid redirect_uri"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "openid accounting.transactions"}, "invalid_scope: accounting.transactions"),
        ({"scope": None}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "S256"),
        ({"code_challenge": "short"}, "S256"),
        ({"client_id": ["sandbox", "sandbox"]}, "sent twice"),
    ],
)
def test_page_when_the_request_is_wrong_then_no_browser_is_sent_anywhere(browser, changes, said):
    """The error stays on the page: a bad request must not redirect."""
    answer = browser.get(PAGE, params=asked(**changes))
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert said in answer.text


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://app.example.com/back", True),
        ("http://localhost/back", True),
        ("http://localhost:8921/back?x=1", True),
        ("http://app.example.com/back", False),
        ("http://127.0.0.1/back", False),
        ("http://localhost.evil.example/back", False),
        ("https://user@app.example.com/back", False),
        ("https://app.example.com/back#part", False),
        ("https://app.example.com:99999/", False),
        ("https://app.example.com;script-src *", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_redirect_when_it_is_not_https_or_localhost_then_it_is_refused(address, good):
    """Any https address, http on the word localhost only; nothing that could break a header."""
    assert is_good_redirect(address) is good


@pytest.mark.parametrize(
    ("headers", "changes"),
    [
        ({"origin": "https://evil.example"}, {}),
        ({"origin": "null"}, {}),
        ({"sec-fetch-site": "cross-site"}, {}),
        ({}, {"sealed": "1764000000.00"}),
        ({}, {"sealed": None}),
        ({}, {"request": urlencode(asked(state="other"))}),
    ],
)
def test_form_when_it_is_not_from_our_page_then_nothing_is_allowed(api, browser, headers, changes):
    """Another site cannot press Allow, nor change what was shown."""
    page = browser.get(PAGE, params=asked()).text
    answer = press(browser, page, headers=headers, **changes)
    assert answer.status_code == 400
    assert all(token.kind != "code" for token in api.sandbox.app.tokens.values())


def test_form_when_the_page_is_old_then_it_is_refused(api, browser):
    """Ten minutes, then the person starts again."""
    page = browser.get(PAGE, params=asked()).text
    api.clock.advance(minutes=10, seconds=1)
    assert press(browser, page).status_code == 400


def test_code_when_used_twice_then_the_second_time_is_refused(browser):
    """Single use."""
    code = get_code(browser)
    assert exchange(browser, code).status_code == 200
    again = exchange(browser, code)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


def test_code_when_five_minutes_old_then_it_is_dead(api, browser):
    """4:59 is in time, 5:00 is not."""
    early, late = get_code(browser), get_code(browser)
    api.clock.advance(minutes=4, seconds=59)
    assert exchange(browser, early).status_code == 200
    api.clock.advance(seconds=1)
    assert exchange(browser, late).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "wrong"}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_client"),
        ({"redirect_uri": "http://localhost:8922/callback"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_grant"),
        ({"code": "another"}, "invalid_grant"),
        ({"client_id": "another"}, "invalid_client"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_secret": "sandbox", "code_verifier": None}, "invalid_grant"),
    ],
)
def test_code_when_what_comes_with_it_is_wrong_then_no_token_is_given(browser, changes, error):
    """Verifier, redirect address and app must be those of the request."""
    answer = exchange(browser, get_code(browser), **changes)
    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_code_when_the_app_has_a_secret_then_pkce_is_not_needed(browser):
    """A web app proves itself with its secret; without secret and verifier nobody gets in."""
    plain = {"code_challenge": None, "code_challenge_method": None}
    code = get_code(browser, **plain)
    assert exchange(browser, code, code_verifier=None).json() == {"error": "invalid_client"}
    answer = exchange(browser, code, code_verifier=None, client_secret="sandbox")  # noqa: S106
    assert answer.status_code == 200


def test_tokens_when_offline_access_was_not_asked_then_there_is_no_refresh_token(browser):
    """offline_access makes the difference, openid the id token."""
    tokens = exchange(browser, get_code(browser, scope="accounting.invoices")).json()
    assert "refresh_token" not in tokens
    assert "id_token" not in tokens


def test_refresh_when_replayed_within_the_grace_then_the_answer_is_the_same(api, browser):
    """The answer was lost: the same tokens come again, also when they are in use by now."""
    first = exchange(browser, get_code(browser)).json()["refresh_token"]
    once = refresh(browser, first).json()
    api.clock.advance(minutes=20)
    twice = refresh(browser, once["refresh_token"]).json()
    api.clock.advance(minutes=10)
    assert refresh(browser, first).json() == once
    assert once["refresh_token"] not in {first, twice["refresh_token"]}
    api.clock.advance(seconds=1)
    assert refresh(browser, first).json() == {"error": "invalid_grant"}
    assert refresh(browser, twice["refresh_token"]).status_code == 200


def test_refresh_when_replays_get_new_tokens_then_each_of_them_works(api, browser):
    """The other reading of the documentation: a replay rotates once more."""
    api.control("POST", "switches", {"refresh_replay_same_answer": False})
    first = exchange(browser, get_code(browser)).json()["refresh_token"]
    once, again = refresh(browser, first).json(), refresh(browser, first).json()
    assert once["refresh_token"] != again["refresh_token"]
    assert refresh(browser, once["refresh_token"]).status_code == 200
    assert refresh(browser, again["refresh_token"]).status_code == 200


def test_refresh_when_the_kind_of_app_differs_then_it_is_refused(api, browser):
    """A token got with a secret is renewed with it only, one got by PKCE without it only."""
    public = exchange(browser, get_code(browser)).json()["refresh_token"]
    private = api.control("POST", "sign-in", {}).body["refresh_token"]
    secret = {"client_secret": "sandbox"}
    assert refresh(browser, private).json() == {"error": "invalid_grant"}
    assert refresh(browser, public, **secret).json() == {"error": "invalid_grant"}
    assert refresh(browser, private, **secret).status_code == 200
    assert refresh(browser, public).status_code == 200


def test_tokens_when_one_is_known_then_no_other_follows_from_it(browser):
    """The access token carries nothing from which the refresh token could be made."""
    tokens = exchange(browser, get_code(browser)).json()
    claims = json.dumps(claims_of(tokens["access_token"]))
    signature = tokens["access_token"].split(".")[2]
    for text in (claims, base64.urlsafe_b64decode(signature + "==").decode()):
        assert tokens["refresh_token"] not in text


def test_connection_when_allowed_again_then_it_stays_and_the_event_is_the_new_one(api, browser):
    """Created stays, updated and authEventId are those of the last consent."""
    (before,) = api.send("GET", "/connections").body
    api.clock.advance(minutes=5)
    tokens = exchange(browser, get_code(browser)).json()
    (after,) = api.send("GET", "/connections").body
    event = claims_of(tokens["access_token"])["authentication_event_id"]
    assert (after["id"], after["createdDateUtc"]) == (before["id"], before["createdDateUtc"])
    assert after["updatedDateUtc"] > before["updatedDateUtc"]
    assert after["authEventId"] == event != before["authEventId"]


@pytest.mark.skipif(not IDENTITY_SPEC.exists(), reason="Xero's contract is not at hand")
def test_identity_when_it_answers_then_it_holds_to_the_contract(api, browser):
    """GET and DELETE /connections, and the answer with tokens."""
    document = yaml.load(IDENTITY_SPEC.read_text("utf-8"), Loader)  # noqa: S506 - a safe loader
    schemas = document["components"]["schemas"]
    tokens = exchange(browser, get_code(browser)).json()
    openapi_schema_validator.validate(tokens, schemas["AccessToken"])
    assert set(tokens) - {"scope"} == set(schemas["AccessToken"]["properties"])
    (row,) = api.send("GET", "/connections").body
    openapi_schema_validator.validate(row, schemas["Connection"])
    assert set(row) == set(schemas["Connection"]["properties"])
    assert api.send("DELETE", f"/connections/{row['id']}").status == 204


@pytest.mark.parametrize(
    ("scope", "method", "path", "status"),
    [
        ("accounting.invoices.read", "GET", "/Invoices", 200),
        ("accounting.invoices.read", "PUT", "/Invoices", 401),
        ("accounting.invoices", "GET", "/Payments", 401),
        ("accounting.invoices", "GET", "/Contacts", 401),
        ("accounting.payments.read", "GET", "/BatchPayments", 200),
        ("accounting.payments.read", "GET", "/Overpayments", None),
        ("accounting.settings.read", "GET", "/Organisation", 200),
        ("accounting.settings.read", "GET", "/TaxRates", 200),
        ("accounting.contacts.read", "GET", "/Contacts", 200),
        ("accounting.invoices", "GET", "/Organisation", 401),
        ("accounting.invoices", "GET", "/Invoices/x/Attachments", 401),
        ("accounting.payments", "GET", "/BankTransactions", 401),
        ("accounting.invoices", "GET", "/Nonsense", 404),
    ],
)
def test_call_when_the_scope_is_missing_then_it_is_forbidden(api, scope, method, path, status):
    """Granular scopes: each endpoint its own, writing more than reading (None: not refused)."""
    token = api.control("POST", "sign-in", {"scope": scope}).body["access_token"]
    api.headers["authorization"] = f"Bearer {token}"
    reply = api.call(method, path, {} if method == "PUT" else None)
    assert reply.status == status if status else reply.status not in {401, 403}


@pytest.mark.parametrize(("is_401", "status"), [(True, 401), (False, 403)])
def test_call_when_the_scope_is_missing_then_a_switch_decides_on_401(api, is_401, status):
    """401 as public reports of the real service have it, or 403."""
    api.control("POST", "switches", {"missing_scope_is_401": is_401})
    token = api.control("POST", "sign-in", {"scope": "accounting.contacts"}).body["access_token"]
    api.headers["authorization"] = f"Bearer {token}"
    reply = api.call("GET", "/Invoices")
    assert (reply.status, reply.body["Detail"]) == (status, "AuthorizationUnsuccessful")


def test_scope_when_it_is_a_broad_one_then_only_an_old_app_gets_it(api):
    """Broad scopes are gone for apps made since March 2026."""
    form = b"grant_type=client_credentials&client_id=sandbox&client_secret=sandbox&scope="
    kind = "application/x-www-form-urlencoded"
    broad = form + b"accounting.transactions"
    refused = api.send("POST", "/connect/token", broad, content_type=kind)
    assert (refused.status, refused.body) == (400, {"error": "invalid_scope"})
    api.control("POST", "switches", {"broad_scopes": True})
    given = api.send("POST", "/connect/token", broad, content_type=kind).body
    api.headers["authorization"] = f"Bearer {given['access_token']}"
    assert [api.call("GET", p).status for p in ("/Invoices", "/Payments", "/Contacts")] == [
        200,
        200,
        401,
    ]
