"""The official SDK against the sandbox: token, refresh, revoke, connections."""

import httpx
import pytest
from sdk_client import CheckedPool, LowerIdentity
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
from xero_python.exceptions import (
    AccountingBadRequestException,
    HTTPStatusException,
    OAuth2InvalidGrantError,
)

from cmxero.sandbox.process import SandboxProcess


@pytest.fixture(scope="module")
def sandbox():
    with SandboxProcess() as process:
        yield process


@pytest.fixture
def client(sandbox, monkeypatch):
    """The SDK with its own token keeping; its addresses can only be patched (5)."""
    for name in ("client_credentials_token_url", "refresh_token_url"):
        monkeypatch.setattr(TokenApi, name, f"{sandbox.base_url}/connect/token")
    monkeypatch.setattr(TokenApi, "revoke_token_url", f"{sandbox.base_url}/connect/revocation")
    configuration = Configuration()
    made = ApiClient(configuration)
    configuration.oauth2_token = OAuth2Token("sandbox", "sandbox")
    made.rest_client.pool_manager = CheckedPool(None)
    kept = {}
    made.oauth2_token_getter(lambda: kept)
    made.oauth2_token_saver(lambda token: (kept.clear(), kept.update(token)))
    yield made
    made.rest_client.pool_manager.clear()


def person_token(sandbox) -> dict:
    """What a person's sign-in gives, its scope as the SDK wants it."""
    url = f"{sandbox.base_url}/sandbox/sign-in"
    token = httpx.post(url, json={}, trust_env=False).raise_for_status().json()
    return token | {"scope": token["scope"].split()}


def accounting_of(client, sandbox) -> AccountingApi:
    return AccountingApi(client, base_url=f"{sandbox.base_url}/api.xro/2.0")


def tenants_of(client, sandbox) -> list:
    return LowerIdentity(client, base_url=sandbox.base_url).get_connections()


def test_token_when_asked_for_by_a_machine_then_it_reads_the_organisation(client, sandbox):
    """The token by client credentials: 30 minutes, no refresh token; then getConnections (5)."""
    token = client.get_client_credentials_token()
    assert (token["expires_in"], token["token_type"]) == (1800, "Bearer")
    assert "refresh_token" not in token
    (connection,) = tenants_of(client, sandbox)
    assert connection.tenant_type == "ORGANISATION"
    found = accounting_of(client, sandbox).get_organisations(connection.tenant_id)
    assert found.organisations[0].organisation_id == connection.tenant_id


def test_token_when_refreshed_then_it_rotates_and_the_old_one_works_on(client, sandbox):
    """The SDK refreshes by itself near the end; the new pair is another one (5)."""
    old = person_token(sandbox) | {"expires_at": 0}
    client.set_oauth2_token(old)
    (connection,) = tenants_of(client, sandbox)
    new = client.get_oauth2_token()
    assert new["refresh_token"] != old["refresh_token"]
    assert new["access_token"] != old["access_token"]
    assert "accounting.invoices" in new["scope"]
    assert accounting_of(client, sandbox).get_accounts(connection.tenant_id).accounts


def test_token_when_refreshed_with_nonsense_then_a_400_that_the_sdk_misnames(client, sandbox):
    """A defect of the SDK: a dead refresh token is another error in each of its APIs (5, 7.2)."""
    client.set_oauth2_token(person_token(sandbox) | {"refresh_token": "dead", "expires_at": 0})
    with pytest.raises(OAuth2InvalidGrantError):
        tenants_of(client, sandbox)
    with pytest.raises(AccountingBadRequestException):
        accounting_of(client, sandbox).get_accounts("any")


def test_token_when_revoked_then_neither_it_nor_a_refresh_works(client, sandbox):
    """The token's revocation ends the refresh token too, and the SDK keeps nothing (5)."""
    token = person_token(sandbox)
    client.set_oauth2_token(token)
    assert tenants_of(client, sandbox)
    client.revoke_oauth2_token()
    assert client.get_oauth2_token()["access_token"] is None
    client.set_oauth2_token(token)
    with pytest.raises(HTTPStatusException) as caught:
        tenants_of(client, sandbox)
    assert caught.value.status == 401
    client.set_oauth2_token(token | {"expires_at": 0})
    with pytest.raises(HTTPStatusException, match="invalid_grant"):
        client.refresh_oauth2_token()


def test_call_when_the_scope_is_missing_then_the_sdk_raises_a_401(client, sandbox):
    """A token for contacts alone reads no invoices: 401, as the real service answers (5)."""
    url = f"{sandbox.base_url}/sandbox/sign-in"
    wish = {"scope": "offline_access accounting.contacts"}
    token = httpx.post(url, json=wish, trust_env=False).raise_for_status().json()
    client.set_oauth2_token(token)
    (connection,) = tenants_of(client, sandbox)
    api = accounting_of(client, sandbox)
    assert api.get_contacts(connection.tenant_id).contacts == []
    with pytest.raises(HTTPStatusException) as caught:
        api.get_invoices(connection.tenant_id)
    assert caught.value.status == 401
    assert "AuthorizationUnsuccessful" in str(caught.value)


def test_connection_when_deleted_then_the_tenant_is_closed_until_it_is_made_anew(client, sandbox):
    """deleteConnection: gone from getConnections, 403 for the tenant; a sign-in reconnects (5)."""
    client.set_oauth2_token(person_token(sandbox))
    (connection,) = tenants_of(client, sandbox)
    identity = LowerIdentity(client, base_url=sandbox.base_url)
    assert identity.delete_connection(connection.id) is None
    assert tenants_of(client, sandbox) == []
    with pytest.raises(HTTPStatusException) as caught:
        accounting_of(client, sandbox).get_accounts(connection.tenant_id)
    assert caught.value.status == 403
    client.set_oauth2_token(person_token(sandbox))
    (again,) = tenants_of(client, sandbox)
    assert again.tenant_id == connection.tenant_id
