"""Who may sign in to the console: an administrator sees every account, a user one."""

import secrets
import uuid
from dataclasses import dataclass
from typing import Literal

from wanstudio.accounts.api_keys import open_account
from wanstudio.accounts.directory import Found, part_of_name
from wanstudio.database.connection import Connection, Database, Row
from wanstudio.errors import SetupCodeRefused, UserNameInvalid, UserNameTaken

Role = Literal["admin", "user"]
_LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in. Times are milliseconds since 1970."""

    user_id: str
    name: str
    role: Role
    account_id: str
    account: str
    created_at: int
    seen_at: int | None


async def add_user(database: Database, name: str, kept: str, role: Role, account: str) -> str:
    """Let somebody sign in; the account is opened if it is new. Returns the user's id.

    `kept` is the hashed password. Raises UserNameInvalid and UserNameTaken.
    """
    chosen = _checked(name)

    async def work(tx: Connection) -> str:
        return await _add(tx, chosen, kept, role, account)

    return await database.write(work)


async def add_first_user(database: Database, name: str, kept: str, code: str, account: str) -> str:
    """Make the first administrator, once, for whoever holds the setup code.

    `kept` is the hashed password. Raises SetupCodeRefused, also when there is a user already.
    """
    chosen = _checked(name)

    async def work(tx: Connection) -> str:
        await _check_setup_code(tx, code)
        # Of several who have read the code at once, it is taken by one.
        if await tx.row("accounts/drop_setup_code") is None:
            raise SetupCodeRefused
        return await _add(tx, chosen, kept, "admin", account)

    return await database.write(work)


async def check_setup_code(database: Database, code: str) -> None:
    """Raise SetupCodeRefused unless this code lets its holder become the first administrator."""
    await database.read(lambda tx: _check_setup_code(tx, code))


async def _check_setup_code(tx: Connection, code: str) -> None:
    row = await tx.row("accounts/find_setup_code")
    # As bytes: of text `compare_digest` takes ASCII alone.
    right = row is not None and secrets.compare_digest(str(row["value"]).encode(), code.encode())
    if not right or await tx.row("accounts/any_user"):
        raise SetupCodeRefused


async def find_setup_code(database: Database) -> str | None:
    """The code that lets its holder become the first administrator; None once there is a user."""

    async def work(tx: Connection) -> str | None:
        if await tx.row("accounts/any_user"):
            return None
        await tx.row("accounts/keep_setup_code", code=secrets.token_urlsafe(16))
        row = await tx.row("accounts/find_setup_code")
        assert row is not None
        return str(row["value"])

    return await database.write(work)


async def find_login(database: Database, name: str) -> tuple[User, str] | None:
    """The user of this name and the hash of their password."""
    row = await database.read(lambda tx: tx.row("accounts/find_user", name=name.strip()))
    return (_user(row), row["password_hash"]) if row else None


async def list_users(database: Database) -> list[User]:
    """Everybody who may sign in, by name."""
    return [_user(row) for row in await database.read_long(lambda tx: tx.rows("accounts/list_users"))]


async def search_users(database: Database, text: str, most: int) -> Found[User]:
    """Users with this text in their name or in their account's name or id, by name."""
    rows = await database.read_long(
        lambda tx: tx.rows("accounts/search_users", most=most, **part_of_name(text))
    )
    return Found([_user(row) for row in rows], rows[0]["found"] if rows else 0)


async def set_password(database: Database, name: str, kept: str) -> bool:
    """Give a user a new, hashed password and end their sessions; False if there is no such user."""

    async def work(tx: Connection) -> bool:
        row = await tx.row("accounts/set_password", name=name, password_hash=kept)
        if row is None:
            return False
        await tx.row("accounts/close_sessions_of", user_id=row["user_id"])
        return True

    return await database.write(work)


async def remove_user(database: Database, name: str) -> bool:
    """End a user's sessions and let them in no more; their account and its keys stay."""

    async def work(tx: Connection) -> bool:
        row = await tx.row("accounts/find_user", name=name)
        if row is None:
            return False
        await tx.row("accounts/close_sessions_of", user_id=row["user_id"])
        return await tx.row("accounts/remove_user", name=name) is not None

    return await database.write(work)


async def _add(tx: Connection, name: str, kept: str, role: Role, account: str) -> str:
    account_id = await open_account(tx, account)
    row = await tx.row(
        "accounts/add_user",
        user_id=uuid.uuid4().hex[:12],
        name=name,
        role=role,
        account_id=account_id,
        password_hash=kept,
    )
    if row is None:
        raise UserNameTaken(name=name)
    return str(row["user_id"])


def _checked(name: str) -> str:
    chosen = name.strip()
    if not chosen or len(chosen) > _LONGEST_NAME or not chosen.isprintable():
        raise UserNameInvalid
    return chosen


def _user(row: Row) -> User:
    return User(
        row["user_id"],
        row["name"],
        row["role"],
        row["account_id"],
        row["account"],
        row["created_at"],
        row["seen_at"],
    )
