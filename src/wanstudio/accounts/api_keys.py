"""API keys: made once, kept as a hash, named, revocable; and the short-lived keys made from them."""

import hashlib
import math
import secrets
import uuid
from dataclasses import dataclass, field

from wanstudio.database.connection import Connection, Database, Row
from wanstudio.errors import InvalidApiKey, KeyLimitReached, RateQuotaExceeded

_SECRET_BYTES = 32
# With each new one: they get fewer although nobody waits long.
_DROPPED_AT_ONCE = 200
MOST_KEYS = 100
"""Valid keys of an account, beside the console's own and temporary ones."""
MOST_TOKENS = 10_000
"""Valid temporary keys of one key."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. `weight` is the account's share of the painters beside others.

    `until` is when a temporary key ends, in milliseconds since 1970.
    """

    account_id: str
    key_id: str
    region: str
    weight: float = 1.0
    until: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made. `secret` exists nowhere else: only its hash is stored."""

    key_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class Token:
    """A temporary key, valid until `expires_at` (seconds since 1970)."""

    secret: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as it may be listed. Times are milliseconds since 1970."""

    key_id: str
    account: str
    region: str
    name: str
    hint: str
    created_at: int
    revoked_at: int | None
    last_used_at: int | None


def _hash(secret: str) -> str:
    # A key has 256 random bits: a plain hash cannot be searched, and looking it up stays cheap.
    return hashlib.sha256(secret.encode()).hexdigest()


def _hint(secret: str) -> str:
    return f"{secret[:6]}...{secret[-4:]}"


async def find_caller(database: Database, secret: str, region: str) -> Caller:
    """Who holds this key; InvalidApiKey if it is unknown, revoked, expired or of another region."""

    async def work(tx: Connection) -> Row | None:
        return await tx.row("accounts/find_key", secret_hash=_hash(secret))

    row = await database.read(work)
    if row is None or row["region"] != region:
        raise InvalidApiKey
    return Caller(
        row["account_id"], row["parent_id"] or row["key_id"], region, row["weight"], row["expires_at"]
    )


async def open_account(tx: Connection, name: str) -> str:
    """The id of the account of this name, which is opened if there is none."""
    await tx.row("accounts/add_account", account_id=uuid.uuid4().hex[:16], name=name)
    row = await tx.row("accounts/find_account", name=name)
    assert row is not None
    return str(row["account_id"])


async def issue_key(
    database: Database, account: str, region: str, name: str, *, secret: str | None = None
) -> NewKey:
    """Make a key for the account called `account`, which is opened if it does not exist.

    A `secret` that everybody knows is for stores that hold nothing worth guarding. Raises KeyLimitReached.
    """
    key = NewKey(uuid.uuid4().hex[:12], secret or f"sk-{secrets.token_hex(_SECRET_BYTES)}")

    async def work(tx: Connection) -> None:
        account_id = await open_account(tx, account)
        await _check_limit(tx, account_id)
        await _add(tx, key, account_id, region, name, parent_id=None, lifetime_ms=None)

    await database.write(work)
    return key


async def _check_limit(tx: Connection, account_id: str) -> None:
    """Raise KeyLimitReached if the account has all the keys that it may have."""
    # Keys that are made at once wait here for each other.
    await tx.row("accounts/lock_account", account_id=account_id)
    row = await tx.row("accounts/count_keys", account_id=account_id)
    assert row is not None
    if row["keys"] >= MOST_KEYS:
        raise KeyLimitReached(most=MOST_KEYS)


async def issue_token(database: Database, caller: Caller, seconds: int) -> Token:
    """Make a temporary key with the rights of the caller's own; it dies with that key.

    One made by a temporary key ends no later than that: who holds it cannot prolong it. Raises RateQuotaExceeded
    for a key that has too many of them.
    """
    key = NewKey(uuid.uuid4().hex[:12], f"st-{secrets.token_hex(_SECRET_BYTES)}")

    async def work(tx: Connection) -> int:
        await tx.row("accounts/drop_expired_keys", most=_DROPPED_AT_ONCE)
        crowded = await tx.row("accounts/tokens_end", key_id=caller.key_id, skipped=MOST_TOKENS - 1)
        if crowded is not None:
            raise RateQuotaExceeded(retry_after=max(1, math.ceil(crowded["left_ms"] / 1000)))
        return await _add(
            tx,
            key,
            caller.account_id,
            caller.region,
            "temporary",
            parent_id=caller.key_id,
            lifetime_ms=seconds * 1000,
            latest=caller.until,
        )

    return Token(key.secret, await database.write(work) // 1000)


async def _add(
    tx: Connection,
    key: NewKey,
    account_id: str,
    region: str,
    name: str,
    *,
    parent_id: str | None,
    lifetime_ms: int | None,
    latest: int | None = None,
) -> int:
    row = await tx.row(
        "accounts/add_key",
        key_id=key.key_id,
        account_id=account_id,
        region=region,
        name=name,
        secret_hash=_hash(key.secret),
        hint=_hint(key.secret),
        parent_id=parent_id,
        lifetime_ms=lifetime_ms,
        latest=latest,
    )
    assert row is not None
    return row["expires_at"] or 0


async def list_keys(database: Database, account_id: str | None = None) -> list[KeyRow]:
    """Every key ever made, of one account or (None) all; revoked ones too, temporary ones not."""

    async def work(tx: Connection) -> list[Row]:
        if account_id is None:
            return await tx.rows("accounts/list_keys")
        return await tx.rows("accounts/list_keys_of", account_id=account_id)

    return [KeyRow(**dict(row)) for row in await database.read_long(work)]


async def newest_keys(
    database: Database, account_id: str, region: str, most: int
) -> tuple[list[KeyRow], int]:
    """An account's keys of a region, valid ones first, the newest of each first; and how many there are in all."""

    async def work(tx: Connection) -> list[Row]:
        return await tx.rows("accounts/newest_keys", account_id=account_id, region=region, most=most)

    rows = await database.read(work)
    keys = [KeyRow(**{name: row[name] for name in KeyRow.__slots__}) for row in rows]
    return keys, rows[0]["found"] if rows else 0


async def has_keys(database: Database, region: str) -> bool:
    """Whether any key was ever made in a region."""
    return await database.read(lambda tx: tx.row("accounts/any_key", region=region)) is not None


async def revoke_key(database: Database, key_id: str, account_id: str | None = None) -> bool:
    """Revoke a key, and with it the temporary keys made from it; False if there is none to revoke.

    With `account_id` only a key of that account.
    """

    async def work(tx: Connection) -> bool:
        return await tx.row("accounts/revoke_key", key_id=key_id, account_id=account_id) is not None

    return await database.write(work)


async def note_uses(database: Database, used_at: dict[str, int]) -> None:
    """Record when keys were last used: milliseconds since 1970 by key id."""

    async def work(tx: Connection) -> None:
        for key_id in sorted(used_at):
            await tx.row("accounts/note_use", key_id=key_id, used_at=used_at[key_id])

    await database.write(work)
