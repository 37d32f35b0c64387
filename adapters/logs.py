"""Logs: structured, with ids only. A circle's words are refused here."""

import logging
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, Literal

import structlog

from bot.cards import PrivateText


def refuse_private(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Return the event, with whatever holds a circle's words taken out and named.

    Nothing is raised: a log line that is wrong must not stop what is right.
    """
    for key, value in list(event.items()):
        if _holds_private(value):
            event[key] = "(private text refused)"
    return event


def _holds_private(value: object) -> bool:
    if isinstance(value, PrivateText):
        return True
    if isinstance(value, Mapping):
        return any(_holds_private(v) for v in value.values())
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return any(_holds_private(v) for v in value)
    return False


def configure(level: str, style: Literal["text", "json"]) -> None:
    """Set logging up once, for the whole process; locals are never shown in tracebacks."""
    colours = sys.stderr.isatty()
    plain = structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=structlog.dev.plain_traceback)
    shown = structlog.processors.JSONRenderer() if style == "json" else plain
    exceptions = [structlog.processors.format_exc_info] if style == "json" else []
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            refuse_private,
            *exceptions,
            shown,
        ],
        # What a command prints is its own; the log goes beside it.
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=False,
    )
    # A pulse that takes longer than a second leaves the next one out, as it should.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
