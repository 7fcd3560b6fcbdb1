"""What the fleet store promises beyond the shared suite: a primary that is one no longer."""

import asyncpg
import pytest

from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.errors import StoreUnavailable


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
