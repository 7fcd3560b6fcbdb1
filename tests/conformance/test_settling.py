"""A finished picture is not thrown away because the store refused or failed to write its end (both stores)."""

import asyncio

from tests.conformance.webhook_house import claim_one, submit_one

from wanstudio.database.connection import Database
from wanstudio.settling import settle
from wanstudio.tasks.ledger import find_any_task
from wanstudio.tasks.lifecycle import Painted, State, conclude

PAINTED = conclude((Painted("2026/picture.png", 7),))


async def _refuse_to_succeed(database: Database) -> None:
    """From now on the store takes no end of a task with pictures, as by a CHECK that a release got wrong."""
    sql = {
        "sqlite": "CREATE TRIGGER refuse BEFORE UPDATE ON tasks WHEN NEW.state = 3 "
        "BEGIN SELECT RAISE(ABORT, 'refused by a test'); END",
        "postgres": "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'refused by a test'; END $$; "
        "CREATE TRIGGER refuse BEFORE UPDATE ON tasks FOR EACH ROW WHEN (NEW.state = 3) EXECUTE FUNCTION refuse()",
    }
    await database.write(lambda tx: tx.script(sql[database.dialect]))


async def _accept_again(database: Database) -> None:
    sql = {"sqlite": "DROP TRIGGER refuse", "postgres": "DROP FUNCTION refuse CASCADE"}
    await database.write(lambda tx: tx.script(sql[database.dialect]))


async def test_an_ending_that_is_refused_once_is_tried_again_as_it_was(house):
    desk = await house.at()
    caller = await house.new_caller(desk)
    task_id = await submit_one(desk, caller)
    task = await claim_one(desk)
    await _refuse_to_succeed(desk.database)
    settling = asyncio.create_task(settle(house.atelier(desk), task, PAINTED))
    await asyncio.sleep(0.3)
    await _accept_again(desk.database)
    assert await settling
    found = await find_any_task(desk.database, task_id)
    assert (found.state, found.painted, found.settle_error) == (State.SUCCEEDED, PAINTED.outcomes, None)


async def test_what_the_store_never_takes_is_given_back_with_a_mark_and_fails_in_the_end(house):
    desk = await house.at()
    caller = await house.new_caller(desk)
    task_id = await submit_one(desk, caller)
    atelier = house.atelier(desk)
    await _refuse_to_succeed(desk.database)
    for state in (State.READY, State.READY, State.FAILED):
        assert not await settle(atelier, await claim_one(desk), PAINTED)
        found = await find_any_task(desk.database, task_id)
        assert found.state == state
        assert "refused by a test" in found.settle_error
    assert found.code == "InternalError"
    await _accept_again(desk.database)
    await submit_one(desk, caller)
    assert await settle(atelier, await claim_one(desk), PAINTED), "nobody else is held up"
