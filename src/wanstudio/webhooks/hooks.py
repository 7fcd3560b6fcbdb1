"""The hooks: at most one for each API key, set by the operator."""

from dataclasses import dataclass, field

from wanstudio.database.connection import Connection, Database, Row
from wanstudio.errors import WebhookRefused
from wanstudio.webhooks.addresses import Unreachable, read_url, resolve
from wanstudio.webhooks.signing import new_secret


@dataclass(frozen=True, slots=True)
class Hook:
    """Where the ends of a key's tasks are told, and with which secret."""

    key_id: str
    url: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HookLine:
    """A hook as it may be listed. Times are milliseconds since 1970; the counts are of the last 24 hours."""

    key_id: str
    url: str
    created_at: int
    off_at: int | None
    waiting: int
    given_up: int
    last_state: int | None
    last_problem: str | None
    last_tried_at: int | None


async def set_hook(database: Database, key_id: str, url: str, *, private: bool) -> Hook:
    """From now on tell the ends of this key's tasks at `url`, with a new secret; raises WebhookRefused.

    What waits already goes there too. A hook that was switched off is on again.
    """
    try:
        await resolve(read_url(url), private=private)
    except Unreachable as error:
        raise WebhookRefused(problem=str(error)) from error
    hook = Hook(key_id, url, new_secret())

    async def work(tx: Connection) -> None:
        if await tx.row("webhooks/find_key", key_id=key_id) is None:
            raise WebhookRefused(
                problem=f"there is no valid key with the id {key_id}; see `wanstudio keys list`"
            )
        await tx.row("webhooks/set", key_id=key_id, url=url, secret=hook.secret)

    await database.write(work)
    return hook


async def remove_hook(database: Database, key_id: str) -> bool:
    """Tell nothing more, not even what waits; False if there was no hook."""

    async def work(tx: Connection) -> bool:
        removed = await tx.row("webhooks/remove", key_id=key_id)
        await tx.row("webhooks/remove_deliveries", key_id=key_id)
        return removed is not None

    return await database.write(work)


async def find_hook(tx: Connection, key_id: str) -> Hook | None:
    """The key's hook, switched off or not."""
    row = await tx.row("webhooks/find", key_id=key_id)
    return Hook(row["key_id"], row["url"], row["secret"]) if row else None


async def list_hooks(database: Database) -> list[HookLine]:
    """Every hook, the oldest first."""

    async def work(tx: Connection) -> list[Row]:
        return await tx.rows("webhooks/list")

    return [HookLine(**dict(row)) for row in await database.read(work)]
