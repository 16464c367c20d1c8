"""The log by structlog: JSON lines, or coloured ones for a terminal; no global settings."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, Literal, TextIO

import structlog

from .log import Level, Write
from .redaction import Redaction

_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def structured(
    stream: TextIO,
    redaction: Redaction,
    shape: Literal["json", "console"],
    least: Level = "info",
    stamp: Callable[..., Any] | None = None,
) -> Write:
    """Return what writes a line of structlog's; what may not be said is taken out first.

    ``stamp`` is the processor that adds the time.
    """

    def redacted(
        _logger: Any, _method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        return redaction.said(event)

    last: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if shape == "console":
        last = structlog.dev.ConsoleRenderer(colors=True)
    logger = structlog.wrap_logger(
        structlog.PrintLogger(stream),
        # First, whatever stands behind it: nothing else ever sees what is taken out.
        processors=[
            redacted,
            structlog.processors.add_log_level,
            stamp or structlog.processors.TimeStamper(fmt="iso", utc=True),
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[least]),
    )

    def write(level: Level, event: str, about: Mapping[str, object]) -> None:
        getattr(logger, level)(event, **about)

    return write
