"""Usage of all time by model, for the metrics: kept as sums, so that nobody has to read years of slots.

A sum holds the slots up to one of some minutes ago; what came later is added to it where it is read.
"""

from wanstudio.database.connection import Connection, Database

# A slot is summed when it ended five to ten minutes ago: nobody's transaction that began in it still runs.
_OPEN_SLOTS = 2


async def move_totals_on(database: Database) -> bool:
    """Add to the sums the slots that ended since the last time; False if there were none.

    To be called before usage is folded, which moves what it finds to earlier slots. Where the store's clock went
    back into a slot that was summed already, everything is summed anew: counts are still to come there.
    """
    if await database.read(_span) is None:
        return False

    async def work(tx: Connection) -> bool:
        # Folding and another server's summing wait here for each other.
        await tx.row("accounts/lock_folding")
        span = await _span(tx)
        if span is None:
            return False
        after, through = span
        if after > through:
            await tx.row("accounts/drop_count_totals")
            await tx.row("accounts/drop_time_totals")
            after = -1
        for step in ("add_count_totals", "add_time_totals"):
            await tx.row(f"accounts/{step}", after_slot=after, through_slot=through)
        await tx.row("accounts/move_totals_on", through_slot=through)
        return True

    return await database.write(work)


async def _span(tx: Connection) -> tuple[int, int] | None:
    """After which slot, through which one there is something to sum; the second is the earlier one after the clock
    went back. None if there is nothing to do.
    """
    row = await tx.row("accounts/totals_through")
    assert row is not None
    summed, through = row["slot"], row["now_slot"] - _OPEN_SLOTS
    if summed < through or summed >= row["now_slot"]:
        return summed, through
    return None
