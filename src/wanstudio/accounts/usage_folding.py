"""Old usage made small: slots of five minutes become hours after two days."""

from wanstudio.accounts.usage import SLOT_MS, SLOTS_AN_HOUR
from wanstudio.database.connection import Connection, Database

_FINE_MS = 2 * 86_400_000


async def fold_usage(database: Database) -> int:
    """Fold every hour that ended more than two days ago into one slot each; returns how many hours.

    An hour is one transaction, so that nothing else waits long; sums stay what they were.
    """
    folded = 0
    while await _fold_oldest(database):
        folded += 1
    return folded


async def _fold_oldest(database: Database) -> bool:
    before = (database.now_ms() - _FINE_MS) // SLOT_MS // SLOTS_AN_HOUR * SLOTS_AN_HOUR
    # A read first: once an hour is folded, all servers but one find nothing to write.
    if await database.read(lambda tx: _oldest_hour(tx, before)) is None:
        return False

    async def work(tx: Connection) -> bool:
        # Two servers that summed the same rows would count them twice.
        await tx.row("accounts/lock_folding")
        hour = await _oldest_hour(tx, before)
        if hour is None:
            return False
        span = {"hour": hour, "next_hour": hour + SLOTS_AN_HOUR}
        for step in ("fold_counts", "drop_counts", "fold_times", "drop_times"):
            await tx.row(f"accounts/{step}", **span)
        return True

    return await database.write(work)


async def _oldest_hour(tx: Connection, before: int) -> int | None:
    """The first slot of the oldest hour that is still in slots, if it lies before that slot."""
    row = await tx.row("accounts/oldest_slot")
    assert row is not None
    slot = row["slot"]
    return None if slot is None or slot >= before else slot // SLOTS_AN_HOUR * SLOTS_AN_HOUR
