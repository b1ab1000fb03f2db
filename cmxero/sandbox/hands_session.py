"""A person's session with the sandbox: sign-in, pages, writes in batches (see hands.py)."""

import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
import msgspec

from cmxero.core.errors import SettingsError, XeroRejectedError
from cmxero.core.money import unit_price
from cmxero.sandbox.fields import JsonObject

AGENT = "cmxero-sandbox-hands"
"""User-Agent, so that GET /sandbox/requests tells a person's calls from the workbench's."""

BATCH, LOOKUP, PAGE = 50, 40, 1000
_TIMEOUT_S = 60
_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")


@dataclass(slots=True)
class Played:
    """What came of some actions.

    Attributes:
        done: how many changed something in Xero.
        already: how many had been done before.
        not_done: why the rest was not possible, one sentence each.
    """

    done: int = 0
    already: int = 0
    not_done: list[str] = field(default_factory=list)

    def add(self, other: "Played") -> None:
        """Count another result in."""
        self.done += other.done
        self.already += other.already
        self.not_done += other.not_done


class UserSession:
    """A person signed in to the sandbox's organisation.

    Raises:
        SettingsError: the address is not on loopback.
    """

    def __init__(
        self,
        base_url: str,
        *,
        client_id: str = "sandbox",
        client_secret: str = "sandbox",  # noqa: S107 - guards nothing: loopback, demo data
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        if urlsplit(base_url).hostname not in {"127.0.0.1", "localhost", "testserver"}:
            raise SettingsError(base_url, "this is not a sandbox.", "Give its loopback address.")
        self._client = httpx.Client(
            base_url=base_url,
            timeout=_TIMEOUT_S,
            transport=transport,
            trust_env=False,
            # plain HTTP on loopback: reading the machine's certificates would outlast the calls
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            headers={"User-Agent": AGENT},
        )
        self._credentials = (client_id, client_secret)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def list_invoices(self) -> list[JsonObject]:
        """All sales invoices with their lines, of whatever status."""
        return self.pages("Invoices", {"where": 'Type=="ACCREC"', "unitdp": "4"})

    def list_payments(self, *, reference: str = "", number: str = "") -> list[JsonObject]:
        """Payments, deleted ones too: all, or those of a reference, or of a document's number."""
        wanted = {"Reference": reference, "Invoice.InvoiceNumber": number}
        # a filter has no way to write a quotation mark; the caller looks through more rows then
        where = [f'{name}=="{text}"' for name, text in wanted.items() if text and '"' not in text]
        return self.pages("Payments", {"where": " && ".join(where)} if where else {})

    def find_invoices(self, numbers: Iterable[str]) -> dict[str, JsonObject]:
        """The invoices of some numbers, with lines; what does not exist is left out."""
        wanted = list(dict.fromkeys(numbers))
        found: dict[str, JsonObject] = {}
        for start in range(0, len(wanted), LOOKUP):
            names = ",".join(wanted[start : start + LOOKUP])
            for row in self.pages("Invoices", {"InvoiceNumbers": names, "unitdp": "4"}):
                found[row["InvoiceNumber"]] = row
        return found

    def post_one(self, path: str, body: JsonObject) -> Played:
        """Change one document; a refusal is reported, not raised."""
        response = self._send("POST", path, body)
        if response.status_code == httpx.codes.BAD_REQUEST:
            return Played(not_done=_messages(_decoder.decode(response.content)))
        _check(response)
        return Played(done=1)

    def delete_one(self, path: str) -> Played:
        """Delete one thing; a refusal is reported, not raised."""
        response = self._send("DELETE", path)
        if response.status_code == httpx.codes.BAD_REQUEST:
            return Played(not_done=_messages(_decoder.decode(response.content)))
        _check(response)
        return Played(done=1)

    def get(self, path: str) -> JsonObject:
        """The JSON at a path of the accounting API."""
        response = self._send("GET", path)
        _check(response)
        found: JsonObject = _decoder.decode(response.content)
        return found

    def control(self, method: str, name: str, body: JsonObject | None = None) -> httpx.Response:
        """One call of the sandbox's control API; only a 400 comes back as it is."""
        content = _encoder.encode(body) if body is not None else None
        headers = {"Content-Type": "application/json"}
        response = self._client.request(
            method, f"/sandbox/{name}", content=content, headers=headers
        )
        if response.status_code != httpx.codes.BAD_REQUEST:
            _check(response)
        return response

    def post_batches(
        self, method: str, name: str, bodies: Sequence[JsonObject], *, path: str = ""
    ) -> Played:
        """Write many documents, fifty a call; what was refused is reported, not raised.

        Args:
            name: the key of the list, and the path unless ``path`` is another.
        """
        played = Played()
        for start in range(0, len(bodies), BATCH):
            part = {name: bodies[start : start + BATCH]}
            address = f"{path or name}?summarizeErrors=false&unitdp=4"
            response = self._send(method, address, part)
            _check(response)
            for row in _decoder.decode(response.content)[name]:
                if row.get("ValidationErrors"):
                    played.not_done += _messages({"Elements": [row]})
                else:
                    played.done += 1
        return played

    def pages(self, name: str, query: dict[str, str]) -> list[JsonObject]:
        """All rows of a list, page by page."""
        rows: list[JsonObject] = []
        page = 1
        while True:
            asked = {**query, "page": str(page), "pageSize": str(PAGE)}
            response = self._send("GET", f"{name}?{httpx.QueryParams(asked)}")
            _check(response)
            body = _decoder.decode(response.content)
            rows += body[name]
            if page >= body["pagination"]["pageCount"]:
                return rows
            page += 1

    def _send(self, method: str, path: str, body: JsonObject | None = None) -> httpx.Response:
        if "Authorization" not in self._client.headers:
            self._sign_in()
        content = _encoder.encode(body) if body is not None else None
        url = f"/api.xro/2.0/{path}"
        headers = {"Content-Type": "application/json"}
        response = self._client.request(method, url, content=content, headers=headers)
        if response.status_code == httpx.codes.UNAUTHORIZED:
            self._sign_in()
            response = self._client.request(method, url, content=content, headers=headers)
        return response

    def _sign_in(self) -> None:
        form = {"grant_type": "client_credentials"}
        answer = self._client.post("/connect/token", data=form, auth=self._credentials)
        _check(answer)
        self._client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        connections = self._client.get("/connections")
        _check(connections)
        self._client.headers["xero-tenant-id"] = connections.json()[0]["tenantId"]


def typed_line(line: JsonObject) -> JsonObject:
    """A line as a script has it, as Xero takes it; the unit price in dollars."""
    return {
        "Description": line["description"],
        "Quantity": unit_price(line["quantity"]),
        "UnitAmount": unit_price(line["unit_amount"]),
        "TaxType": line["tax_type"],
        "AccountCode": line["account_code"],
    }


def missing(what: str) -> Played:
    """What was looked for is not there."""
    return Played(not_done=[f"{what} does not exist in Xero."])


def _messages(body: JsonObject) -> list[str]:
    rows: list[dict[str, Any]] = body.get("Elements") or []
    found = [
        f"{row.get('InvoiceNumber') or 'Xero'}: {error['Message']}"
        for row in rows
        for error in row.get("ValidationErrors", [])
    ]
    return found or [str(body.get("Message", "Xero refused it."))]


def _check(response: httpx.Response) -> None:
    if not response.is_success:
        raise XeroRejectedError(
            f"The sandbox refused {response.request.method} {response.request.url.path} "
            f"with {response.status_code}. Look at its page for what it holds.",
            status=response.status_code,
            messages=[response.text[:500]],
        )
