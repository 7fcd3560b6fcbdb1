"""The hooks: at most one for each API key, set by the operator."""

from dataclasses import dataclass, field

import structlog

from wanstudio.database.connection import Connection, Database, Row
from wanstudio.errors import WebhookKeysMissing, WebhookRefused, WebhookSecretLocked
from wanstudio.settings import Settings
from wanstudio.webhooks.addresses import Unreachable, read_url, resolve
from wanstudio.webhooks.secret_keys import SecretKeys
from wanstudio.webhooks.signing import new_secret

_AT_ONCE = 2000
_log = structlog.get_logger(__name__)


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


async def set_hook(database: Database, settings: Settings, key_id: str, url: str) -> Hook:
    """From now on tell the ends of this key's tasks at `url`, with a new secret; raises WebhookRefused.

    What waits already goes there too. A hook that was switched off is on again. The store holds the secret encrypted.
    """
    try:
        await resolve(read_url(url), private=settings.webhook_private_addresses)
    except Unreachable as error:
        raise WebhookRefused(problem=str(error)) from error
    hook = Hook(key_id, url, new_secret())
    sealed, encryption_key_id = secret_keys_of(database, settings).encrypt(key_id, hook.secret)

    async def work(tx: Connection) -> None:
        if await tx.row("webhooks/find_key", key_id=key_id) is None:
            raise WebhookRefused(
                problem=f"there is no valid key with the id {key_id}; see `wanstudio keys list`"
            )
        await tx.row(
            "webhooks/set", key_id=key_id, url=url, secret=sealed, encryption_key_id=encryption_key_id
        )

    await database.write(work)
    return hook


async def remove_hook(database: Database, key_id: str) -> bool:
    """Tell nothing more, not even what waits; False if there was no hook."""

    async def forget(tx: Connection) -> int:
        return len(await tx.rows("webhooks/remove_deliveries", key_id=key_id, most=_AT_ONCE))

    removed = await database.write(lambda tx: tx.row("webhooks/remove", key_id=key_id))
    while await database.write(forget) == _AT_ONCE:
        pass
    return removed is not None


async def find_hook(tx: Connection, key_id: str, keys: SecretKeys) -> Hook | None:
    """The key's hook, switched off or not; raises WebhookSecretLocked."""
    row = await tx.row("webhooks/find", key_id=key_id)
    if row is None:
        return None
    return Hook(row["key_id"], row["url"], keys.decrypt(key_id, row["secret"], row["encryption_key_id"]))


def secret_keys_of(database: Database, settings: Settings) -> SecretKeys:
    """The keys for this store: with PostgreSQL other machines need the same ones."""
    return SecretKeys(settings, shared=database.dialect == "postgres")


async def encrypt_secrets(database: Database, settings: Settings) -> int:
    """Encrypt every secret with the newest key: those in the clear, from before, and those of older keys.

    Several servers may do so at once. Returns how many secrets this one has encrypted; what it cannot is logged.
    """
    keys = secret_keys_of(database, settings)

    async def read(tx: Connection) -> list[Row]:
        return await tx.rows("webhooks/secrets")

    rows = await database.read(read)
    try:
        outdated = [row for row in rows if row["encryption_key_id"] != keys.newest_id]
    except WebhookKeysMissing as error:
        clear = sum(row["encryption_key_id"] is None for row in rows)
        _log.warning("webhook_secrets_in_the_clear", webhooks=clear, error=str(error))
        return 0

    async def replace(tx: Connection) -> int:
        return sum([await _encrypt_again(tx, row, keys) for row in outdated])

    done = await database.write(replace) if outdated else 0
    if done:
        await database.read(lambda tx: tx.row("webhooks/overwrite"))
    return done


async def _encrypt_again(tx: Connection, row: Row, keys: SecretKeys) -> bool:
    try:
        secret = keys.decrypt(row["key_id"], row["secret"], row["encryption_key_id"])
    except WebhookSecretLocked as error:
        _log.error("webhook_secret_locked", error=str(error))
        return False
    sealed, encryption_key_id = keys.encrypt(row["key_id"], secret)
    values = {"key_id": row["key_id"], "secret": sealed, "encryption_key_id": encryption_key_id}
    return await tx.row("webhooks/replace_secret", read=row["secret"], **values) is not None


async def list_hooks(database: Database) -> list[HookLine]:
    """Every hook, the oldest first."""

    async def work(tx: Connection) -> list[Row]:
        return await tx.rows("webhooks/list")

    return [HookLine(**dict(row)) for row in await database.read_long(work)]
