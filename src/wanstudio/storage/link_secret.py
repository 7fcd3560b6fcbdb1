"""The secret that signs image links: made once for each store, shared by all who serve from it."""

import secrets

from wanstudio.database.connection import Connection, Database


async def find_link_secret(database: Database) -> bytes:
    """The store's link-signing secret (32 bytes), made on first use."""

    async def work(tx: Connection) -> str:
        await tx.row("storage/keep_secret", name="links", value=secrets.token_hex(32))
        row = await tx.row("storage/find_secret", name="links")
        assert row is not None
        return str(row["value"])

    return bytes.fromhex(await database.write(work))
