"""The key that stands for the console in usage and bill: one an account and region, and nobody holds its secret."""

import hashlib
import secrets

from wanstudio.accounts.api_keys import Caller
from wanstudio.accounts.sessions import Session
from wanstudio.database.connection import Connection, Database

PREFIX = "console-"


def console_key_of(session: Session) -> Caller:
    """The caller as whom a signed-in user asks for pictures."""
    place = f"{session.account_id}/{session.region}"
    key_id = PREFIX + hashlib.sha256(place.encode()).hexdigest()[:12]
    return Caller(session.account_id, key_id, session.region, session.weight)


async def open_console_key(database: Database, session: Session) -> Caller:
    """The same, written down among the keys."""
    caller = console_key_of(session)
    unheld = hashlib.sha256(secrets.token_bytes(32)).hexdigest()

    async def work(tx: Connection) -> None:
        await tx.row(
            "accounts/keep_console_key",
            key_id=caller.key_id,
            account_id=caller.account_id,
            region=caller.region,
            secret_hash=unheld,
        )

    await database.write(work)
    return caller
