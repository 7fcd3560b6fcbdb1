"""Who is signed in to the console: a random token in a cookie, its hash in the store."""

import hashlib
import secrets
from dataclasses import dataclass

from wanstudio.accounts.submit_rate import admit
from wanstudio.accounts.users import Role, User
from wanstudio.database.connection import Connection, Database
from wanstudio.errors import SignInTooOften

_RATE = "sign-in"
# Five tries at once, then one in fifteen seconds, from one address; for one name from anywhere, twenty at once.
_BY_ADDRESS = (15_000.0, 5)
_BY_NAME = (5_000.0, 20)


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


async def admit_try(database: Database, address: str, name: str | None) -> None:
    """Count one try to sign in; `name` is None where there is no such user. Raises SignInTooOften."""

    async def work(tx: Connection) -> int | None:
        waits = [await admit(tx, _place_of_address(address), *_BY_ADDRESS)]
        if name is not None:
            waits.append(await admit(tx, _place_of_name(name), *_BY_NAME))
        return max((wait for wait in waits if wait is not None), default=None)

    wait = await database.write(work)
    if wait is not None:
        raise SignInTooOften(retry_after=wait, seconds=wait)


def _place_of_address(address: str) -> tuple[str, str, str]:
    return "from", _RATE, address


def _place_of_name(name: str) -> tuple[str, str, str]:
    return "for", _RATE, name


async def open_session(database: Database, user: User, address: str, region: str, lifetime_ms: int) -> str:
    """Sign a user in; the token for their cookie, which exists nowhere else.

    Their tries before this one, and others from their address, no longer count.
    """
    token = secrets.token_urlsafe(32)

    async def work(tx: Connection) -> None:
        await tx.row("accounts/forget_sessions")
        await tx.row("accounts/forget_tries")
        for whose, _, what in (_place_of_address(address), _place_of_name(user.name)):
            await tx.row("accounts/forgive_tries", account_id=whose, model=what)
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
