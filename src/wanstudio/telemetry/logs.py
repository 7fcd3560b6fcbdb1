"""Structured log lines on stderr, from our own loggers and from the libraries' alike.

Whoever handles a request or a task binds `request_id` and `task_id` with
`structlog.contextvars.bound_contextvars`; every line written meanwhile carries them.
"""

import logging
import sys
from typing import Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor

from wanstudio.telemetry.redaction import without_secrets

Level = Literal["debug", "info", "warning", "error"]
Form = Literal["auto", "json", "text"]

_CHATTY = ("httpcore", "httpx")


class _Lines(logging.StreamHandler[TextIO]):
    """Our handler, so that a second `configure` finds and replaces it."""


def configure(level: Level = "info", form: Form = "auto") -> None:
    """Send every log line of this process to stderr: as JSON, or as text for people on a terminal."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    structlog.configure(
        processors=[*_gathering(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    _take_over_root(threshold, _formatter(as_text=as_text))


def _gathering() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _formatter(*, as_text: bool) -> logging.Formatter:
    renderer: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if as_text:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_gathering(), structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            # Before the renderer, because its own traceback would show the values of variables.
            structlog.processors.format_exc_info,
            _redact,
            renderer,
        ],
    )


def _redact(_logger: object, _method: str, event: EventDict) -> EventDict:
    # uvicorn sends each message a second time, coloured.
    event.pop("color_message", None)
    return without_secrets(event)


def _take_over_root(threshold: int, formatter: logging.Formatter) -> None:
    handler = _Lines(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [*(old for old in root.handlers if not isinstance(old, _Lines)), handler]
    root.setLevel(threshold)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(threshold, logging.WARNING))
