"""Logs and metrics of one process: structured, and never with a prompt or a key in them."""

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any, Literal

import structlog
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import Metric

disable_created_metrics()

LogFormat = Literal["auto", "json", "text"]
SECRET_FIELDS = frozenset(
    {"prompt", "negative_prompt", "actual_prompt", "secret", "api_key", "token", "authorization"}
)
_KEY = re.compile(r"\b(sk|st)-[A-Za-z0-9_\-]{6,}")
_BEARER = re.compile(r"(?i)\bbearer\s+\S+")
_SIGNATURE = re.compile(r"(?i)\b(Signature|X-Amz-Signature|X-Amz-Credential)=[^&\s\"']+")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)


def _masked(text: str) -> str:
    text = _BEARER.sub("Bearer ***", text)
    text = _KEY.sub(r"\1-***", text)
    return _SIGNATURE.sub(r"\1=***", text)


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop fields that hold a customer's words or secrets, and mask keys inside all others."""
    for name in SECRET_FIELDS & event.keys():
        event[name] = "***"
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _masked(value)
    return event


def configure(level: str = "info", log_format: LogFormat = "auto") -> None:
    """Log to standard error from `level` up: readable text on a terminal, else one JSON object a line."""
    as_json = log_format == "json" or (log_format == "auto" and not sys.stderr.isatty())
    ending: list[Any] = (
        [structlog.processors.format_exc_info, redact, structlog.processors.JSONRenderer()]
        if as_json
        else [structlog.processors.format_exc_info, redact, structlog.dev.ConsoleRenderer()]
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*shared, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processors=[*shared[1:], *ending], foreign_pre_chain=[])
    )
    logging.basicConfig(handlers=[handler], level=max(threshold, logging.WARNING), force=True)


class _Stored:
    """Metrics read from elsewhere, handed to the text format together with a registry's own."""

    def __init__(self, registry: CollectorRegistry, stored: Iterable[Metric]) -> None:
        self._registry, self._stored = registry, stored

    def collect(self) -> Iterable[Metric]:
        yield from self._registry.collect()
        yield from self._stored


class Metrics:
    """Counts this process's calls; `render` adds what the store knows."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ["path", "method", "status", "code"]
        self._calls = Counter("wanstudio_calls", "Calls answered.", labels, registry=self._registry)
        self._seconds = Histogram(
            "wanstudio_call_seconds", "Time to answer.", ["path"], buckets=_SECONDS, registry=self._registry
        )

    def count_call(self, *, path: str, method: str, status: int, code: str, seconds: float) -> None:
        """Count one call that was answered."""
        self._calls.labels(path, method, str(status), code).inc()
        self._seconds.labels(path).observe(seconds)

    def render(self, stored: Iterable[Metric] = ()) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(_Stored(self._registry, stored))  # type: ignore[arg-type]
