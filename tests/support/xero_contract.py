"""Xero's official contract, patched so that a fuzzer can walk it (xero-api.md 8.2 and 8.3)."""

import copy
from pathlib import Path
from typing import Any

import yaml

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


def official_contract() -> dict[str, Any]:
    """The contract as Xero publishes it."""
    return yaml.load(CONTRACT.read_text("utf-8"), Loader)  # noqa: S506  (a SafeLoader)


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
