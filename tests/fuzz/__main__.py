"""``make fuzz``: schemathesis against the sandbox, on the patched official contract.

Finds server errors and answers that break the contract; the rules no schema tells are tested in
tests/sandbox. Ends with schemathesis' own exit code.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
from xero_contract import CONTRACT, patched_contract

from cmxero.sandbox.process import SandboxProcess

PATHS = ("/Organisation", "/Accounts", "/TaxRates", "/Contacts", "/Contacts/{ContactID}",
         "/Invoices", "/Invoices/{InvoiceID}", "/Payments", "/Payments/{PaymentID}",
         "/BatchPayments", "/BatchPayments/{BatchPaymentID}")  # fmt: skip
CHECKS = "not_a_server_error,response_schema_conformance"


def main() -> int:
    """Run it; 0 when nothing was found."""
    if not CONTRACT.exists():
        print(f"Not run: the official contract is not at {CONTRACT}.")  # noqa: T201
        return 1
    with tempfile.TemporaryDirectory() as folder, SandboxProcess() as sandbox:
        contract = Path(folder) / "contract.json"
        contract.write_text(json.dumps(patched_contract()), "utf-8")
        token, tenant = _sign_in(sandbox.base_url)
        command = [str(Path(sys.executable).parent / "schemathesis"), "run", str(contract)]
        command += ["--url", f"{sandbox.base_url}/api.xro/2.0", "--checks", CHECKS]
        command += ["-H", f"Authorization: Bearer {token}", "-H", f"xero-tenant-id: {tenant}"]
        command += ["--phases", "examples,coverage,fuzzing", "--seed", "1", "--no-color"]
        for path in PATHS:
            command += ["--include-path", path]
        return subprocess.run([*command, *sys.argv[1:]], cwd=folder, check=False).returncode


def _sign_in(url: str) -> tuple[str, str]:
    with httpx.Client(base_url=url, trust_env=False, timeout=10) as client:
        form = {"grant_type": "client_credentials"}
        answer = client.post("/connect/token", data=form, auth=("sandbox", "sandbox"))
        token = answer.raise_for_status().json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        connections = client.get("/connections", headers=headers).raise_for_status().json()
    return token, connections[0]["tenantId"]


if __name__ == "__main__":
    sys.exit(main())
