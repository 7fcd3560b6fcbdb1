"""The free images of a new account: how many are left, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass

from wanstudio.accounts.billing import Tariff, free_until
from wanstudio.database.connection import Connection, Database, Row


@dataclass(frozen=True, slots=True)
class FreeQuota:
    """One model's free images. `ends_at` is milliseconds since 1970."""

    model: str
    granted: int
    left: int
    ends_at: int


async def read_free_quotas(
    database: Database, account_id: str, region: str, tariffs: Mapping[str, Tariff]
) -> list[FreeQuota]:
    """What is left of each model's free images, in the order of `tariffs`; nothing once their time is over."""

    async def work(tx: Connection) -> list[Row]:
        return await tx.rows("accounts/free_used", account_id=account_id, region=region)

    rows = await database.read(work)
    if not rows:
        return []
    opened_at, used = rows[0]["created_at"], {row["model"]: row["used"] for row in rows}
    now, quotas = database.now_ms(), []
    for model, tariff in tariffs.items():
        ends_at = free_until(opened_at, tariff)
        left = max(0, tariff.free_images - used.get(model, 0)) if now <= ends_at else 0
        quotas.append(FreeQuota(model, tariff.free_images, left, ends_at))
    return quotas
