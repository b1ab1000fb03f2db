"""The official SDK over real HTTP, every message of which is held against Xero's contract."""

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import httpx
import urllib3
from openapi_core.testing import MockRequest, MockResponse
from sandbox_api import BASE, CONTRADICTIONS, DECLARED, ROOT
from xero_contract import unknown_keys
from xero_python.accounting import (
    Account,
    AccountingApi,
    Contact,
    CreditNote,
    Invoice,
    LineItem,
    Payment,
)
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.identity import IdentityApi

DAY = date(2026, 11, 20)
COMCARE = Contact(name="Comcare")
SENT_EXTRAS = {"HasAttachments", "HasErrors", "HasValidationErrors"}
"""Read-only flags that the SDK sends all the same, against the contract (xero-api.md 7.2)."""


class CheckedPool(urllib3.PoolManager):
    """Carries the SDK's requests as they are, checks both ways, and never tries twice."""

    def __init__(self, contract) -> None:
        super().__init__(retries=False)
        self._contract = contract
        self.checked = 0

    def request(self, method, url, body=None, fields=None, headers=None, **more):
        """Send one request; a fault of either message fails the test that sent it."""
        path = urlsplit(url).path
        answer = super().request(method, url, body=body, fields=fields, headers=headers, **more)
        answer.data  # noqa: B018 - read whole, or the SDK would leave the connection open
        if self._contract is not None and path.startswith(ROOT) and answer.status in DECLARED:
            query = dict(fields or {}) | dict(parse_qsl(urlsplit(url).query))
            args = {key: str(value) for key, value in query.items()}
            asked = MockRequest(BASE, method.lower(), path, args=args, headers=dict(headers or {}))
            if body:
                self._check_request(asked, json.loads(body))
            self._check_answer(asked, answer)
            self.checked += 1
        return answer

    def _check_request(self, asked, body) -> None:
        unknown = unknown_keys(asked.method, asked.path.removeprefix(ROOT), body)
        assert not unknown, f"the contract does not know {unknown}"
        asked.body = json.dumps(_without_extras(body)).encode()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openapi-core does not know OAuth2
            self._contract.validate_request(asked)

    def _check_answer(self, asked, answer) -> None:
        for method, path, status in CONTRADICTIONS:
            is_same = (asked.method.upper(), answer.status) == (method, status)
            if is_same and path.search(asked.path):
                return
        given = MockResponse(answer.data, answer.status, content_type="application/json")
        self._contract.validate_response(asked, given)


def _without_extras(value):
    if isinstance(value, list):
        return [_without_extras(one) for one in value]
    if isinstance(value, dict):
        return {key: _without_extras(one) for key, one in value.items() if key not in SENT_EXTRAS}
    return value


@dataclass
class Sdk:
    """The two APIs of the SDK, signed in, with the tenant that is connected."""

    client: ApiClient
    accounting: AccountingApi
    identity: IdentityApi
    tenant: str
    base_url: str

    @property
    def checked(self) -> int:
        """How many answers were held against the contract."""
        return self.client.rest_client.pool_manager.checked

    def switch(self, **wanted) -> None:
        """Set switches of the sandbox; to be set back by who sets them."""
        url = f"{self.base_url}/sandbox/switches"
        httpx.post(url, json=wanted, trust_env=False).raise_for_status()

    def invoice(self, number: str, **fields) -> Invoice:
        """Create an AUTHORISED invoice of 110.00 for Comcare; it must succeed."""
        made = self.accounting.create_invoices(
            self.tenant, invoices={"Invoices": [new_invoice(number, **fields)]}
        )
        return made.invoices[0]

    def note(self, number: str, **fields) -> CreditNote:
        """Create an AUTHORISED credit note of 110.00 for Comcare; it must succeed."""
        note = CreditNote(**{
            "type": "ACCRECCREDIT", "credit_note_number": number, "contact": COMCARE,
            "date": DAY, "status": "AUTHORISED", "line_items": [line()], **fields,
        })  # fmt: skip
        made = self.accounting.create_credit_notes(
            self.tenant, credit_notes={"CreditNotes": [note]}
        )
        return made.credit_notes[0]

    def pay(self, number: str, amount: str, **fields) -> Payment:
        """Pay an invoice; it must succeed."""
        made = self.accounting.create_payments(
            self.tenant, payments={"Payments": [new_payment(number, amount, **fields)]}
        )
        return made.payments[0]

    def read_invoice(self, ident: str) -> Invoice:
        """An invoice as it is now, by id or number."""
        return self.accounting.get_invoice(self.tenant, ident).invoices[0]


@contextmanager
def sdk_of(sandbox, contract, token: dict | None = None) -> Iterator[Sdk]:
    """The SDK on a running sandbox, signed in as a custom connection unless a token is given."""
    configuration = Configuration()
    client = ApiClient(configuration)
    configuration.oauth2_token = Bearer(token or sign_in(sandbox.base_url))
    client.rest_client.pool_manager = CheckedPool(contract)
    identity = LowerIdentity(client, base_url=sandbox.base_url)
    tenant = identity.get_connections()[0].tenant_id
    accounting = AccountingApi(client, base_url=f"{sandbox.base_url}{ROOT}")
    try:
        yield Sdk(client, accounting, identity, tenant, sandbox.base_url)
    finally:
        client.rest_client.pool_manager.clear()


class LowerIdentity(IdentityApi):
    """The SDK asks for /Connections; Xero documents /connections (xero-api.md 5)."""

    def get_resource_url(self, resource_path):
        """The address of a call."""
        return super().get_resource_url(resource_path.lower())


class Bearer:
    """Stands in for the SDK's OAuth2Token, whose template outlives a test (xero-api.md 5)."""

    def __init__(self, token: dict) -> None:
        self.token = token

    def get_auth_settings(self):
        """The header of every call."""
        value = f"Bearer {self.token['access_token']}"
        return lambda **_: {"in": "header", "key": "Authorization", "value": value}


def sign_in(base_url: str) -> dict:
    """A token of a custom connection."""
    return httpx.post(
        f"{base_url}/connect/token",
        data={"grant_type": "client_credentials"},
        auth=("sandbox", "sandbox"),
        trust_env=False,
    ).json()


def line(**fields) -> LineItem:
    """One line of 100.00 and 10 % GST."""
    return LineItem(**{
        "description": "Assessment", "quantity": Decimal(1), "unit_amount": Decimal("100.00"),
        "account_code": "200", "tax_type": "OUTPUT", **fields,
    })  # fmt: skip


def new_invoice(number: str, **fields) -> Invoice:
    """An invoice of 110.00 for Comcare."""
    return Invoice(**{
        "type": "ACCREC", "invoice_number": number, "contact": COMCARE, "date": DAY,
        "due_date": date(2026, 12, 20), "status": "AUTHORISED", "line_items": [line()], **fields,
    })  # fmt: skip


def new_payment(number: str, amount: str, **fields) -> Payment:
    """A payment into the business bank account."""
    return Payment(**{
        "invoice": Invoice(invoice_number=number), "account": Account(code="090"),
        "date": DAY, "amount": Decimal(amount), **fields,
    })  # fmt: skip
