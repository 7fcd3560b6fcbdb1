"""Statements of usage and bill read the rows they sum, of 100,000 analysed ones, and no others (both stores)."""

import json
import re

from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.sqlite import SqliteDatabase
from wanstudio.database.statements import find_numbered, find_sql

ROWS, ACCOUNTS = 100_000, 2000
FIRST, LAST = 5_760_000, 5_760_287
"""The slots of one day of thirty."""
DAY_MS = 86_400_000
OWNED = f"'a' || (n % {ACCOUNTS}), CASE n % 10 WHEN 0 THEN 'beijing' ELSE 'singapore' END, 'k' || (n % {ACCOUNTS})"
FILL = (
    f"INSERT INTO usage_slots SELECT {FIRST} - 29 * 288 + n * 288 * 30 / {ROWS}, {OWNED}, 'm' || (n % 7), '', 1, 1 FROM numbers",
    f"INSERT INTO usage_times SELECT {FIRST} - 29 * 288 + n * 288 * 30 / {ROWS}, {OWNED}, 'm' || (n % 7), 'wait', n % 90, 1 FROM numbers",
    f"INSERT INTO charges SELECT 't' || n, 0, {OWNED}, 'm', 'paid', 25000, 'USD', n * {DAY_MS * 30 // ROWS} FROM numbers",
    f"INSERT INTO accounts SELECT 'a' || n, 'name ' || n, 1, n FROM numbers WHERE n < {ACCOUNTS}",
    f"INSERT INTO api_keys SELECT 'k' || n, 'a' || (n % {ACCOUNTS}), 'singapore', 'key', 'h' || n, 'sk', NULL, n, NULL, NULL, NULL FROM numbers WHERE n < 20000",
)
DAY = {"region": "singapore", "first_slot": FIRST, "last_slot": LAST, "slots": 12}
MINE = {"account_id": "a7", "key_id": "", "model": "", "most": 20}
LISTS = {"account_ids": '["a7", "a8", "a9"]', "key_ids": '["k7", "k8", "k9"]'}
MONTH = {"region": "singapore", "start_ms": DAY_MS, "end_ms": 2 * DAY_MS - 1}
A_DAY, OF_ACCOUNT = ROWS // 30, ROWS // ACCOUNTS
READ = {
    "usage_counts": (DAY | MINE, OF_ACCOUNT), "usage_times": (DAY | MINE, OF_ACCOUNT),
    "usage_by_model": (DAY | MINE, OF_ACCOUNT), "times_by_model": (DAY | MINE, OF_ACCOUNT),
    "rank_usage": (DAY | MINE, OF_ACCOUNT), "times_of_keys": (DAY | MINE | LISTS, 3 * OF_ACCOUNT),
    "times_of_accounts": (DAY | MINE | LISTS, 3 * OF_ACCOUNT),
    "usage_of_all": (DAY, A_DAY), "times_of_all": (DAY, A_DAY), "rank_usage_of_all": (DAY | MINE, A_DAY),
    "bill": (MONTH | MINE, OF_ACCOUNT), "bill_by_key": (MONTH | MINE, OF_ACCOUNT),
    "bill_of_all": (MONTH, A_DAY), "rank_bills": (MONTH | MINE, A_DAY),
    "first_charge": (MINE, 1), "first_charge_of_all": ({}, 1),
    "ledger_page": ({**MINE, **MONTH, "after_ms": 0, "after_task": "", "after_image": -1}, OF_ACCOUNT),
    "newest_keys": (DAY | MINE, 10), "keys_among": (LISTS, 3), "accounts_among": (LISTS, 3),
    "accounts_after": (MINE | {"name": "name 5"}, 20), "list_keys_of": (MINE, 10),
}  # fmt: skip
"""Statement, what it is asked, and how many rows it sums or returns."""
BIG = ("usage_slots", "usage_times", "charges", "api_keys", "accounts")


async def test_sqlite_searches_by_an_index_and_scans_no_table(tmp_path):
    opened = SqliteDatabase(tmp_path / "store.sqlite3")
    await migrate(opened)
    numbers = (
        f"WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {ROWS - 1})"
    )
    bad = [f"{statement}: {steps}" for statement in READ if (steps := scanned(opened, statement))]
    for sql in FILL:
        into, _, select = sql.partition(" SELECT ")
        await opened.write(lambda tx, sql=f"{into} {numbers} SELECT {select}": tx.script(sql))
    await opened.write(lambda tx: tx.script("ANALYZE"))
    bad += [f"analysed, {statement}: {steps}" for statement in READ if (steps := scanned(opened, statement))]
    await opened.close()
    assert bad == []


def scanned(database: SqliteDatabase, statement: str) -> list[str]:
    """The steps of a plan that read a whole table or, for one account, other accounts' rows."""
    sql, asked = find_sql(f"accounts/{statement}", "sqlite"), READ[statement][0]
    told = database._reader.file.execute(f"EXPLAIN QUERY PLAN {sql}", asked)
    steps = [row["detail"] for row in told]
    of_one = "account_id = :account_id" in sql
    found = [one for one in steps if of_one and one.startswith("SEARCH") and "USING INDEX" in one]
    if any("account_id=?" not in one for one in found if " a " not in one and "accounts" not in one):
        return found
    return [one for one in steps if re.match(f"SCAN ({'|'.join(BIG)}|[ck])\\b(?!.*USING)", one)]


def rows_read(plan: dict) -> int:
    """Rows that the leaves of a plan took from their tables, those that a filter left out among them."""
    if "Plans" in plan and not plan["Node Type"].startswith("Bitmap Heap"):
        own = 0 if "Relation Name" not in plan else _of(plan)
        return own + sum(map(rows_read, plan["Plans"]))
    return _of(plan) if "Relation Name" in plan else 0


def _of(plan: dict) -> int:
    removed = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
    return round((plan["Actual Rows"] + removed) * plan["Actual Loops"])


async def test_postgres_reads_what_it_sums_with_either_kind_of_plan(postgres_server):
    opened = await PostgresDatabase.connect(postgres_server.new_database())
    await migrate(opened)
    for sql in FILL:
        source = f"generate_series(CAST(0 AS bigint), {ROWS - 1}) AS numbers (n)"
        await opened.write(
            lambda tx, sql=sql, source=source: tx.script(sql.replace("FROM numbers", f"FROM {source}"))
        )
    too_many = []
    async with opened.pool.acquire() as link:
        for table in BIG:
            await link.execute(f"VACUUM ANALYZE {table}")
        for mode in ("force_custom_plan", "force_generic_plan"):
            await link.execute(f"SET plan_cache_mode = {mode}")
            for statement, (asked, summed) in READ.items():
                sql, names = find_numbered(f"accounts/{statement}")
                values = [asked[name] for name in names]
                returned = len(await link.fetch(sql, *values))
                told = await link.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *values)
                read = rows_read(json.loads(told)[0]["Plan"])
                if read > max(summed, returned) * 1.2 + 100 and read > 10 * returned + 100:
                    too_many.append(
                        f"{mode} {statement}: {read} rows read, {returned} returned, {summed} summed"
                    )
    await opened.close()
    assert too_many == []
