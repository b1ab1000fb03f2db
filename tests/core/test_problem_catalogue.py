"""The catalogue knows every problem of the pre-flight, and nothing that cannot occur."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from cmxero import core
from cmxero.core.problem_catalogue import CATALOGUE, describe, problem
from cmxero.core.problems import Severity

CORE = Path(core.__file__).parent


def codes_in_use():
    """Every code that a module of the core makes a problem with."""
    found = set()
    for path in CORE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if named and node.value in CATALOGUE and not path.name.startswith("problem_texts"):
                found.add(node.value)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "problem":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(first.value)
    return found


def test_every_code_in_use_is_in_the_catalogue_and_every_entry_is_used():
    """Documentation and export log look codes up here."""
    assert codes_in_use() == set(CATALOGUE)


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.code)
def test_an_entry_says_what_it_means_and_what_to_do(entry):
    """Whole sentences; the cause stands by itself, without one invoice's facts."""
    assert entry.means.endswith(".")
    assert "{" not in entry.means
    assert entry.message.endswith((".", "}"))
    assert entry.remedy.endswith((".", "}"))
    facts = {name for _, name, _, _ in Formatter().parse(entry.message + entry.remedy) if name}
    made = problem(
        entry.code,
        "1001",
        value="{x}",
        **{name: f"<{name}>" for name in facts - {"number", "value"}},
    )
    assert (made.code, made.severity, made.subject) == (entry.code, entry.severity, "1001")
    assert describe(made.code) == entry


def test_only_what_informs_or_warns_may_need_nothing():
    """Whatever blocks is mended somewhere a person can name."""
    nowhere = [e for e in CATALOGUE.values() if e.mended_in.value == "nowhere"]
    assert all(entry.severity is not Severity.BLOCKS for entry in nowhere)


def test_a_code_of_somebody_else_is_not_described():
    """Import problems have a list of their own."""
    assert describe("bad-date") is None
