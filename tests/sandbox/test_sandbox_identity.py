"""Sign-in, tokens, connections (xero-api.md 5)."""

import base64

import pytest
from sandbox_api import ROOT

FORM = "application/x-www-form-urlencoded"


def token(api, form: str, **headers):
    return api.send("POST", "/connect/token", form.encode(), content_type=FORM, **headers)


def test_token_when_client_credentials_are_right_then_it_lasts_thirty_minutes(api):
    """A custom connection gets an access token and no refresh token."""
    form = "grant_type=client_credentials&scope=accounting.invoices"
    basic = base64.b64encode(b"sandbox:sandbox").decode()
    body = token(api, form, authorization=f"Basic {basic}").body
    assert (body["expires_in"], body["token_type"]) == (1800, "Bearer")
    assert body["scope"] == "accounting.invoices"
    assert "refresh_token" not in body
    assert body["access_token"].count(".") == 2


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ("grant_type=client_credentials&client_id=sandbox&client_secret=no", "invalid_client"),
        ("grant_type=client_credentials", "invalid_client"),
        ("grant_type=password&client_id=sandbox&client_secret=sandbox", "unsupported_grant_type"),
        (
            "grant_type=refresh_token&client_id=sandbox&client_secret=sandbox&refresh_token=x",
            "invalid_grant",
        ),
    ],
)
def test_token_when_anything_is_wrong_then_the_error_is_oauths(api, form, error):
    """400 with the error words of OAuth 2."""
    del api.headers["authorization"]
    reply = token(api, form)
    assert (reply.status, reply.body) == (400, {"error": error})


def test_token_when_the_basic_header_is_garbage_then_it_is_invalid_client(api):
    """A header that cannot be decoded is no sign-in."""
    reply = token(api, "grant_type=client_credentials", authorization="Basic %%%")
    assert reply.body == {"error": "invalid_client"}


def test_call_when_the_token_is_missing_or_expired_then_it_is_a_401_in_xeros_shape(api):
    """401 without a token, with a wrong one, and after 30 minutes."""
    api.clock.advance(minutes=29, seconds=59)
    assert api.call("GET", "/Organisation").status == 200
    api.clock.advance(seconds=1)
    expired = api.call("GET", "/Organisation")
    assert (expired.status, expired.body["Title"]) == (401, "Unauthorized")
    assert expired.body["Detail"].startswith("TokenExpired")
    api.headers["authorization"] = "Bearer nonsense"
    wrong = api.call("GET", "/Organisation")
    assert (wrong.status, wrong.body["Detail"]) == (401, "AuthenticationUnsuccessful")
    assert api.send("GET", "/connections").status == 401


def test_call_when_the_tenant_is_missing_or_unknown_then_it_is_a_403(api):
    """A valid token for another organisation opens nothing."""
    api.headers["xero-tenant-id"] = "11111111-1111-1111-1111-111111111111"
    assert api.call("GET", "/Organisation").status == 403
    del api.headers["xero-tenant-id"]
    reply = api.call("GET", "/Organisation")
    assert (reply.status, reply.body["Title"]) == (403, "Forbidden")


def test_connections_when_one_is_deleted_then_the_tenant_is_closed_until_signing_in_again(api):
    """DELETE /connections/{id} disconnects; a new sign-in connects again, same tenant."""
    (row,) = api.send("GET", "/connections").body
    assert (row["tenantId"], row["tenantType"]) == (api.state.tenant_id, "ORGANISATION")
    assert api.send("DELETE", "/connections/unknown").status == 404
    assert api.send("DELETE", f"/connections/{row['id']}").status == 204
    assert api.send("GET", "/connections").body == []
    assert api.call("GET", "/Organisation").status == 403
    api.sign_in()
    assert [r["tenantId"] for r in api.send("GET", "/connections").body] == [row["tenantId"]]
    assert api.call("GET", "/Organisation").status == 200


def refresh(api, text: str):
    return token(
        api,
        f"grant_type=refresh_token&refresh_token={text}&client_id=sandbox&client_secret=sandbox",
    )


def test_refresh_when_used_then_it_rotates_and_the_old_one_works_thirty_minutes_more(api):
    """Rotation on every use, with the grace for a lost answer."""
    first = api.control("POST", "sign-in", {}).body["refresh_token"]
    second = refresh(api, first).body["refresh_token"]
    assert second != first
    api.clock.advance(minutes=30)
    assert refresh(api, first).status == 200
    api.clock.advance(seconds=1)
    assert refresh(api, first).body == {"error": "invalid_grant"}
    renewed = refresh(api, second).body
    api.headers["authorization"] = f"Bearer {renewed['access_token']}"
    assert api.call("GET", "/Organisation").status == 200


def test_refresh_when_sixty_days_old_then_it_is_dead(api):
    """A refresh token lives 60 days."""
    text = api.control("POST", "sign-in", {}).body["refresh_token"]
    api.clock.advance(days=60)
    assert refresh(api, text).body == {"error": "invalid_grant"}


def test_revocation_when_a_refresh_token_is_revoked_then_all_of_it_is_gone(api):
    """Its access tokens and the connection go with it; revoking again is harmless."""
    given = api.control("POST", "sign-in", {}).body
    api.headers["authorization"] = f"Bearer {given['access_token']}"
    form = f"token={given['refresh_token']}&client_id=sandbox&client_secret=sandbox".encode()
    del api.headers["authorization"]
    for _ in range(2):
        assert api.send("POST", "/connect/revocation", form, content_type=FORM).status == 200
    api.headers["authorization"] = f"Bearer {given['access_token']}"
    assert api.call("GET", "/Organisation").status == 401
    assert refresh(api, given["refresh_token"]).status == 400
    assert api.sandbox.app.connections == {}


def test_tokens_when_kept_then_only_their_digests_are(api):
    """No token text is in the state."""
    text = api.headers["authorization"].removeprefix("Bearer ")
    assert all(text not in repr(stored) for stored in api.sandbox.app.tokens.values())


def test_host_when_it_is_not_loopback_then_it_is_refused(api):
    """A foreign name for the loopback address leads nowhere."""
    assert api.send("GET", f"{ROOT}/Organisation", host="evil.example").status == 400
