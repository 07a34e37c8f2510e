"""Structured log lines as JSON. Secrets never reach it: known fields are masked."""

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog

MASKED = frozenset({"password", "token", "secret", "code", "authorization", "cookie", "totp"})


def _mask(logger: Any, name: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    del logger, name
    for key in entry:
        if any(word in key.lower() for word in MASKED):
            entry[key] = "***"
    return entry


def set_up_log(level: str) -> None:
    """Send structured lines of this level and above to standard error."""
    logging.basicConfig(level=level, format="%(message)s")
    for chatty in ("werkzeug", "alembic", "waitress", "fontTools", "pyhanko"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _mask,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def log() -> Any:
    """The log."""
    return structlog.get_logger()
