"""Finds accounts and keys among ten thousand: by part of a name, by ids, a page after the other."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

import msgspec

from wanstudio.database.connection import Connection, Database, Row

T = TypeVar("T")
_PAGE = 500
LONGEST_SEARCH = 64
"""Characters of a search that count; names of users and keys are no longer."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account by its id and name."""

    account_id: str
    name: str


@dataclass(frozen=True, slots=True)
class KeyName:
    """What people call a key, and whose it is."""

    key_id: str
    account_id: str
    account: str
    name: str
    hint: str


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """The first of what was found, and how many were found in all."""

    first: list[T]
    total: int

    @property
    def more(self) -> int:
        """How many are not among the first."""
        return self.total - len(self.first)


def part_of_name(text: str) -> dict[str, str]:
    """A search as statements take it: upper and lower case are one, and no character has a meaning of its own."""
    exact = text.strip()[:LONGEST_SEARCH]
    part = exact.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return {"exact": exact, "pattern": f"%{part}%"}


def as_json(ids: Iterable[str]) -> str:
    """Ids as statements take a list of them."""
    return msgspec.json.encode(sorted(set(ids))).decode()


async def search_accounts(database: Database, text: str, most: int) -> Found[Account]:
    """Accounts with this text in their name or id: one that is called so first, the others by name."""
    rows = await database.read_long(
        lambda tx: tx.rows("accounts/search_accounts", most=most, **part_of_name(text))
    )
    return Found([_account(row) for row in rows], rows[0]["found"] if rows else 0)


async def find_account(database: Database, account_id: str) -> Account | None:
    """The account of this id."""
    row = await database.read(lambda tx: tx.row("accounts/find_account_by_id", account_id=account_id))
    return _account(row) if row else None


async def find_account_called(database: Database, name: str) -> Account | None:
    """The account of this name."""
    row = await database.read(lambda tx: tx.row("accounts/find_account", name=name))
    return _account(row) if row else None


async def account_pages(database: Database) -> AsyncIterator[list[Account]]:
    """Every account by name, some hundred at a time."""
    last = Account("", "")
    while True:
        rows = await database.read_long(partial(_page, last))
        if not rows:
            return
        yield [_account(row) for row in rows]
        last = _account(rows[-1])


async def _page(last: Account, tx: Connection) -> list[Row]:
    after = {"account_id": last.account_id, "name": last.name}
    return await tx.rows("accounts/accounts_after", most=_PAGE, **after)


async def name_accounts(database: Database, account_ids: Iterable[str]) -> dict[str, str]:
    """The names of these accounts, by their ids."""
    ids = as_json(account_ids)
    rows = await database.read_long(lambda tx: tx.rows("accounts/accounts_among", account_ids=ids))
    return {row["account_id"]: row["name"] for row in rows}


async def name_keys(database: Database, key_ids: Iterable[str]) -> dict[str, KeyName]:
    """What these keys are called, by their ids; ids of no key are not among them."""
    ids = as_json(key_ids)
    rows = await database.read_long(lambda tx: tx.rows("accounts/keys_among", key_ids=ids))
    return {row["key_id"]: KeyName(**dict(row)) for row in rows}


def _account(row: Row) -> Account:
    return Account(row["account_id"], row["name"])
