"""Telling customers that their tasks have ended: announced with the end, sent until it was received."""

import asyncio
from collections import Counter

import structlog

from wanstudio.database.connection import Connection, Database
from wanstudio.errors import StoreUnavailable
from wanstudio.settings import Settings
from wanstudio.tasks.lifecycle import Task
from wanstudio.webhooks import deliveries
from wanstudio.webhooks.deliveries import Delivery, State
from wanstudio.webhooks.events import Finished, describe_test
from wanstudio.webhooks.hooks import find_hook, secret_keys_of
from wanstudio.webhooks.postman import Answer, Postman

_TICK_SECONDS = 0.25
_MOST_AT_ONCE = 64
_MOST_OF_ONE = 8
_SETTLING_MS = 20_000
_log = structlog.get_logger(__name__)


async def announce(tx: Connection, task: Task) -> None:
    """Have the end of this task told, in the transaction that ended it: a crash loses both or neither."""
    assert task.ended_at is not None
    finished = Finished(
        task_id=task.task_id,
        key_id=task.key_id,
        region=task.region,
        model=task.model,
        route=task.route,
        request_id=task.request_id,
        status=task.status,
        began_at=task.scheduled_at or task.submitted_at,
        ended_at=task.ended_at,
    )
    await deliveries.announce(tx, finished)


class Courier:
    """Sends what is due, several at once: one slow receiver holds up no other.

    Of one hook only some are sent at once, and only one while its receiver fails.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._keys = secret_keys_of(database, settings)
        self._locked: set[str] = set()
        self._postman = Postman(settings)
        self._lease_ms = int(settings.webhook_seconds * 1000) + _SETTLING_MS
        self._sending: dict[asyncio.Task[None], str] = {}
        self._failing: set[str] = set()

    async def deliver(self) -> None:
        """Send until nothing is due that is ours to send. What is begun goes on after this returns."""
        while await self._begin() and self._sending:
            await asyncio.wait(self._sending, timeout=_TICK_SECONDS, return_when=asyncio.FIRST_COMPLETED)

    async def finish(self) -> None:
        """Wait until everything begun has been settled."""
        while self._sending:
            await asyncio.wait(self._sending)

    async def close(self) -> None:
        """Break off what is being sent; it is due again when its lease has run out."""
        for begun in self._sending:
            begun.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)
        await self._postman.close()

    async def _begin(self) -> bool:
        """Begin to send what there is room for; whether anything was due."""
        due = await deliveries.due_keys(self._database)
        room = self._room(due)
        if not room:
            return bool(due)
        claimed = await deliveries.claim_due(self._database, room, self._keys, lease_ms=self._lease_ms)
        self._log_locked({str(error) for error in claimed.locked})
        for delivery in claimed.deliveries:
            begun = asyncio.create_task(self._bring(delivery))
            self._sending[begun] = delivery.hook.key_id
            begun.add_done_callback(self._sending.pop)
        return bool(due)

    def _log_locked(self, problems: set[str]) -> None:
        """What cannot be sent until an operator does something, once each time that it begins."""
        for problem in sorted(problems - self._locked):
            _log.error("webhook_secret_locked", error=problem)
        self._locked = problems

    def _room(self, due: list[str]) -> dict[str, int]:
        """How many more may be sent at once for each key that has something due, in this order."""
        sending = Counter(self._sending.values())
        left = _MOST_AT_ONCE - sending.total()
        room: dict[str, int] = {}
        for key_id in due:
            most = 1 if key_id in self._failing else _MOST_OF_ONE
            free = min(most - sending[key_id], left)
            if free > 0:
                room[key_id] = free
                left -= free
        return room

    async def _bring(self, delivery: Delivery) -> None:
        with structlog.contextvars.bound_contextvars(task_id=delivery.task_id):
            try:
                now_s = self._database.now_ms() // 1000
                answer = await self._postman.send(delivery.hook, delivery.event_id, delivery.body, now_s)
                await self._settle(delivery, answer)
            except StoreUnavailable:
                _log.warning("store_away_while_telling")
            except Exception as error:
                # Sent or not, it is due again when its lease has run out.
                _log.exception("telling_broke", error=type(error).__name__)

    async def _settle(self, delivery: Delivery, answer: Answer) -> None:
        told = {"key_id": delivery.hook.key_id, "tries": delivery.tries}
        if answer.received:
            self._failing.discard(delivery.hook.key_id)
            await deliveries.settle_delivered(self._database, delivery)
            _log.info("webhook_delivered", **told)
            return
        self._failing.add(delivery.hook.key_id)
        if answer.gone and await deliveries.settle_gone(self._database, delivery, answer.problem):
            _log.error("webhook_switched_off", problem=answer.problem, **told)
        else:
            state = await deliveries.settle_failed(self._database, delivery, answer.problem)
            if state == State.GIVEN_UP:
                _log.error("webhook_given_up", problem=answer.problem, **told)
            else:
                _log.warning("webhook_failed", problem=answer.problem, **told)


async def send_test(database: Database, settings: Settings, key_id: str) -> Answer | None:
    """Send one event of no task to the key's hook, once; None if it has none."""
    keys = secret_keys_of(database, settings)
    hook = await database.read(lambda tx: find_hook(tx, key_id, keys))
    if hook is None:
        return None
    event_id, body = describe_test(key_id, database.now_ms())
    postman = Postman(settings)
    try:
        return await postman.send(hook, event_id, body.encode(), database.now_ms() // 1000)
    finally:
        await postman.close()
