"""The page that says what is emulated: complete, and each test it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import msgspec
import pytest

import cmxero.sandbox
from cmxero.sandbox.accounting import OPERATIONS
from cmxero.sandbox.fault_kinds import KINDS
from cmxero.sandbox.scopes import DEFAULT_SCOPE
from cmxero.sandbox.switches import Switches

PAGE = Path(cmxero.sandbox.__file__).parent / "emulated.md"
TESTS = Path(__file__).parents[1]
SUFFIXES = {
    "many": "", "one": "/{id}", "history": "/{id}/History", "onlineinvoice": "/{id}/OnlineInvoice",
    "allocations": "/{id}/Allocations", "allocation": "/{id}/Allocations/{id}",
}  # fmt: skip
QUOTED = re.compile(r"`([^`]+)`")
CALL = re.compile(r"`((?:GET|PUT|POST|DELETE) /[^`]*)`")
TEST = re.compile(r"`([\w/.]+)::(\w+)`")


def section(number: int) -> str:
    """The text of one numbered section."""
    return PAGE.read_text("utf-8").partition(f"\n## {number}. ")[2].partition("\n## ")[0]


def rows(number: int) -> list[list[str]]:
    """The cells of every row of a section's tables, without their heads."""
    lines = section(number).splitlines()
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines
             if line.startswith("| ")]  # fmt: skip
    rules = {place for place, row in enumerate(cells) if set(row) == {"---"}}
    return [row for place, row in enumerate(cells) if not {place, place + 1} & rules]


def path_of(endpoint: str, which: str) -> str:
    """How the page writes the path of an operation, in lower case."""
    if (endpoint, which) == ("organisation", "one"):
        return "/organisation/actions"
    return f"/{endpoint}{SUFFIXES[which]}".lower()


def test_page_when_read_then_every_operation_has_a_row_and_no_other():
    """A new operation must be written down, with its rule and its test."""
    has = {(method, path_of(endpoint, which)) for method, endpoint, which in OPERATIONS}
    told = {
        (call.split()[0], call.split()[1].lower())
        for row in rows(1)
        for call in CALL.findall(row[0])
    }
    assert told == has


def test_page_when_read_then_every_address_of_sign_in_has_a_row(api):
    """Authorise, token, revocation, connections."""
    routes = {
        (method, re.sub(r"{\w+}", "{id}", route.path))
        for route in api.app.routes
        if route.path.startswith(("/identity", "/connect"))
        for method in route.methods - {"HEAD"}
    }
    told = {tuple(call.split()) for row in rows(3) for call in CALL.findall(row[0])}
    assert told == routes


def test_page_when_read_then_every_switch_stands_there_with_its_default():
    """Both settings and a test each; the default is the one in force."""
    has = {
        field.name: {True: "on", False: "off"}[field.default]
        if isinstance(field.default, bool)
        else str(field.default)
        for field in msgspec.structs.fields(Switches)
    }
    told = {row[0].strip("`"): row[1] for row in rows(6)}
    assert told == has
    for name, _default, off, on, tests in rows(6):
        assert off, name
        assert on, name
        assert TEST.search(tests), name


def test_page_when_read_then_every_fault_is_named_with_its_test():
    """A fault that nobody can find is not rehearsed."""
    told = {row[0].strip("`") for row in rows(5) if row[0].startswith("`")}
    assert told == set(KINDS)


def test_page_when_it_names_a_test_then_that_test_exists():
    """In the file it says; short names are of this folder. Every row but those of 8 names one."""
    missing = [
        f"{file}::{name}"
        for file, name in TEST.findall(PAGE.read_text("utf-8"))
        if name not in names_in(file)
    ]
    assert missing == []
    for number in range(1, 8):
        without = [row[0] for row in rows(number) if not TEST.search(row[-1])]
        assert without == [], number


@cache
def names_in(file: str) -> frozenset[str]:
    """What a test file defines at its top."""
    path = TESTS.parent / file if "/" in file else TESTS / "sandbox" / f"test_sandbox_{file}.py"
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return frozenset(found)


def test_page_when_it_says_that_something_is_not_here_then_it_is_a_404(api):
    """What the page denies is really not there, for reading or for writing."""
    told = [path for row in rows(8) for path in QUOTED.findall(row[0]) if path.startswith("/")]
    assert len(told) > 20
    scope = f"{DEFAULT_SCOPE} accounting.journals.read"
    token = api.control("POST", "sign-in", {"scope": scope}).body["access_token"]
    api.headers["authorization"] = f"Bearer {token}"
    number = api.put_invoice()["InvoiceNumber"]
    note = api.put_note()["CreditNoteNumber"]
    for path in told:
        ident = note if path.startswith("/CreditNotes") else number
        asked = re.sub(r"{\w+}", ident, path)
        for method in ("GET", "PUT", "POST"):
            reply = api.call(method, asked, {} if method != "GET" else None)
            assert reply.status == 404, (method, path)


@pytest.mark.parametrize("number", range(1, 9))
def test_page_when_read_then_every_table_is_whole(number):
    """No row has more or fewer cells than its head."""
    widths = [line.replace("\\|", "").count("|") for line in section(number).splitlines()
              if line.startswith("|")]  # fmt: skip
    assert widths
    tables = re.split(r"\n(?!\|)", section(number))
    for table in tables:
        lines = [line for line in table.splitlines() if line.startswith("|")]
        assert len({line.count("|") for line in lines}) <= 1, lines[:1]
