"""Any order of submits, claims, ends, cancels and deaths leaves the store consistent (both stores)."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.shop import Shop

from wanstudio.database.connection import Connection, Database
from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.sqlite import SqliteDatabase
from wanstudio.errors import CancelRefused, QueueFull
from wanstudio.tasks.lifecycle import Task

RUNNING_LIMIT, QUEUE_LIMIT = 3, 3
WORKERS = ("w1", "w2")
TABLES = (
    "tasks", "standings", "lanes", "turns", "workers", "takeovers", "charges", "free_quotas", "rates",
    "usage_slots", "usage_times", "api_keys", "accounts",
)  # fmt: skip


async def _clear(database: Database) -> None:
    async def work(tx: Connection) -> None:
        await tx.script("; ".join(f"DELETE FROM {table}" for table in TABLES))

    await database.write(work)


async def _let_leases_run_out(tx: Connection) -> None:
    await tx.script("UPDATE tasks SET lease_until = 1 WHERE state = 2")


class StoreMachine(RuleBasedStateMachine):
    database: Database
    loop: asyncio.AbstractEventLoop
    tasks = Bundle("tasks")
    claims = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self.do(_clear(self.database))
        self.shop: Shop = self.do(Shop.open(self.database))
        self.ended: dict[str, str] = {}
        self.images: dict[str, int] = {}

    def do(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    @rule(target=tasks, n=st.integers(1, 4))
    def submit(self, n: int) -> str:
        submitting = self.shop.submit(n=n, running_limit=RUNNING_LIMIT, queue_limit=QUEUE_LIMIT)
        try:
            task_id = self.do(submitting)
        except QueueFull:
            assert len(self.images) - len(self.ended) == RUNNING_LIMIT + QUEUE_LIMIT
            return ""
        self.images[task_id] = n
        return task_id

    @rule(target=claims, worker=st.sampled_from(WORKERS))
    def claim(self, worker: str) -> list[tuple[str, Task]]:
        claimed = self.do(self.shop.claim(worker))
        assert all(task.task_id not in self.ended for task in claimed)
        return [(worker, task) for task in claimed]

    @rule(claim=claims)
    def settle(self, claim: list[tuple[str, Task]]) -> None:
        """Also by zombies: a claim may be used long after it was lost."""
        for worker, task in claim:
            before = self.do(self.shop.find(task.task_id))
            held = before.status == "RUNNING" and before.attempt == task.attempt and before.state == 2
            done = self.do(self.shop.settle(worker, task, running_limit=RUNNING_LIMIT))
            assert done == held
            if done:
                self.ended[task.task_id] = "SUCCEEDED"

    @rule(task_id=tasks)
    def cancel(self, task_id: str) -> None:
        if not task_id:
            return
        pending = self.do(self.shop.find(task_id)).status == "PENDING"
        try:
            self.do(self.shop.cancel(task_id, running_limit=RUNNING_LIMIT))
            assert pending
            self.ended[task_id] = "CANCELED"
        except CancelRefused:
            assert not pending

    @rule(worker=st.sampled_from(WORKERS), crashed=st.booleans())
    def die(self, worker: str, crashed: bool) -> None:
        self.do(self.shop.release(worker, crashed=crashed, running_limit=RUNNING_LIMIT))
        self._note_failed()

    @rule()
    def fall_silent(self) -> None:
        """Every lease runs out, and the next round of the rescue finds all of them at once."""
        self.do(self.database.write(_let_leases_run_out))
        self.do(self.shop.sweep(running_limit=RUNNING_LIMIT))
        self._note_failed()

    @rule()
    def time_out(self) -> None:
        """Everything that has no result is overdue in the same round."""
        open_before = len(self.images) - len(self.ended)
        assert self.do(self.shop.fail_overdue(age_ms=-60_000, running_limit=RUNNING_LIMIT)) == open_before
        self._note_failed()
        assert len(self.images) == len(self.ended)

    def _note_failed(self) -> None:
        for task_id in self.images:
            if self.do(self.shop.find(task_id)).status == "FAILED":
                self.ended.setdefault(task_id, "FAILED")

    @invariant()
    def ends_are_final(self) -> None:
        for task_id, status in self.ended.items():
            assert self.do(self.shop.find(task_id)).status == status

    @invariant()
    def bill_equals_succeeded_images(self) -> None:
        succeeded = sum(self.images[t] for t, status in self.ended.items() if status == "SUCCEEDED")
        assert self.do(self.shop.billed_images()) == succeeded

    @invariant()
    def standings_count_what_is_there(self) -> None:
        async def read(tx: Connection) -> None:
            rows = await tx.rows("tasks/list_all", most=1000)
            admitted = sum(row["state"] in (1, 2) for row in rows)
            parked = sum(row["state"] == 0 for row in rows)
            place = {"account_id": self.shop.caller.account_id, "region": "singapore", "model": "wan2.6-t2i"}
            standing = await tx.row("tasks/lock_standing", **place)
            assert (admitted, parked) == ((standing["admitted"], standing["parked"]) if standing else (0, 0))
            assert admitted <= RUNNING_LIMIT
            assert parked == 0 or admitted == RUNNING_LIMIT

        self.do(self.database.write(read))


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_the_store_stays_consistent(kind: str, request: pytest.FixtureRequest):
    loop = asyncio.new_event_loop()
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            database: Database = SqliteDatabase(Path(folder) / "store.sqlite3")
        else:
            server = request.getfixturevalue("postgres_server")
            database = loop.run_until_complete(PostgresDatabase.connect(server.new_database()))
        loop.run_until_complete(migrate(database))
        machine = type("Machine", (StoreMachine,), {"database": database, "loop": loop})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=150 if kind == "sqlite" else 40,
                stateful_step_count=50,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        loop.run_until_complete(database.close())
        loop.close()
