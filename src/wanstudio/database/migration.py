"""Brings a database from whatever schema version it has to the newest one."""

import re
from functools import cache
from importlib.resources import files

from wanstudio.database.connection import Connection, Database, Dialect
from wanstudio.errors import SchemaTooNew

_NAME = re.compile(r"(\d{4})_\w+?(?:\.(sqlite|postgres))?\.sql")


@cache
def find_migrations(dialect: Dialect) -> dict[int, str]:
    """The SQL of each schema version for a dialect, oldest first."""
    found = {}
    for file in files("wanstudio.database.migrations").iterdir():
        match = _NAME.fullmatch(file.name)
        if match and match[2] in (None, dialect):
            found[int(match[1])] = file.read_text(encoding="utf-8")
    return dict(sorted(found.items()))


async def migrate(database: Database, *, target: int | None = None) -> int:
    """Apply every missing version up to `target` (default: the newest) in one transaction.

    Safe when several processes start at once. Returns the version reached; raises SchemaTooNew
    when the database was written by a newer wanstudio.
    """
    versions = find_migrations(database.dialect)
    newest = max(versions)
    goal = newest if target is None else target

    async def step(tx: Connection) -> int:
        await tx.row("schema/lock")
        await tx.script(
            "CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT PRIMARY KEY, applied_at TEXT NOT NULL)"
        )
        row = await tx.row("schema/version")
        present = int(row["version"]) if row else 0
        if present > newest:
            raise SchemaTooNew(present=present, newest=newest)
        for version, sql in versions.items():
            if present < version <= goal:
                await tx.script(sql)
                await tx.row("schema/record_version", version=version)
                present = version
        return present

    return await database.write(step)
