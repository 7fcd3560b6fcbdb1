"""Metrics read from the store at each scrape, so that they are right whichever process is asked."""

from collections.abc import Iterator, Mapping

import msgspec
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from wanstudio.accounts.usage import middle_ms
from wanstudio.database.connection import Connection, Database, Row
from wanstudio.errors import ServiceError

_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 150, 300, 1800, 10_800)

_WHOLE = ("wanstudio_task_seconds", "Time from submission to end of succeeded tasks.")
_WAIT = ("wanstudio_queue_wait_seconds", "Time from submission to a worker of succeeded tasks.")


async def read_store_metrics(database: Database, workers_alive: int) -> list[Metric]:
    """Queue depth, oldest waiting, takeovers, worker liveness; calls, durations, images by model.

    While the store is away, that is what the metrics say: they must not fail with it.
    """

    async def work(tx: Connection) -> list[Metric]:
        return [
            *_queue(await tx.rows("tasks/queue_depth")),
            *_usage(await tx.rows("accounts/usage_totals")),
            _durations(_WHOLE, await tx.rows("accounts/time_totals", measure="latency")),
            _durations(_WAIT, await tx.rows("accounts/time_totals", measure="wait")),
            *_workers(await tx.rows("tasks/workers")),
            *_takeovers(await tx.rows("tasks/takeovers_total")),
            _looks(await tx.rows("moderation/looks")),
            _rewrites(await tx.rows("prompt_extension/prompts")),
            *_webhooks(await tx.rows("webhooks/outcomes"), await tx.rows("webhooks/waiting")),
        ]

    try:
        stored, reachable = await database.read_long(work), 1
    except ServiceError:
        stored, reachable = [], 0
    return [
        GaugeMetricFamily("wanstudio_store_up", "Whether the store answers.", value=reachable),
        GaugeMetricFamily("wanstudio_workers_alive", "Worker processes of this server.", value=workers_alive),
        *stored,
    ]


def unreadable_pictures(faults: Mapping[str, int]) -> Metric:
    """Reads of this process that found no picture, or another than was stored."""
    family = CounterMetricFamily(
        "wanstudio_pictures_unreadable",
        "Finished pictures that were missing or damaged when they were asked for.",
        labels=["fault"],
    )
    for fault, reads in faults.items():
        family.add_metric([fault], reads)
    return family


def _queue(rows: list[Row]) -> Iterator[Metric]:
    tasks = GaugeMetricFamily(
        "wanstudio_queue_tasks", "Tasks that have not ended.", labels=["model", "state"]
    )
    for row in rows:
        tasks.add_metric([row["model"], row["state"]], row["tasks"])
    waiting = [row["oldest_ms"] for row in rows if row["state"] != "running"]
    yield tasks
    yield GaugeMetricFamily(
        "wanstudio_queue_oldest_seconds",
        "Age of the task that has waited longest.",
        value=max(waiting, default=0) / 1000,
    )


def _usage(rows: list[Row]) -> Iterator[Metric]:
    calls = CounterMetricFamily(
        "wanstudio_tasks", "Tasks ended or refused, by error code.", labels=["model", "status", "code"]
    )
    images = CounterMetricFamily("wanstudio_images", "Images that succeeded.", labels=["model"])
    painted: dict[str, int] = {}
    for row in rows:
        status = "FAILED" if row["code"] else "SUCCEEDED"
        calls.add_metric([row["model"], status, row["code"]], int(row["calls"]))
        painted[row["model"]] = painted.get(row["model"], 0) + int(row["images"])
    for model, count in painted.items():
        images.add_metric([model], count)
    yield calls
    yield images


def _durations(named: tuple[str, str], rows: list[Row]) -> Metric:
    """One of the store's fine histograms, folded into fewer bounds."""
    family = HistogramMetricFamily(*named, labels=["model"])
    by_model: dict[str, list[tuple[float, int]]] = {}
    for row in rows:
        by_model.setdefault(row["model"], []).append((middle_ms(row["bucket"]) / 1000, int(row["tasks"])))
    for model, counted in by_model.items():
        buckets = [(str(float(b)), sum(n for seconds, n in counted if seconds <= b)) for b in _SECONDS]
        buckets.append(("+Inf", sum(n for _, n in counted)))
        family.add_metric([model], buckets, sum(seconds * n for seconds, n in counted))
    return family


def _workers(rows: list[Row]) -> Iterator[Metric]:
    silent = GaugeMetricFamily(
        "wanstudio_worker_silent_seconds", "Time since a worker last renewed.", labels=["worker"]
    )
    for row in rows:
        silent.add_metric([row["worker"]], row["silent_ms"] / 1000)
    yield silent
    ready = GaugeMetricFamily("wanstudio_worker_ready", "Whether a worker claims tasks.", labels=["worker"])
    ends = GaugeMetricFamily(
        "wanstudio_signing_certificate_end_seconds",
        "When a worker's signing certificate ends, in seconds since 1970.",
        labels=["worker"],
    )
    for row in rows:
        told = msgspec.json.decode(row["status"]) if row["status"] else {}
        ready.add_metric([row["worker"]], 0 if told.get("unready") else 1)
        if told.get("signing_ends_ms"):
            ends.add_metric([row["worker"]], told["signing_ends_ms"] / 1000)
    yield ready
    yield ends


def _takeovers(rows: list[Row]) -> Iterator[Metric]:
    for row in rows:
        yield CounterMetricFamily(
            "wanstudio_takeovers", "Tasks taken back from workers that went.", value=int(row["total"])
        )


def _looks(rows: list[Row]) -> Metric:
    family = CounterMetricFamily(
        "wanstudio_moderation",
        "Texts and pictures refused, and what happened to those nobody could look at.",
        labels=["moderator", "verdict"],
    )
    for row in rows:
        family.add_metric([row["moderator"], row["verdict"]], int(row["looks"]))
    return family


def _rewrites(rows: list[Row]) -> Metric:
    family = CounterMetricFamily(
        "wanstudio_rewrites", "Prompts by what became of their rewriting.", labels=["rewriter", "outcome"]
    )
    for row in rows:
        family.add_metric([row["rewriter"], row["outcome"]], int(row["prompts"]))
    return family


def _webhooks(outcomes: list[Row], waiting: list[Row]) -> Iterator[Metric]:
    tries = CounterMetricFamily(
        "wanstudio_webhooks",
        "Webhook deliveries that arrived, failed once, were given up.",
        labels=["outcome"],
    )
    for row in outcomes:
        tries.add_metric([row["outcome"]], int(row["tries"]))
    yield tries
    yield GaugeMetricFamily(
        "wanstudio_webhooks_waiting", "Ends of tasks that are still to be told.", value=waiting[0]["waiting"]
    )
