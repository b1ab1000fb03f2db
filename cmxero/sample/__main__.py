"""``python -m cmxero.sample FOLDER``: write the sample into a folder."""

import argparse
import sys
from pathlib import Path

from cmxero.core.errors import CmxeroError
from cmxero.sample.generator import write_sample
from cmxero.sample.recipe import DEFAULT

WRONG_USE = 2


def main(arguments: list[str] | None = None) -> int:
    """Write the sample; 0 when done, 2 when the arguments cannot be met."""
    parser = argparse.ArgumentParser(prog="python -m cmxero.sample", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--invoices", type=int, default=DEFAULT.invoices)
    parser.add_argument("--seed", type=int, default=DEFAULT.seed)
    parser.add_argument("--faults-per-kind", type=int, default=DEFAULT.faults_per_kind)
    asked = parser.parse_args(arguments)
    try:
        summary = write_sample(
            asked.folder,
            invoices=asked.invoices,
            seed=asked.seed,
            faults_per_kind=asked.faults_per_kind,
        )
    except CmxeroError as fault:
        sys.stderr.write(f"{fault}\n")
        return WRONG_USE
    held = ", ".join(f"{count} {kind}s" for kind, count in summary.transactions.items())
    sys.stdout.write(
        f"{len(summary.files)} journals in {asked.folder}: {held}; {summary.faults} planted "
        f"faults.\nAt the end Case Manager counts {summary.case_manager_receivables} as owed, "
        f"Xero {summary.xero_receivables}.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
