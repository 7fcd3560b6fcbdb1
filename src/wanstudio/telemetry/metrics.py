"""What one API process counts in memory: its HTTP requests, their time, and its own resources."""

from collections.abc import Callable, Iterable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

# One more series for each counter, of no use to anybody who scrapes regularly.
disable_created_metrics()  # type: ignore[no-untyped-call]

# From a task query answered from memory to a synchronous call that waited for its pictures.
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 150, 300)


class Metrics:
    """The counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "wanstudio_http_requests",
            "HTTP requests answered, by path, method, status and error code.",
            ["path", "method", "status", "code"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "wanstudio_http_request_seconds",
            "Time from a request's head to the end of its answer.",
            ["path"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._connections = Gauge(
            "wanstudio_http_connections", "Open HTTP connections.", registry=self._registry
        )
        self._refused_connections = Counter(
            "wanstudio_http_connections_refused",
            "Connections refused or closed because a limit was reached, by the setting that is the limit.",
            ["setting"],
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)

    def count_call(self, *, path: str, method: str, status: int, code: str, seconds: float) -> None:
        """Count one answered request. `path` is a pattern, not one as sent, or each task gets a series."""
        self._requests.labels(path, method, str(status), code).inc()
        self._seconds.labels(path).observe(seconds)

    def show_connections(self, count: Callable[[], int]) -> None:
        """Read the number of open connections from `count` at each scrape."""
        self._connections.set_function(count)

    def count_refused_connection(self, setting: str) -> None:
        """Count a connection that was refused, or closed to make room, because of this setting."""
        self._refused_connections.labels(setting).inc()

    def render(self, stored: Iterable[Metric] = ()) -> bytes:
        """Everything counted here, then `stored`, as Prometheus text."""
        return generate_latest(self._registry) + generate_latest(_once(stored))


class _Stored(Collector):
    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _once(metrics: Iterable[Metric]) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Stored(list(metrics)))
    return registry
