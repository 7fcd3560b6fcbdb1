"""Verdicts are counted in the store, once, whatever the store is and even if it is away for a moment."""

from contextlib import suppress

import pytest

from wanstudio.errors import DataInspectionFailed, StoreUnavailable
from wanstudio.moderation.inspection import Inspection
from wanstudio.moderation.moderator import ModeratorDown
from wanstudio.moderation.words import WordModerator


class Away:
    """A store that cannot be reached."""

    async def write(self, work):
        raise StoreUnavailable


class Deaf:
    """A text moderator that never answers."""

    name = "deaf"

    def is_quick(self, text):
        return False

    async def look(self, text):
        raise ModeratorDown("no answer")

    async def close(self):
        pass


async def counts(database):
    rows = await database.read(lambda tx: tx.rows("moderation/looks"))
    return {(row["moderator"], row["verdict"]): row["looks"] for row in rows}


async def test_verdicts_add_up_in_the_store(database):
    inspection = Inspection((WordModerator(), Deaf()), when_down="allow")
    for prompt in ("a nude", "a red car", "cocaine", "a chapel"):
        with suppress(DataInspectionFailed):
            await inspection.check_prompt(prompt)
    with pytest.raises(StoreUnavailable):
        await inspection.flush(Away())
    await inspection.flush(database)
    await inspection.flush(database)
    assert await counts(database) == {("words", "refused"): 2, ("deaf", "down, let through"): 2}
    await inspection.check_prompt("a red car")
    await inspection.flush(database)
    assert (await counts(database))["deaf", "down, let through"] == 3


async def test_without_moderators_everything_passes():
    await Inspection().check_prompt("a nude")
