"""The rooms: who may import whom, where libraries may appear, how long a module may be."""

import ast
import re
from pathlib import Path

import pytest

from cmxero.core.findings import EXPLANATIONS, FindingFlag, FindingKind
from cmxero.core.resolutions import (
    ALLOWED,
    FOR_APPROVAL,
    STATUS_AFTER,
    STATUSES,
    ResolutionAction,
)

PACKAGE = Path(__file__).parent.parent / "cmxero"
MODULES = sorted(PACKAGE.rglob("*.py"))
BELOW = {
    "core": set(),
    "casemanager": {"core", "spreadsheets"},
    "store": {"core"},
    "xero": {"core"},
    "sandbox": {"core"},
    "sample": {"core", "casemanager"},
    "workflows": {"core", "casemanager", "store"},
    "ui": {"config", "core", "environment", "options", "output", "spreadsheets", "users",
           "workbench", "workflows"},
    "users": {"core"},
    "agent": {"config", "core", "workbench", "workflows"},
    "config": {"core", "environment", "options"},
    "environment": {"core"},
    "options": {"core"},
    "connections": {"core", "config", "store", "workflows", "xero"},
    "tables": {"store"},
    "spreadsheets": {"core"},
    "wiring": {"config", "connections", "core", "store", "workflows"},
    "logs": set(),
    "workbench": {
        "core", "config", "connections", "casemanager", "environment", "logs", "store",
        "tables", "workflows",
        "spreadsheets", "wiring", "workbench_connecting", "workbench_deciding",
        "workbench_history", "workbench_matching", "workbench_overview", "workbench_pages",
        "workbench_payments_page", "workbench_playbook", "workbench_settings", "workbench_tie_out",
    },
    "workbench_connecting": {"connections", "core", "wiring", "workflows"},
    "workbench_overview": {"core", "store", "wiring", "workflows"},
    "workbench_payments_page": {"core", "wiring", "workflows"},
    "workbench_settings": {"connections", "core", "options_in_force", "store", "wiring",
                           "workflows"},
    "options_in_force": {"config", "core", "environment"},
    "workbench_history": {"core", "store", "wiring"},
    "workbench_pages": {"core", "store", "wiring", "workflows"},
    "workbench_matching": {"core", "wiring", "workflows"},
    "workbench_deciding": {"core", "store", "workbench_money", "workflows"},
    "workbench_watch": {"core", "store", "wiring", "workflows"},
    "workbench_money": {"casemanager", "config", "core", "spreadsheets", "store", "wiring",
                        "workbench_watch", "workflows"},
    "workbench_tie_out": {"core", "store", "workbench_money", "workflows"},
    "workbench_playbook": {"connections", "core", "wiring", "workflows"},
    "rehearsal": {"core", "config", "connections", "sandbox"},
    "demo": {"core", "config", "connections", "demo_home", "sample", "sandbox", "workbench",
             "workflows", "working_off"},
    "demo_home": {"core", "config", "sample"},
    "working_off": {"core", "sample", "sandbox", "workbench"},
    "output": {"core"},
    "cli": {
        "core", "workbench", "workflows", "output", "cli_deciding", "cli_export", "cli_matches",
        "cli_money", "cli_options", "cli_playbook", "cli_sandbox", "cli_send", "cli_services",
        "cli_status", "cli_tie_out", "cli_users",
    },
    "cli_users": {"cli_options", "config", "core", "output", "users"},
    "cli_deciding": {"cli_options", "core", "output", "workbench"},
    "cli_money": {"cli_options", "core", "output", "store", "workbench", "workflows"},
    "cli_matches": {"cli_options", "core", "output", "workbench"},
    "cli_playbook": {"cli_options", "core", "output", "workbench", "workflows"},
    "cli_status": {"cli_options", "core", "output", "workbench", "workflows"},
    "cli_tie_out": {"cli_options", "core", "output", "workbench"},
    "cli_options": set(),
    "cli_export": {"cli_options", "output", "workbench", "workflows"},
    "cli_send": {"cli_options", "core", "output", "workbench", "workflows"},
    "cli_sandbox": {
        "cli_options", "cli_sandbox_credits", "cli_sandbox_faults", "cli_sandbox_invoices",
        "cli_sandbox_parts",
        "config", "output", "rehearsal",
    },
    "cli_sandbox_credits": {"cli_options", "cli_sandbox_parts", "sandbox"},
    "cli_sandbox_faults": {"cli_options", "cli_sandbox_parts", "core", "output", "sandbox"},
    "cli_sandbox_invoices": {"cli_options", "cli_sandbox_parts", "sandbox"},
    "cli_sandbox_parts": {"config", "core", "output", "rehearsal", "sandbox"},
    "cli_services": {
        "cli_options", "cli_watch", "config", "core", "demo", "demo_home", "output", "rehearsal",
        "ui", "workbench",
    },
    "cli_watch": {"agent", "core", "environment", "output", "workbench"},
    "progress": {"output", "workflows"},
    "__main__": {"cli"},
    "__init__": {"progress", "ui", "workbench"},
}  # fmt: skip
ONLY_IN = {
    "xero_python": {"xero"},
    "duckdb": {"store"},
    "pandas": {"tables", "workbench"},
    "sqlalchemy": {"store"},
    "authlib": {"xero"},
    "ipywidgets": {"ui"},
    "voila": {"ui"},
    "starlette": {"agent", "sandbox"},
    "faker": {"sample"},
}
CLOCK_ROOMS = {"wiring", "workbench", "sandbox"}
PURE = {"core"}
STANDARD_IN_CORE = {
    "calendar", "collections", "dataclasses", "datetime", "decimal", "enum", "functools", "hashlib",
    "operator", "re", "string", "typing", "unicodedata",
}  # fmt: skip


def room_of(path: Path) -> str:
    """The room a module belongs to; a module on top is a room of its own."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else path.stem


def imported(path: Path):
    """Every absolute module name a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if node.module == "cmxero":
                yield from (f"cmxero.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path):
    """No room imports a room above or beside it."""
    room = room_of(path)
    for name in imported(path):
        if name.startswith("cmxero."):
            other = name.split(".")[1]
            assert other == room or other in BELOW[room], f"{room} must not import {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_libraries_stay_in_their_rooms(path):
    """The SDK, the database and the widgets are each known to one room."""
    room = room_of(path)
    for name in imported(path):
        library = name.split(".")[0]
        assert room in ONLY_IN.get(library, {room}), f"{room} must not import {library}"
        if room in PURE and library != "cmxero":
            assert library in STANDARD_IN_CORE, f"core must not import {library}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_time_and_environment_have_one_door(path):
    """The clock is read in workbench.py (and by the sandbox), the environment in two modules."""
    room = room_of(path)
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            call = f"{node.value.id}.{node.attr}"
            if call in {"os.environ", "os.getenv"}:
                assert room in {"config", "environment"}, f"{path.name} reads the environment"
            if call in {"datetime.now", "datetime.utcnow", "date.today", "time.time"}:
                assert room in CLOCK_ROOMS, f"{path.name} reads the clock"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_stay_small(path):
    """None over 300 lines; one that grows past it is split."""
    assert len(path.read_text("utf-8").splitlines()) <= 300


def test_no_float_where_money_lives():
    """Neither a float() nor a float literal in core, workflows or the store."""
    for path in MODULES:
        if room_of(path) not in {"core", "workflows", "store", "casemanager"}:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "float", f"{path}: float()"
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                assert path.name == "database.py", f"{path}:{node.lineno} float literal"


def test_landing_and_intents_are_only_ever_added_to():
    """What is judged is joined by places in landing, and these hold while no row is taken out.

    A migration may do more: it runs before anything is judged.
    """
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.sql")]
    texts = [path for path in files if "migrations" not in path.parts]
    kept = r"(landing\.|sync\.intent\b)"
    taken_out = re.compile(rf"\b(delete\s+from|update|truncate)\s+(workbench\.)?{kept}")
    assert [path.name for path in texts if taken_out.search(path.read_text("utf-8").lower())] == []


def test_the_finding_kinds_of_core_and_of_the_views_are_the_same():
    """A kind the views can say has an explanation, and every kind is one the views can say."""
    sql = "\n".join(p.read_text("utf-8") for p in PACKAGE.glob("store/sql/views/recon/*.sql"))
    assert set(EXPLANATIONS) == set(FindingKind)
    for kind in FindingKind:
        assert f"'{kind.value}'" in sql, kind


def test_statuses_and_grounds_of_core_and_of_the_view_are_the_same():
    """What ``recon.finding`` says of a decision is what pages, filters and sentences know."""
    views = {p.name: p.read_text("utf-8") for p in PACKAGE.glob("store/sql/views/recon/*.sql")}
    view = views["60_decided_finding.sql"]
    assert set(re.findall(r"then '([^']*)'", _case_of(view, "lapsed"))) - {""} == {
        flag.value for flag in FindingFlag
    } - {FindingFlag.STILL_THERE, FindingFlag.BEING_SENT, FindingFlag.SENT}
    decided = set(re.findall(r"(?:decided_)?status = '([^']*)'", view))
    assert decided <= set(STATUSES)
    assert set(re.findall(r"then '([^']*)'", _case_of(view, "status"))) <= set(STATUSES)
    assert set(re.findall(r"action = '([^']*)'", view)) <= {each.value for each in ResolutionAction}
    assert set(STATUS_AFTER.values()) | {FOR_APPROVAL} == set(STATUSES) == set(ALLOWED)


def _case_of(view: str, column: str) -> str:
    """The text of the case that a column of a view is worked out by."""
    before = view.partition(f"end as {column}")[0]
    return before[before.rindex("\n        case" if column == "lapsed" else "\n    case") :]
