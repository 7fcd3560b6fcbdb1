"""The bill: each image that succeeded is charged once, free images first."""

from dataclasses import dataclass

from wanstudio.catalog.regions import REGIONS
from wanstudio.database.connection import Connection, Database, Row

_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Tariff:
    """What an image costs here: millionths of the currency, and the free images of a new account."""

    price_micros: int
    currency: str
    free_images: int
    free_days: int


@dataclass(frozen=True, slots=True)
class Sale:
    """The images of one task that are to be charged; `image_nos` count from 0."""

    task_id: str
    account_id: str
    region: str
    key_id: str
    model: str
    image_nos: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BillLine:
    """What one model cost in one region: `kind` is `free` or `paid`."""

    region: str
    model: str
    kind: str
    currency: str
    images: int
    cost_micros: int


async def charge(tx: Connection, sale: Sale, tariff: Tariff) -> None:
    """Append one ledger row an image. Must run in the transaction that ends the task."""
    free = await _use_free(tx, sale, tariff)
    for position, image_no in enumerate(sale.image_nos):
        is_free = position < free
        await tx.row(
            "accounts/charge",
            task_id=sale.task_id,
            image_no=image_no,
            account_id=sale.account_id,
            region=sale.region,
            key_id=sale.key_id,
            model=sale.model,
            kind="free" if is_free else "paid",
            price_micros=0 if is_free else tariff.price_micros,
            currency=tariff.currency,
        )


def free_until(opened_at: int, tariff: Tariff) -> int:
    """When the free images of an account end that was opened then, in milliseconds."""
    return opened_at + tariff.free_days * _DAY_MS


async def _use_free(tx: Connection, sale: Sale, tariff: Tariff) -> int:
    if not sale.image_nos or not tariff.free_images:
        return 0
    age = await tx.row("accounts/account_age", account_id=sale.account_id)
    if age is None or age["age_ms"] > free_until(0, tariff):
        return 0
    place = {"account_id": sale.account_id, "region": sale.region, "model": sale.model}
    # Taking none first locks the row, so that two tasks ending together cannot share a free image.
    before = await tx.row("accounts/use_free", **place, images=0, granted=tariff.free_images)
    after = await tx.row("accounts/use_free", **place, images=len(sale.image_nos), granted=tariff.free_images)
    assert before is not None
    assert after is not None
    return int(after["used"] - before["used"])


@dataclass(frozen=True, slots=True)
class Paid:
    """What one task cost: its charged images, how many of them were free, and the sum in micros."""

    images: int
    free: int
    cost_micros: int
    currency: str


async def charged_for(database: Database, task_id: str) -> Paid | None:
    """What was charged for a task; None if nothing was."""
    row = await database.read(lambda tx: tx.row("accounts/charged_for", task_id=task_id))
    if row is None or not row["images"]:
        return None
    return Paid(int(row["images"]), int(row["free"]), int(row["cost_micros"]), str(row["currency"]))


async def read_bill(
    database: Database, *, account_id: str | None, start_ms: int, end_ms: int
) -> list[BillLine]:
    """What was charged between two moments, for one account or (None) all of them."""

    async def work(tx: Connection) -> list[Row]:
        span = {"start_ms": start_ms, "end_ms": end_ms}
        if account_id is not None:
            return await tx.rows("accounts/bill", account_id=account_id, **span)
        bills = [await tx.rows("accounts/bill_of_all", region=region.name, **span) for region in REGIONS]
        return [row for bill in bills for row in bill]

    return [
        BillLine(**{**dict(row), "images": int(row["images"]), "cost_micros": int(row["cost_micros"])})
        for row in await database.read_long(work)
    ]
