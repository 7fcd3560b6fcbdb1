"""What operators see of a running service: log lines without secrets, and metrics."""

from wanstudio.telemetry.logs import configure
from wanstudio.telemetry.metrics import Metrics

__all__ = ["Metrics", "configure"]
