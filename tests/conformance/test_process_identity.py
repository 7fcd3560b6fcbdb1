"""Whose process a worker is: only the same host, boot and PID namespace may say that it no longer runs (both stores)."""

import subprocess
import sys

import pytest
from tests.shop import Shop

from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.rescue import release_dead
from wanstudio.tasks.overview import read_overview
from wanstudio.tasks.process_identity import this_process
from wanstudio.tasks.queue import renew

NAMES = ("host", "boot", "namespace")


@pytest.fixture
async def shop(database) -> Shop:
    return await Shop.open(database)


def ended_process() -> int:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


async def sign_on(shop, worker, *, machine, pid):
    row = {"worker": worker, "host": "h", "machine": machine, "pid": pid, "status": None}
    await shop.database.write(lambda tx: tx.row("tasks/seen", **row))


def test_the_identity_has_host_boot_and_namespace():
    machine = this_process().machine
    assert len(machine.split()) == 3
    assert machine.split()[0] == this_process().host
    assert "pid:[" in machine


@pytest.mark.parametrize("other", NAMES)
async def test_a_starting_server_leaves_alone_who_lives_elsewhere_under_its_host_name(shop: Shop, other):
    parts = this_process().machine.split()
    parts[NAMES.index(other)] = "another"
    await shop.submit()
    await sign_on(shop, "w1", machine=" ".join(parts), pid=ended_process())
    await shop.claim("w1")
    assert await release_dead(shop.database, ServiceSettings().limit_of) == 0
    assert not await shop.claim("w2")
    assert [worker.worker for worker in (await read_overview(shop.database)).workers] == ["w1"]


async def test_a_starting_server_takes_back_what_its_own_dead_held(shop: Shop):
    task_id = await shop.submit()
    await sign_on(shop, "w1", machine=this_process().machine, pid=ended_process())
    await shop.claim("w1")
    assert await release_dead(shop.database, ServiceSettings().limit_of) == 1
    (task,) = await shop.claim("w2")
    assert (task.task_id, task.attempt) == (task_id, 2)


async def test_a_worker_that_was_struck_off_while_it_lives_comes_back(shop: Shop):
    await renew(shop.database, "w1", [], lease_ms=1000, status='{"painter": "procedural"}')
    await shop.database.write(lambda tx: tx.row("tasks/sign_off", worker="w1"))
    await renew(shop.database, "w1", [], lease_ms=1000)
    (worker,) = (await read_overview(shop.database)).workers
    assert (worker.worker, worker.host, worker.pid) == ("w1", this_process().host, this_process().pid)
