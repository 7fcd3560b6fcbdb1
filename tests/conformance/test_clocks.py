"""Only the store's clock decides what is too old, whatever a machine takes for the time (both stores)."""

import os
import time

import pytest
from tests.conformance.webhook_house import claim_one, submit_one

from wanstudio.database.connection import read_clock
from wanstudio.fulfilment import fulfil
from wanstudio.retention import sweep_orphans
from wanstudio.storage.disk import DiskStore
from wanstudio.tasks.ledger import find_any_task

DAY_NS = 86_400_000_000_000


@pytest.fixture
async def painted(house):
    """A server's desk and the key of a picture of a task that SUCCEEDED just now."""
    desk = await house.at()
    caller = await house.new_caller(desk)
    task_id = await submit_one(desk, caller)
    assert await fulfil(house.atelier(desk), await claim_one(desk))
    task = await find_any_task(desk.database, task_id)
    return desk, task.painted[0].key


def _set_this_machine_ahead(monkeypatch, days: int) -> None:
    """As by a wrong clock of the machine; the store on another machine knows nothing of it."""
    wall, nanoseconds = time.time, time.time_ns
    monkeypatch.setattr(time, "time", lambda: wall() + days * 86_400)
    monkeypatch.setattr(time, "time_ns", lambda: nanoseconds() + days * DAY_NS)


async def test_a_server_days_ahead_deletes_no_picture_of_a_task_that_is_there(painted, monkeypatch):
    desk, key = painted
    _set_this_machine_ahead(monkeypatch, 2)
    assert await sweep_orphans(desk.database, desk.objects, desk.service) == 0
    assert await desk.objects.get(key) is not None


async def test_a_file_that_looks_ancient_is_kept_while_its_task_is(painted):
    """As after a restore that set every file's date, or by a file server whose clock is wrong."""
    desk, key = painted
    assert isinstance(desk.objects.inner, DiskStore)
    os.utime(desk.objects.inner.root / key, (1, 1))
    assert await sweep_orphans(desk.database, desk.objects, desk.service) == 0
    assert await desk.objects.get(key) is not None


# Not SQLite: the embedded store's clock is this machine's.
@pytest.mark.parametrize("opening", ["postgres"], indirect=True)
async def test_what_a_fleet_takes_for_the_time_is_the_stores(painted, monkeypatch):
    """Links end, lists begin and deliveries are signed by it."""
    desk, _ = painted
    _set_this_machine_ahead(monkeypatch, 2)
    assert abs(desk.database.now_ms() - await read_clock(desk.database)) < 5000
    assert abs(desk.database.now_ms() - await read_clock(desk.database)) < 5000
