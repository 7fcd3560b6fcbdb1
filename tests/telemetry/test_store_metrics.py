"""What the store knows of tasks and workers as Prometheus reads it, and what is told while it is away."""

from prometheus_client.parser import text_string_to_metric_families
from tests.atelier import MODEL, complete_one, open_studio
from tests.shop import MODEL as SHOP_MODEL
from tests.shop import Shop

from wanstudio.server.store_metrics import read_store_metrics
from wanstudio.telemetry import Metrics


async def _scrape(database) -> dict[tuple[str, ...], float]:
    text = Metrics().render(await read_store_metrics(database, 1)).decode()
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_tasks_images_and_durations_are_told_by_model(database):
    shop = await Shop.open(database)
    await shop.submit(n=2)
    (task,) = await shop.claim("w1")
    await shop.settle("w1", task)
    await shop.submit()
    told = await _scrape(database)
    assert told["wanstudio_tasks_total", "", SHOP_MODEL, "SUCCEEDED"] == 1
    assert told["wanstudio_images_total", SHOP_MODEL] == 2
    assert told["wanstudio_task_seconds_count", SHOP_MODEL] == 1
    assert told["wanstudio_task_seconds_bucket", "10800.0", SHOP_MODEL] == 1
    assert told["wanstudio_queue_tasks", SHOP_MODEL, "ready"] == 1
    assert told["wanstudio_takeovers_total",] == 0


async def test_durations_fall_into_their_bucket(tmp_path):
    async with open_studio(tmp_path) as studio:
        await complete_one(studio)
        told = await _scrape(studio.desk.database)
        assert told["wanstudio_task_seconds_bucket", "30.0", MODEL] == 1
        assert 0 < told["wanstudio_task_seconds_sum", MODEL] < 30


async def test_a_store_that_is_away_is_told_and_fails_nothing(database):
    assert (await _scrape(database))["wanstudio_store_up",] == 1
    await database.close()
    told = await _scrape(database)
    assert told["wanstudio_store_up",] == 0
    assert told["wanstudio_workers_alive",] == 1
    assert told["process_resident_memory_bytes",] > 0
