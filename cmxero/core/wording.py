"""Words around figures."""


def counted(count: int, thing: str) -> str:
    """``1 invoice``, ``2,000 invoices``."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
