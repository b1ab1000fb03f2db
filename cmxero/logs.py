"""The log of a home: one JSON object a line, no bodies, no secrets, no client's name.

Commands and pages speak to people; what a helper needs afterwards lies in ``data/log``.
"""

import logging
from contextlib import suppress
from pathlib import Path

import structlog

_NAME = "cmxero"


class _LogFile(logging.FileHandler):
    """A log file that never stops the work: a full disk or a removed folder is passed over."""

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(OSError):
            super().emit(record)


def log_to(folder: Path) -> None:
    """Send this process's log to a home's folder; the last call wins."""
    logger = logging.getLogger(_NAME)
    target = folder / "cmxero.log"
    for handler in list(logger.handlers):
        if isinstance(handler, logging.FileHandler) and handler.baseFilename == str(target):
            return
        logger.removeHandler(handler)
        handler.close()
    folder.mkdir(parents=True, exist_ok=True)
    logger.addHandler(_LogFile(target, encoding="utf-8", delay=True))
    logger.setLevel(logging.INFO)
    logger.propagate = False
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: logging.getLogger(_NAME),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
