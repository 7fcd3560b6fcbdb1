"""How far followed tasks have come, on either store: who is told, what is written, and what is left behind."""

import pytest
from tests.shop import Shop

from wanstudio.tasks.lifecycle import State
from wanstudio.tasks.progress import (
    ImageProgress,
    forget_progress,
    read_standings,
    watch,
    watched_among,
    write_progress,
)
from wanstudio.tasks.recording import Recorder


@pytest.fixture
async def shop(database):
    return await Shop.open(database)


class Counting:
    """The database, with its writing transactions counted."""

    def __init__(self, database) -> None:
        self._database, self.writes = database, 0

    async def read(self, work):
        return await self._database.read(work)

    async def write(self, work):
        self.writes += 1
        return await self._database.write(work)


async def standing(shop, task_id, known=None):
    return (await read_standings(shop.database, {task_id: known}))[task_id]


async def begin(shop, **more):
    task_id = await shop.submit(**more)
    (task,) = await shop.claim("a")
    assert task.task_id == task_id
    return task


async def test_of_a_task_that_nobody_follows_nothing_is_written(shop):
    task = await begin(shop)
    counting = Counting(shop.database)
    recorder = Recorder(counting)
    with recorder.notes(task.task_id, task.attempt) as notes:
        for step in range(5):
            notes.step(0, step, 5)
            assert not notes.wants_preview(0)
            await recorder.write()
        assert counting.writes == 0
        await watch(shop.database, [task.task_id], lasting_ms=60_000)
        await recorder.write()
        assert counting.writes == 1
        assert notes.wants_preview(0)
        await recorder.write()
        assert counting.writes == 1, "nothing had changed"
    assert [image.step for image in (await standing(shop, task.task_id)).images] == [4]


async def test_a_worker_without_tasks_does_not_even_ask(database):
    class Untouched:
        async def read(self, work):
            raise AssertionError

    recorder = Recorder(Untouched())
    await recorder.write()


async def test_a_watch_lapses(shop):
    task = await begin(shop)
    await watch(shop.database, [task.task_id], lasting_ms=60_000)
    assert await watched_among(shop.database, [task.task_id, "another"]) == {task.task_id}
    await watch(shop.database, [task.task_id], lasting_ms=-1)
    assert await watched_among(shop.database, [task.task_id]) == set()


async def test_only_what_is_new_is_read_again(shop):
    task = await begin(shop, n=2)
    one, two = ImageProgress(0, 1, 1, 3, 9, "data:one", 1), ImageProgress(1, 1, 2, 1, 9)
    await write_progress(shop.database, [(task.task_id, one), (task.task_id, two)])
    first = await standing(shop, task.task_id)
    assert (first.state, first.attempt, first.n, first.before) == (State.RUNNING, 1, 2, None)
    assert set(first.images) == {one, two}
    further = ImageProgress(1, 1, 3, 2, 9)
    await write_progress(shop.database, [(task.task_id, further)])
    assert set((await standing(shop, task.task_id, first)).images) == {one, further}


async def test_a_worker_that_was_taken_over_overwrites_nothing(shop):
    task = await begin(shop)
    await write_progress(shop.database, [(task.task_id, ImageProgress(0, 2, 1, 1, 9))])
    await write_progress(shop.database, [(task.task_id, ImageProgress(0, 1, 50, 8, 9, "data:old", 50))])
    assert (await standing(shop, task.task_id)).images == (ImageProgress(0, 2, 1, 1, 9),)


async def test_a_new_attempt_shows_no_preview_of_the_old_one(shop):
    task = await begin(shop)
    await write_progress(shop.database, [(task.task_id, ImageProgress(0, 1, 5, 8, 9, "data:old", 5))])
    await write_progress(shop.database, [(task.task_id, ImageProgress(0, 2, 1, 0, 9))])
    assert (await standing(shop, task.task_id)).images == (ImageProgress(0, 2, 1, 0, 9),)


async def test_the_place_in_the_queue_is_that_of_fair_turns(shop):
    """Who has asked for nothing yet comes before the second task of somebody who asked earlier."""
    mine = [await shop.submit() for _ in range(3)]
    theirs = await shop.submit(caller=await shop.stranger())
    places = await read_standings(shop.database, dict.fromkeys([*mine, theirs]))
    assert sorted(places[each].before for each in (mine[0], theirs)) == [0, 1]
    assert [places[each].before for each in mine[1:]] == [2, 3]
    claimed = [(await shop.claim("a"))[0].task_id for _ in range(4)]
    assert claimed == sorted([*mine, theirs], key=lambda each: places[each].before)


async def test_parked_tasks_wait_behind_what_is_ready(shop):
    ids = [await shop.submit(running_limit=2) for _ in range(5)]
    places = await read_standings(shop.database, dict.fromkeys(ids))
    assert [places[each].before for each in ids] == [0, 1, 2, 3, 4]
    assert places[ids[4]].state == State.PARKED


async def test_a_task_in_the_hands_of_the_next_worker_is_not_queued_again(shop):
    task = await begin(shop)
    await shop.release("a")
    stands = await standing(shop, task.task_id)
    assert (stands.state, stands.attempt, stands.before) == (State.READY, 1, None)


async def test_nothing_is_left_of_tasks_that_have_ended(shop):
    ended, going = await begin(shop), await begin(shop)
    for task in (ended, going):
        await write_progress(shop.database, [(task.task_id, ImageProgress(0, 1, 1, 1, 9))])
    await write_progress(shop.database, [("never-was", ImageProgress(0, 1, 1, 1, 9))])
    await shop.settle("a", ended)
    await shop.database.write(forget_progress)

    async def left(tx):
        ids = ("never-was", ended.task_id, going.task_id)
        known = "[" + ",".join(f'["{each}",0,0]' for each in ids) + "]"
        return {row["task_id"] for row in await tx.rows("tasks/progress_since", known=known)}

    assert await shop.database.read(left) == {going.task_id}
