"""Where the rooms of people write what went wrong."""

import logging

import structlog

NAME = "cmxero.ui"


def write_fault(event: str, *, fault: BaseException | None = None, **facts: object) -> None:
    """One entry in the log.

    Before the workbench has set structlog up, it would draw the traceback into the notebook,
    where every visitor reads it; so until then the standard library's log is used, which Voila
    keeps off the page.
    """
    if structlog.is_configured():
        structlog.get_logger(NAME).error(event, exc_info=fault, **facts)
    else:
        told = " ".join(f"{name}={value}" for name, value in facts.items())
        logging.getLogger(NAME).error("%s %s", event, told, exc_info=fault)
