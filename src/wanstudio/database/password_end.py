"""When the password that opens the database ends: after that no new connection is let in."""

from datetime import UTC, datetime

from wanstudio.database.connection import Connection, Database

WARN_DAYS = 30


async def password_warning(database: Database) -> str:
    """What to do, from `WARN_DAYS` before the end on; else empty. The embedded store has no password."""
    if database.dialect == "sqlite":
        return ""

    async def read(tx: Connection) -> int | None:
        row = await tx.row("schema/password_end")
        return int(row["ends_ms"]) if row else None

    ends_ms = await database.read(read)
    if ends_ms is None or ends_ms - database.now_ms() > WARN_DAYS * 86_400_000:
        return ""
    ends = datetime.fromtimestamp(ends_ms / 1000, UTC)
    return f"The password of the database's role is valid until {ends:%Y-%m-%d %H:%M} UTC"
