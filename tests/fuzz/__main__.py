"""``make fuzz``: schemathesis against the sandbox, on the patched official contract.

Finds server errors and answers that break the contract; the rules no schema tells are tested in
tests/sandbox. First generated requests, over HTTP, to every operation that the sandbox has; then
good bodies with one odd value each (odd.py). Ends with schemathesis' own exit code, or 1.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

sys.path.extend(str(Path(__file__).parents[1] / name) for name in ("support", "sandbox", "fuzz"))
from odd import try_all
from sandbox_api import CONTRADICTIONS
from seeds import bodies, seed
from xero_contract import CONTRACT, patched_contract

from cmxero.sandbox.accounting import OPERATIONS
from cmxero.sandbox.process import SandboxProcess

IDEMPOTENCY_KEY = {"$ref": "#/components/parameters/idempotencyKey"}
REAL = 0.9
"""How often a real id, or a good value of a body's field, is taken instead of a generated one."""


def main() -> int:
    """Run it; 0 when nothing was found."""
    if not CONTRACT.exists():
        print(f"Not run: the official contract is not at {CONTRACT}.")
        return 1
    with tempfile.TemporaryDirectory() as folder, SandboxProcess() as sandbox:
        contract = _without_keys(patched_contract())
        Path(folder, "contract.json").write_text(json.dumps(contract), "utf-8")
        url = f"{sandbox.base_url}/api.xro/2.0/"
        headers = _sign_in(sandbox.base_url)
        with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=30) as client:
            ids = seed(client)
        Path(folder, "schemathesis.toml").write_text("\n".join(_settings(contract, ids)), "utf-8")
        command = [str(Path(sys.executable).parent / "schemathesis"), "run", "contract.json"]
        command += ["--url", url.rstrip("/"), "--seed", "1", "--no-color"]
        command += ["--phases", "examples,coverage,fuzzing"]
        command += [part for name, text in headers.items() for part in ("-H", f"{name}: {text}")]
        command += [part for name in _operations(contract) for part in ("--include-name", name)]
        code = subprocess.run([*command, *sys.argv[1:]], cwd=folder, check=False).returncode
    count, faults = try_all()
    print("\n\n".join([*faults, f"Odd values: {count} requests, {len(faults)} found."]))
    return code or min(len(faults), 1)


def _without_keys(contract: dict[str, Any]) -> dict[str, Any]:
    """The contract without Idempotency-Key.

    With its one example every write but the first would be refused as a different request.
    """
    for operations in contract["paths"].values():
        for operation in operations.values():
            if isinstance(operation, dict):
                listed = operation.get("parameters", [])
                operation["parameters"] = [one for one in listed if one != IDEMPOTENCY_KEY]
    return contract


def _operations(contract: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the sandbox has and the contract knows, e.g. ``PUT /Invoices``; writes first."""
    has = {(method, f"{endpoint} {which}") for method, endpoint, which in OPERATIONS}
    found = {
        f"{method.upper()} {path}": operation
        for path, operations in contract["paths"].items()
        for method, operation in operations.items()
        if (method.upper(), _kind(path)) in has
    }
    return dict(sorted(found.items(), reverse=True))


def _kind(path: str) -> str:
    """How the sandbox's table of operations calls a path of the contract."""
    endpoint, *rest = path.strip("/").lower().split("/")
    match rest:
        case []:
            return f"{endpoint} many"
        case [_]:
            return f"{endpoint} one"
        case [_, below]:
            return f"{endpoint} {below}"
        case _:
            return f"{endpoint} allocation"


def _settings(contract: dict[str, Any], ids: dict[str, list[str]]) -> Iterator[str]:
    """The fuzzer's own settings: checks, real values, and what need not be tried twice."""
    places = {f"path.{name}": values for name, values in ids.items()}
    places |= {f"body.{where}": values for where, values in bodies(ids).items()}
    for number, values in enumerate(places.values()):
        yield f"[dictionaries.d{number}]\nvalues = {json.dumps(values)}"
    yield "[checks]\nenabled = false"
    for check in ("not_a_server_error", "response_schema_conformance"):
        yield f"{check}.enabled = true"
    yield "[parameters]"
    for number, place in enumerate(places):
        yield f'"{place}" = {{ dictionary = "d{number}", probability = {REAL} }}'
    seen: set[str] = set()
    for name, operation in _operations(contract).items():
        overrides = list(_overrides(name, operation, ids, seen))
        if overrides:
            yield f'[[operations]]\ninclude-name = "{name}"'
            yield from overrides


def _overrides(
    name: str, operation: dict[str, Any], ids: dict[str, list[str]], seen: set[str]
) -> Iterator[str]:
    """What is particular to one operation; ``seen`` are the bodies of those before it."""
    if name.endswith("/{AllocationID}"):
        key = name.split("{")[1].partition("}")[0]
        yield f'parameters."path.{key}" = "{ids[key][0]}"'
    if _contradicts(*name.split()):
        yield "checks.response_schema_conformance.enabled = false"
    schema = _schema(operation)
    if schema in seen:
        yield "phases.coverage.enabled = false"  # one of the writes of this body is enough
    if schema:
        seen.add(schema)


def _schema(operation: dict[str, Any]) -> str:
    """What tells the body of an operation; one of many is the same as many. Empty without one."""
    body = operation.get("requestBody", {})
    schema = body.get("content", {}).get("application/json", {}).get("schema", {})
    return (body.get("$ref") or schema.get("$ref") or "").removesuffix("s")


def _contradicts(method: str, path: str) -> bool:
    """Whether the good answer of an operation is known not to hold to the contract."""
    return any(
        known == method and status == 200 and pattern.search(path)
        for known, pattern, status in CONTRADICTIONS
    )


def _sign_in(url: str) -> dict[str, str]:
    with httpx.Client(base_url=url, trust_env=False, timeout=10) as client:
        form = {"grant_type": "client_credentials"}
        answer = client.post("/connect/token", data=form, auth=("sandbox", "sandbox"))
        headers = {"Authorization": f"Bearer {answer.raise_for_status().json()['access_token']}"}
        connections = client.get("/connections", headers=headers).raise_for_status().json()
    return headers | {"xero-tenant-id": connections[0]["tenantId"]}


if __name__ == "__main__":
    sys.exit(main())
