"""What a statement reads: rows and pages by PostgreSQL's own account, tables by SQLite's plan. Nothing of it stays."""

import json
import re
from dataclasses import dataclass
from typing import Any

from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.sqlite import SqliteDatabase
from wanstudio.database.statements import absent_of, find_numbered, find_sql

BIG_TABLES = frozenset(
    "tasks charges usage_slots usage_times creates webhook_deliveries api_keys accounts users sessions standings "
    "rates turns free_quotas".split()
)
"""What grows with history or with customers."""
LIVE_INDEXES = frozenset(
    "tasks_fair tasks_leased tasks_parked tasks_open tasks_open_listed webhook_deliveries_due standings_parked "
    "rates_sign_in usage_slots_fine usage_times_fine".split()
)
"""Indexes of what waits or runs just now: reading one of these whole reads no history."""


@dataclass(frozen=True)
class Cost:
    """Rows a statement looked at, returned and changed, and pages it touched."""

    read: float
    returned: float
    changed: float
    pages: int

    def is_fair(self, skipped: int) -> bool:
        """Whether it read little more than it returned, changed and skipped; a change may touch every index."""
        mine = max(self.returned, self.changed)
        pages = 10 * self.returned + 30 * self.changed + skipped / 10 + 300
        return self.read <= 10 * mine + skipped + 100 and self.pages <= pages


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", ()) for node in _nodes(child))]


def cost_of(explained: str) -> Cost:
    """From what EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) says."""
    nodes = _nodes(json.loads(explained)[0]["Plan"])
    read = sum(
        (
            node["Actual Rows"]
            + node.get("Rows Removed by Filter", 0)
            + node.get("Rows Removed by Index Recheck", 0)
        )
        * node["Actual Loops"]
        for node in nodes
        if "Relation Name" in node and "Scan" in node["Node Type"]
    )
    sources = nodes[0].get("Plans", ()) if nodes[0]["Node Type"] == "ModifyTable" else ()
    changed = sum(node["Actual Rows"] for node in sources if node["Parent Relationship"] == "Outer")
    pages = nodes[0]["Shared Hit Blocks"] + nodes[0]["Shared Read Blocks"]
    return Cost(read, nodes[0]["Actual Rows"], changed, pages)


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


async def postgres_cost(
    database: PostgresDatabase, statement: str, values: dict[str, object], *, generic: bool
) -> Cost:
    """`generic` is the plan for any values, which a connection may take once it has run a statement five times."""
    sql, names = find_numbered(statement, absent_of(statement, "postgres", values))
    explain, given = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)", [values[name] for name in names]
    async with database.pool.acquire() as link:
        change = link.transaction()
        await change.start()
        try:
            if not generic:
                return cost_of(await link.fetchval(f"{explain} {sql}", *given))
            await link.execute(f"SET LOCAL plan_cache_mode = force_generic_plan; PREPARE asked AS {sql}")
            call = f"asked({', '.join(map(_literal, given))})" if given else "asked"
            return cost_of(await link.fetchval(f"{explain} EXECUTE {call}"))
        finally:
            await change.rollback()
            await link.execute("DEALLOCATE asked") if generic else None


def plan_of(database: SqliteDatabase, statement: str, values: dict[str, object]) -> list[str]:
    """The steps that SQLite takes for a statement, in its words."""
    sql = find_sql(statement, "sqlite", absent_of(statement, "sqlite", values))
    return [row["detail"] for row in database._writer.file.execute(f"EXPLAIN QUERY PLAN {sql}", values)]


def sqlite_faults(database: SqliteDatabase, statement: str, values: dict[str, object]) -> list[str]:
    """The steps of a plan that read a big table whole, or sort what an index could give in order."""
    sql = find_sql(statement, "sqlite", absent_of(statement, "sqlite", values))
    names = {alias: table for table, alias in re.findall(r"(?:FROM|JOIN)\s+(\w+)\s+(?:AS\s+)?(\w+)", sql)}
    steps = plan_of(database, statement, values)
    return [step for step in steps if _reads_whole(step, names) or step == "USE TEMP B-TREE FOR ORDER BY"]


def _reads_whole(step: str, names: dict[str, str]) -> bool:
    scan = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
    return bool(scan) and names.get(scan[1], scan[1]) in BIG_TABLES and scan[2] not in LIVE_INDEXES
