"""What the fleet store promises beyond the shared suite: a primary that is one no longer."""

import asyncio
import traceback

import asyncpg
import pytest

from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.errors import StoreUnavailable
from wanstudio.telemetry.redaction import masked


async def _write(tx) -> None:
    await tx.row("storage/keep_secret", name="a", value="b")


async def test_a_store_that_only_reads_is_away_and_is_connected_to_anew(postgres_server):
    """As after a failover: the links that are held lead to a server that takes no more writes."""
    url = postgres_server.new_database()
    operator = await asyncpg.connect(url)
    name = await operator.fetchval("SELECT current_database()")
    first = await PostgresDatabase.connect(url)
    await migrate(first)
    await first.close()

    await operator.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    database = await PostgresDatabase.connect(url)
    await operator.execute("SET default_transaction_read_only = off")
    await operator.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    with pytest.raises(StoreUnavailable):
        await database.write(_write)
    await database.write(_write)
    await database.close()
    await operator.close()


async def test_a_connection_begins_with_nothing_that_a_pooler_refuses():
    """PgBouncer lets in four parameters of its own knowledge beside user and database, and no other."""
    seen: asyncio.Future[list[bytes]] = asyncio.get_running_loop().create_future()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            size = int.from_bytes(await reader.readexactly(4), "big")
            head, *rest = (await reader.readexactly(size - 4)).split(b"\0", 1)
            if head[:4] == (80877103).to_bytes(4, "big") or not rest:
                writer.write(b"N")
                continue
            body = (head + b"\0" + rest[0])[4:]
            seen.set_result(body.rstrip(b"\0").split(b"\0")[::2])
            writer.close()
            return

    pooler = await asyncio.start_server(listen, "127.0.0.1", 0)
    port = pooler.sockets[0].getsockname()[1]
    with pytest.raises(StoreUnavailable):
        await PostgresDatabase.connect(f"postgresql://somebody@127.0.0.1:{port}/store")
    pooler.close()
    known = {b"user", b"database", b"client_encoding", b"application_name", b"datestyle", b"timezone"}
    assert {name.lower() for name in seen.result()} <= known


async def test_a_row_that_the_server_refuses_is_not_for_the_log(postgres_server):
    database = await PostgresDatabase.connect(postgres_server.new_database())
    try:
        await database.write(
            lambda tx: tx.script("CREATE TABLE asked (prompt TEXT CHECK (length(prompt) < 3))")
        )
        refused = "INSERT INTO asked VALUES ('somebody''s\nprompt')"
        with pytest.raises(asyncpg.CheckViolationError) as raised:
            await database.write(lambda tx: tx.script(refused))
    finally:
        await database.close()
    told = "".join(traceback.format_exception(raised.value))
    assert "prompt)" in told, "else nothing need be masked"
    shown = masked(told)
    assert "somebody" not in shown
    assert "prompt)" not in shown
    assert "asked_prompt_check" in shown
