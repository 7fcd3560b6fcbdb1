"""What operators see of workers, queue, leases and pace, on both stores."""

import msgspec
from tests.shop import Shop

from wanstudio.painting.painter import Standing
from wanstudio.tasks import queue
from wanstudio.tasks.overview import read_overview, read_pace


async def test_the_overview_tells_who_holds_what_and_what_waits(database):
    shop = await Shop.open(database)
    await database.write(lambda tx: tx.row("tasks/sign_on", worker="w1", host="here", pid=7))
    held = await shop.submit(n=2)
    await shop.claim("w1")
    await shop.submit(n=1)
    told = msgspec.json.encode(Standing("diffusion", "cuda", 1, 2, ("wan",))).decode()
    await queue.renew(database, "w1", [held], lease_ms=60_000, status=told)
    await queue.renew(database, "w1", [held], lease_ms=60_000)
    overview = await read_overview(database)
    (worker,) = overview.workers
    assert (worker.worker, worker.host, worker.pid, worker.held) == ("w1", "here", 7, 1)
    assert worker.status["resident"] == ["wan"]
    assert sorted((row.state, row.tasks) for row in overview.queue) == [("ready", 1), ("running", 1)]
    (lease,) = overview.leases
    assert (lease.task_id, lease.worker, lease.images) == (held, "w1", 2)
    assert 0 < lease.left_ms <= 60_000
    assert overview.takeovers == 0


async def test_the_pace_is_measured_an_image_and_by_region(database):
    shop = await Shop.open(database)
    await shop.submit(n=4)
    (task,) = await shop.claim("w1")
    assert await shop.settle("w1", task)
    pace = await read_pace(database, "singapore")
    assert pace[task.model].images == 4
    assert pace[task.model].image_ms == pace[task.model].painted_ms // 4
    assert await read_pace(database, "beijing") == {}
