"""Workers, stores, times and limits."""

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta


@dataclass(frozen=True, kw_only=True)
class Running:
    """Workers, stores, times and limits."""

    workers: Annotated[
        int, Meta(description="Worker processes that `wanstudio serve` starts; 0 for none.", ge=0)
    ] = 1
    worker_probe_port: Annotated[
        int,
        Meta(
            description="Port on which `wanstudio work` answers `/healthz` and `/readyz` (on `metrics_host`); 0: none.",
            ge=0,
            le=65_535,
        ),
    ] = 0
    paint_threads: Annotated[int, Meta(description="Pictures painted at once in one worker.", ge=1)] = 1
    database: Annotated[
        str | None, Meta(description="`postgresql://...` for a fleet; else SQLite in the data folder.")
    ] = None
    objects: Annotated[
        str | None, Meta(description="`s3://bucket/prefix?endpoint=URL&region=R` for a fleet; else a folder.")
    ] = None
    s3_access_key: Annotated[str | None, Meta(description="Access key of the bucket.")] = None
    s3_secret_key: Annotated[str | None, Meta(description="Secret key of the bucket.")] = None
    lease_seconds: Annotated[float, Meta(description="How long a silent worker keeps its tasks.", gt=0)] = (
        10.0
    )
    stall_seconds: Annotated[
        float,
        Meta(
            description="A worker whose painter made no progress for so long gives up its tasks and ends.",
            gt=0,
        ),
    ] = 120.0
    sync_timeout_seconds: Annotated[
        float, Meta(description="How long a call that waits for its pictures may take.", gt=0)
    ] = 298.0
    task_timeout_hours: Annotated[
        float, Meta(description="A task without a result fails after this time.", gt=0)
    ] = 3.0
    retention_hours: Annotated[
        float, Meta(description="How long ended tasks and their pictures are kept.", gt=0)
    ] = 24.0
    max_body_bytes: Annotated[int, Meta(description="Longest request body that is read.", ge=1024)] = (
        1_048_576
    )
    console: Annotated[
        Literal["on", "off"], Meta(description="Whether the web console is served (docs/howto/console.md).")
    ] = "on"
    console_session_hours: Annotated[
        float, Meta(description="How long a sign-in to the console lasts.", gt=0)
    ] = 168.0
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="Least level that is logged.")
    ] = "info"
    log_format: Annotated[
        Literal["auto", "json", "text"], Meta(description="`auto`: text on a terminal, else JSON lines.")
    ] = "auto"
