"""The command ``cmxero``: loads everything with the garbage collector at rest, then runs it."""

import gc


def main() -> None:
    """Run a command.

    Nothing that is loaded becomes garbage, but to look through it again and again while it grows
    takes a tenth of a command's time.
    """
    gc.disable()
    from cmxero.cli import main as run  # noqa: PLC0415

    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
