"""Who is signed in to the console: a random token in a cookie, its hash in the store."""

import hashlib
import secrets
from dataclasses import dataclass

from wanstudio.accounts.sign_in_rate import forgive_tries
from wanstudio.accounts.users import Role, User
from wanstudio.database.connection import Connection, Database


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in user, and what they are looking at: one account in one region."""

    token_hash: str
    csrf: str
    user_id: str
    name: str
    role: Role
    account_id: str
    account: str
    region: str
    weight: float

    @property
    def is_admin(self) -> bool:
        """Whether every account may be seen."""
        return self.role == "admin"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def open_session(database: Database, user: User, address: str, region: str, lifetime_ms: int) -> str:
    """Sign a user in; the token for their cookie, which exists nowhere else.

    Their tries before this one no longer count.
    """
    token = secrets.token_urlsafe(32)

    async def work(tx: Connection) -> None:
        await tx.row("accounts/forget_sessions")
        await forgive_tries(tx, address, user.name)
        await tx.row("accounts/note_user_seen", user_id=user.user_id)
        await tx.row(
            "accounts/open_session",
            token_hash=_hash(token),
            user_id=user.user_id,
            csrf=secrets.token_urlsafe(24),
            account_id=user.account_id,
            region=region,
            lifetime_ms=lifetime_ms,
        )

    await database.write(work)
    return token


async def find_session(database: Database, token: str) -> Session | None:
    """Whose token this is, if it is still valid."""
    row = await database.read(lambda tx: tx.row("accounts/find_session", token_hash=_hash(token)))
    if row is None:
        return None
    return Session(**{name: row[name] for name in Session.__slots__})


async def turn_session(database: Database, session: Session, account_id: str, region: str) -> bool:
    """Look at another account or region from now on; False if there is no such account."""

    async def work(tx: Connection) -> bool:
        if await tx.row("accounts/find_account_by_id", account_id=account_id) is None:
            return False
        await tx.row(
            "accounts/turn_session", token_hash=session.token_hash, account_id=account_id, region=region
        )
        return True

    return await database.write(work)


async def close_session(database: Database, session: Session) -> None:
    """Sign out."""

    async def work(tx: Connection) -> None:
        await tx.row("accounts/close_session", token_hash=session.token_hash)

    await database.write(work)
