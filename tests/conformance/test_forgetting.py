"""What is forgotten goes some thousands of rows at a time, however much has gathered (both stores)."""

from tests.shop import Shop

from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.retention import purge
from wanstudio.storage.disk import DiskStore
from wanstudio.webhooks.hooks import remove_hook

MANY = 4500
OLD_MS = 2 * 86_400_000
NUMBERS = f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY})"
DELIVERIES = "webhook_deliveries (event_id, key_id, task_id, body, state, created_at, due_at, ended_at)"


class Counting:
    """The database, with the rows that each writing transaction returned."""

    def __init__(self, database) -> None:
        self._database, self.most, self.dialect = database, 0, database.dialect

    async def read(self, work):
        return await self._database.read(work)

    async def write(self, work):
        counting = self

        class Noted:
            def __init__(self, tx) -> None:
                self._tx = tx

            async def rows(self, statement, /, **values):
                found = await self._tx.rows(statement, **values)
                counting.most = max(counting.most, len(found))
                return found

            async def row(self, statement, /, **values):
                return await self._tx.row(statement, **values)

        return await self._database.write(lambda tx: work(Noted(tx)))


async def _run(database, *statements):
    await database.write(lambda tx: tx.script("; ".join(statements)))


async def _left(database, table):
    async def work(tx):
        await tx.script(f"DELETE FROM secrets; INSERT INTO secrets SELECT 'left', count(*) FROM {table}")
        return int((await tx.row("storage/find_secret", name="left"))["value"])

    return await database.write(work)


async def test_marks_and_deliveries_of_a_long_pause_go_piece_by_piece(database, tmp_path):
    shop = await Shop.open(database)
    key = shop.caller.key_id
    await _run(
        database,
        f"INSERT INTO webhooks (key_id, url, secret, created_at, off_at) VALUES ('{key}', '', '', 1, 1)",
        f"INSERT INTO creates {NUMBERS} SELECT 'k', 'm' || i, 'd', NULL, now_ms() - {OLD_MS} FROM n",
        "INSERT INTO creates SELECT 'k', 'new', 'd', NULL, now_ms()",
        f"INSERT INTO {DELIVERIES} {NUMBERS} SELECT 'e' || i, 'k', '', '', 1, 1, 1, now_ms() - {OLD_MS} FROM n",
        f"INSERT INTO {DELIVERIES} {NUMBERS} SELECT 'w' || i, '{key}', '', '', 0, 1, 1, NULL FROM n",
        f"INSERT INTO {DELIVERIES} SELECT 'removed', 'another', '', '', 0, 1, 1, NULL",
        f"INSERT INTO {DELIVERIES} SELECT 'recent', 'k', '', '', 1, 1, 1, now_ms()",
    )
    counting = Counting(database)
    await purge(counting, DiskStore(tmp_path), ServiceSettings())
    assert (await _left(database, "creates"), await _left(database, "webhook_deliveries")) == (1, 1)
    assert counting.most <= 2000


async def test_what_waits_for_a_webhook_that_is_on_stays(database, tmp_path):
    shop = await Shop.open(database)
    key = shop.caller.key_id
    await _run(
        database,
        f"INSERT INTO webhooks (key_id, url, secret, created_at) VALUES ('{key}', '', '', 1)",
        f"INSERT INTO {DELIVERIES} SELECT 'w', '{key}', '', '', 0, 1, 1, NULL",
    )
    await purge(database, DiskStore(tmp_path), ServiceSettings())
    assert await _left(database, "webhook_deliveries") == 1


async def test_a_webhook_that_is_removed_takes_all_its_deliveries_with_it(database):
    shop = await Shop.open(database)
    key = shop.caller.key_id
    await _run(
        database,
        f"INSERT INTO webhooks (key_id, url, secret, created_at) VALUES ('{key}', '', '', 1)",
        f"INSERT INTO {DELIVERIES} {NUMBERS} SELECT 'w' || i, '{key}', '', '', i % 2, 1, 1,"
        " CASE WHEN i % 2 = 1 THEN 1 END FROM n",
    )
    counting = Counting(database)
    assert await remove_hook(counting, key)
    assert await _left(database, "webhook_deliveries") == 0
    assert counting.most <= 2000
    assert not await remove_hook(counting, key)
