"""What the rows of the problem catalogue are made of."""

from typing import NamedTuple

BLOCKS, WARNS, INFORMS = "blocks", "warns", "informs"
CASE_MANAGER, XERO, OPTIONS, NOWHERE = "Case Manager", "Xero", "cmxero.toml", "nowhere"


class Row(NamedTuple):
    """One code; ``problem_catalogue`` says what each text is."""

    code: str
    severity: str
    mended_in: str
    means: str
    message: str
    remedy: str
