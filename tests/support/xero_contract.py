"""Xero's official contract: patched so that a fuzzer can walk it, and what bodies may hold.

See xero-api.md 8.2 to 8.4.
"""

import copy
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from openapi_core import Config, OpenAPI

CONTRACT = Path(__file__).parents[3] / "shared" / "xero-openapi" / "xero_accounting.yaml"
ROOTS = ("Invoices", "Payments", "BatchPayments", "CreditNotes", "Overpayments", "Prepayments",
         "Contacts", "Accounts", "TaxRates", "Organisations", "BankTransactions", "Items",
         "TrackingCategories")  # fmt: skip
REFERENCE = "#/components/schemas/"


class Loader(yaml.CSafeLoader):
    """Timestamps stay text; YAML 1.1 would turn DateString into datetimes."""


Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@cache
def official_contract() -> dict[str, Any]:
    """The contract as Xero publishes it; not to be changed by who asks."""
    return yaml.load(CONTRACT.read_text("utf-8"), Loader)  # noqa: S506  (a SafeLoader)


def checking_contract(server: str) -> OpenAPI:
    """The contract as published, to hold messages against; it does not need the patches (8.4).

    Args:
        server: the address under which the paths of the contract stand.
    """
    document = dict(official_contract(), servers=[{"url": server}])
    return OpenAPI.from_dict(document, config=Config(spec_validator_cls=None))


def patched_contract() -> dict[str, Any]:
    """The contract with its reference cycles cut and its string booleans mended.

    What is lost: validation below the edges that close a cycle, e.g. Payment.Invoice.
    """
    document = copy.deepcopy(official_contract())
    schemas = document["components"]["schemas"]
    done: set[str] = set()
    for root in ROOTS:
        if root in schemas:
            _cut(root, schemas, (), done)
    _mend_booleans(document)
    return document


@cache
def _bodies() -> tuple[tuple[str, re.Pattern[str], dict[str, Any]], ...]:
    """The schema of every request body: method, path as an expression, schema."""
    found = []
    for path, operations in official_contract()["paths"].items():
        pattern = re.compile(re.sub(r"\\{[^/]+\\}", "[^/]+", re.escape(path)) + "$")
        for method, operation in operations.items():
            body = operation.get("requestBody", {}) if isinstance(operation, dict) else {}
            if "$ref" in body:
                name = body["$ref"].rpartition("/")[2]
                body = official_contract()["components"]["requestBodies"][name]
            schema = body.get("content", {}).get("application/json", {}).get("schema")
            if schema:
                found.append((method.upper(), pattern, schema))
    return tuple(sorted(found, key=lambda one: "[^/]+" in one[1].pattern))


def unknown_keys(method: str, path: str, body: Any) -> list[str]:
    """The keys of a request body that Xero's contract does not know.

    The contract allows extra keys, so that a misspelt one would be dropped in silence; no check
    of the schema finds it (xero-api.md 8.1, 8.4).

    Args:
        path: below the API's root, e.g. ``/Invoices``.

    Returns:
        Each with where it stands, e.g. ``Invoices.LineItems.Qty``.

    Raises:
        LookupError: the contract has no such operation, or it takes no body.
    """
    for known, pattern, schema in _bodies():
        if known == method.upper() and pattern.match(path):
            return sorted(set(_unknown(schema, body, "")))
    raise LookupError(f"{method} {path} takes no body")


def _unknown(schema: dict[str, Any], value: Any, where: str) -> Iterator[str]:
    if "$ref" in schema:
        schema = official_contract()["components"]["schemas"][
            schema["$ref"].removeprefix(REFERENCE)
        ]
    if isinstance(value, list):
        for one in value:
            yield from _unknown(schema.get("items", {}), one, where)
    elif isinstance(value, dict) and schema.get("properties"):
        for key, inner in value.items():
            known = schema["properties"].get(key)
            if known is None:
                yield f"{where}{key}"
            else:
                yield from _unknown(known, inner, f"{where}{key}.")


def _cut(name: str, schemas: dict[str, Any], above: tuple[str, ...], done: set[str]) -> None:
    """Depth first: an edge that leads back above becomes a plain object."""
    if name in done:
        return
    stack: list[Any] = [schemas[name]]
    while stack:
        node = stack.pop()
        values = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in list(values):
            if not isinstance(value, (dict, list)):
                continue
            target = value.get("$ref", "") if isinstance(value, dict) else ""
            child = target.removeprefix(REFERENCE) if target.startswith(REFERENCE) else ""
            if child and child in (*above, name):
                node[key] = {"type": "object"}
            elif child:
                _cut(child, schemas, (*above, name), done)
            else:
                stack.append(value)
    done.add(name)


def _mend_booleans(node: Any) -> None:
    """``default: 'false'`` on a boolean is a fault of the contract."""
    if isinstance(node, dict):
        if node.get("type") == "boolean":
            for key in ("default", "example"):
                if isinstance(node.get(key), str):
                    node[key] = node[key].lower() == "true"
        for value in node.values():
            _mend_booleans(value)
    elif isinstance(node, list):
        for value in node:
            _mend_booleans(value)
