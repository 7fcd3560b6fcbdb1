"""What a server does each second or minute costs what it finds, however much waits or is kept (PostgreSQL)."""

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from tests.shop import Shop

from wanstudio.accounts.usage_folding import fold_usage
from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.database.connection import Connection
from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.statements import find_numbered
from wanstudio.notification import Courier
from wanstudio.rescue import release_dead, sweep
from wanstudio.retention import purge
from wanstudio.settings import Settings
from wanstudio.storage.disk import DiskStore

ROWS = 20_000
FILL = f"""
INSERT INTO tasks (task_id, account_id, key_id, region, model, protocol, route, request_id, lane, batch_key, images,
                   state, submitted_at, ended_at)
SELECT 't' || i, 'account' || i % 50, 'k', 'singapore', 'wan2.6-t2i', 'prompt', '', '', 'pictures', '', 1,
       i % 5, now_ms(), CASE WHEN i % 5 >= 3 THEN now_ms() END
FROM generate_series(1, {ROWS}) AS i WHERE i % 5 <> 2;
INSERT INTO tasks (task_id, account_id, key_id, region, model, protocol, route, request_id, lane, batch_key, images,
                   state, submitted_at, worker, lease_until)
SELECT 'r' || i, 'account' || i % 50, 'k', 'singapore', 'wan2.6-t2i', 'prompt', '', '', 'pictures', '', 1,
       2, now_ms(), 'w' || i % 20, now_ms() + 600000
FROM generate_series(1, 2000) AS i;
INSERT INTO creates SELECT 'k', 'm' || i, 'd', 't' || i, now_ms() FROM generate_series(1, {ROWS}) AS i;
INSERT INTO webhook_deliveries (event_id, key_id, task_id, body, state, created_at, due_at, ended_at)
SELECT 'e' || i, 'k' || i % 50, 't' || i, '', 1, now_ms(), now_ms(), now_ms() FROM generate_series(1, {ROWS}) AS i;
INSERT INTO usage_slots SELECT now_ms() / 3600000 * 12 - i * 12, 'a', 'r', 'k', 'm', '', 1, 1
FROM generate_series(1, {ROWS}) AS i;
ANALYZE;
"""


class Noting:
    """A connection that notes what it is asked, once each."""

    def __init__(self, inner: Connection, asked: dict[str, dict[str, object]]) -> None:
        self._inner, self._asked = inner, asked

    async def rows(self, statement: str, /, **values: object) -> list[Any]:
        self._asked[statement] = values
        return await self._inner.rows(statement, **values)

    async def row(self, statement: str, /, **values: object) -> Any:
        found = await self.rows(statement, **values)
        return found[0] if found else None


class NotingDatabase(PostgresDatabase):
    """The fleet store, that knows afterwards which statements were run."""

    asked: dict[str, dict[str, object]]

    async def read(self, work: Any) -> Any:
        return await super().read(lambda tx: work(Noting(tx, self.asked)))

    async def write(self, work: Any) -> Any:
        return await super().write(lambda tx: work(Noting(tx, self.asked)))


@pytest.fixture
async def filled(postgres_server):
    url = postgres_server.new_database()
    first = await PostgresDatabase.connect(url)
    await migrate(first)
    await Shop.open(first)
    await first.write(lambda tx: tx.script(FILL))
    await first.close()
    opened = await NotingDatabase.connect(url)
    opened.asked = {}
    yield opened
    await opened.close()


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", ()) for node in _nodes(child))]


async def _rows_read(
    database: PostgresDatabase, statement: str, values: dict[str, object]
) -> tuple[float, float]:
    """How many rows a statement looked at and how many it returned or changed; nothing of it stays."""
    sql, names = find_numbered(statement)
    async with database.pool.acquire() as link:
        change = link.transaction()
        await change.start()
        try:
            text = await link.fetchval(
                f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *(values[name] for name in names)
            )
        finally:
            await change.rollback()
    nodes = _nodes(json.loads(text)[0]["Plan"])
    read = sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in nodes
        if "Relation Name" in node and "Scan" in node["Node Type"]
    )
    return read, nodes[0]["Actual Rows"]


async def test_no_duty_reads_what_only_waits_or_is_kept(filled: NotingDatabase, tmp_path):
    settings, service = Settings(data=tmp_path), ServiceSettings()
    courier = Courier(filled, settings)
    await sweep(filled, service)
    await release_dead(filled, service.limit_of)
    await purge(filled, DiskStore(tmp_path), service)
    await fold_usage(filled)
    await courier.deliver()
    await courier.close()
    assert {"tasks/overdue", "tasks/past_keeping", "webhooks/due_keys"} <= set(filled.asked)
    for statement, values in dict(filled.asked).items():
        read, returned = await _rows_read(filled, statement, values)
        assert read <= 10 * returned + 100, f"{statement} read {read} rows for {returned}"


def test_no_condition_asks_for_the_time_once_a_row():
    """PostgreSQL's now_ms() is volatile: a condition that calls it cannot use an index, a subquery is asked once."""
    bare = []
    for room in files("wanstudio.database").joinpath("sql").iterdir():
        for file in room.iterdir():
            sql = file.read_text(encoding="utf-8")
            condition = sql.partition("WHERE")[2]
            if re.search(r"[<>=] *now_ms\(\)", condition):
                bare.append(f"{room.name}/{file.name}")
    assert bare == []
