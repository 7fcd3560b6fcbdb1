"""Metrics read from the store at each scrape, so that they are right whichever process is asked."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from wanstudio.database.connection import Connection, Database, Row


async def read_store_metrics(database: Database, workers_alive: int) -> list[Metric]:
    """Queue depth, oldest waiting, takeovers, worker liveness, calls and images by model and code."""

    async def work(tx: Connection) -> tuple[list[Row], list[Row], list[Row], int]:
        takeovers = await tx.row("tasks/takeovers_total")
        return (
            await tx.rows("tasks/queue_depth"),
            await tx.rows("accounts/usage_totals"),
            await tx.rows("tasks/workers"),
            int(takeovers["total"]) if takeovers else 0,
        )

    depth, usage, workers, takeovers = await database.read(work)
    return [*_queue(depth), *_usage(usage), *_workers(workers, workers_alive, takeovers)]


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


def _workers(rows: list[Row], alive: int, takeovers: int) -> Iterator[Metric]:
    silent = GaugeMetricFamily(
        "wanstudio_worker_silent_seconds", "Time since a worker last renewed.", labels=["worker"]
    )
    for row in rows:
        silent.add_metric([row["worker"]], row["silent_ms"] / 1000)
    yield silent
    yield GaugeMetricFamily("wanstudio_workers_alive", "Worker processes of this server.", value=alive)
    yield CounterMetricFamily(
        "wanstudio_takeovers", "Tasks taken back from workers that went.", value=takeovers
    )
