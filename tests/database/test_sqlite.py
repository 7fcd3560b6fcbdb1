"""What the embedded store promises beyond the shared suite: groups, isolation of failures, kill -9."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from wanstudio.database.migration import migrate
from wanstudio.database.sqlite import SqliteDatabase, run_through
from wanstudio.errors import StoreUnavailable

_SUBMITTER = """
import asyncio, sys
from pathlib import Path
from wanstudio.database.opening import open_database

async def main():
    database = await open_database(None, Path(sys.argv[1]))
    number = 0
    while True:
        async def work(tx, number=number):
            await tx.row("storage/keep_secret", name=f"row-{number}", value="x")
        await asyncio.gather(database.write(work))
        print(number, flush=True)
        number += 1

asyncio.run(main())
"""


@pytest.fixture
async def store(tmp_path):
    opened = SqliteDatabase(tmp_path / "store.sqlite3")
    await migrate(opened)
    yield opened
    await opened.close()


async def test_one_failing_transaction_does_not_fail_its_group(store):
    async def write(tx, name, fail):
        await tx.row("storage/keep_secret", name=name, value="v")
        if fail:
            raise LookupError(name)

    jobs = [store.write(lambda tx, i=i: write(tx, f"n{i}", i % 3 == 0)) for i in range(30)]
    answers = await asyncio.gather(*jobs, return_exceptions=True)
    for number, answer in enumerate(answers):
        found = await store.read(lambda tx, n=number: tx.row("storage/find_secret", name=f"n{n}"))
        assert isinstance(answer, LookupError) == (number % 3 == 0) == (found is None)


async def test_awaiting_anything_else_in_a_transaction_is_refused(store):
    class Pause:
        def __await__(self):
            yield

    async def sleeps(tx):
        await Pause()

    with pytest.raises(RuntimeError, match="await nothing but its connection"):
        await store.write(sleeps)


def test_a_coroutine_without_suspension_runs_through():
    async def three():
        return 3

    assert run_through(three()) == 3


async def test_two_processes_write_side_by_side(tmp_path):
    one, two = (SqliteDatabase(tmp_path / "store.sqlite3") for _ in range(2))
    await migrate(one)

    async def write(database, name):
        await database.write(lambda tx: tx.row("storage/keep_secret", name=name, value="v"))

    await asyncio.gather(*(write(db, f"{i}{j}") for i, db in enumerate((one, two)) for j in range(200)))
    found = await one.read(lambda tx: tx.row("storage/find_secret", name="1199"))
    assert found is not None
    await one.close()
    await two.close()


async def test_kill_9_loses_no_acknowledged_row(tmp_path):
    for _ in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", _SUBMITTER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        acknowledged = [int(writer.stdout.readline()) for _ in range(50)]
        os.kill(writer.pid, signal.SIGKILL)
        acknowledged += [int(line) for line in writer.stdout.read().splitlines() if line]
        writer.wait()
        store = SqliteDatabase(tmp_path / "wanstudio.sqlite3")
        for number in acknowledged:
            name = f"row-{number}"
            assert await store.read(lambda tx, n=name: tx.row("storage/find_secret", name=n))
        await store.close()


async def test_a_full_disk_refuses_and_what_was_accepted_stays(store):
    pages = store._writer.file.execute("PRAGMA page_count").get
    store._writer.file.execute(f"PRAGMA max_page_count = {pages + 2}")

    async def fill(tx):
        await tx.script("CREATE TABLE IF NOT EXISTS ballast (data BLOB)")
        await tx.script("INSERT INTO ballast VALUES (zeroblob(100000))")

    answers = await asyncio.gather(*(store.write(fill) for _ in range(3)), return_exceptions=True)
    assert {type(answer) for answer in answers} == {StoreUnavailable}
    store._writer.file.execute("PRAGMA max_page_count = 1000000")
    await store.write(fill)


@pytest.mark.parametrize("problem", [SystemExit, asyncio.CancelledError, MemoryError])
async def test_nothing_a_transaction_raises_ends_the_writing_thread(store, problem):
    async def broken(tx):
        await tx.row("schema/version")
        raise problem

    async def fine(tx):
        return 1

    answers = await asyncio.wait_for(
        asyncio.gather(store.write(broken), store.write(fine), return_exceptions=True), 5
    )
    assert isinstance(answers[0], (StoreUnavailable, problem))
    assert await asyncio.wait_for(store.write(fine), 5) == 1


async def test_a_closed_store_refuses_at_once(store):
    await store.close()

    async def fine(tx):
        return 1

    with pytest.raises(StoreUnavailable):
        await asyncio.wait_for(store.write(fine), 5)


async def test_a_new_data_folder_is_its_owners_alone(tmp_path):
    store = SqliteDatabase(tmp_path / "data" / "store.sqlite3")
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    await store.close()
