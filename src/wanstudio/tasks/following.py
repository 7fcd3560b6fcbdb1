"""Follows tasks for everybody in this process at once: one question a tick, however many look on."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import structlog

from wanstudio.database.connection import Database
from wanstudio.errors import RateQuotaExceeded
from wanstudio.tasks.progress import Standing, read_standings, watch
from wanstudio.tasks.waiters import Waiters

LOOK_SECONDS = 0.3
RENEW_SECONDS = 2.0
WATCH_MS = 6000
MOST_STREAMS = 100
"""So many tasks an account may follow at once in one process."""

_log = structlog.get_logger(__name__)


class Follower:
    """One who follows a task. `standing` is None until it is known, `over` is set when there is no more to see."""

    def __init__(self, task_id: str) -> None:
        self.task_id = task_id
        self.standing: Standing | None = None
        self.over = False
        self._news = asyncio.Event()

    def tell(self, standing: Standing | None, *, over: bool = False) -> None:
        """Let it know how the task stands, and whether that was all."""
        if (standing, over) != (self.standing, self.over):
            self.standing, self.over = standing, over
            self._news.set()

    async def wait(self, timeout_s: float) -> bool:
        """Whether there was news before the time was up."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._news.wait()
        news = self._news.is_set()
        self._news.clear()
        return news


class Following:
    """Everybody in this process who follows a task."""

    def __init__(self, database: Database, waiters: Waiters) -> None:
        self._database = database
        self._waiters = waiters
        self._followers: dict[str, set[Follower]] = {}
        self._standings: dict[str, Standing | None] = {}
        self._streams: Counter[str] = Counter()
        self._arrived = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def followed(self) -> int:
        """How many tasks are followed here just now."""
        return len(self._followers)

    def admit(self, account_id: str) -> None:
        """Raise RateQuotaExceeded if the account follows as many tasks as it may."""
        if self.room(account_id) <= 0:
            raise RateQuotaExceeded(retry_after=1)

    def room(self, account_id: str) -> int:
        """How many more tasks the account may follow."""
        return MOST_STREAMS - self._streams[account_id]

    @contextmanager
    def follow(self, account_id: str, task_id: str) -> Iterator[Follower]:
        """Follow a task as long as the block lasts."""
        follower = Follower(task_id)
        self._streams[account_id] += 1
        self._followers.setdefault(task_id, set()).add(follower)
        if self._closed:
            follower.tell(None, over=True)
        ending = asyncio.create_task(self._await_end(follower))
        self._look_soon()
        try:
            yield follower
        finally:
            ending.cancel()
            self._streams -= Counter({account_id: 1})
            self._followers[task_id].discard(follower)
            if not self._followers[task_id]:
                del self._followers[task_id]
                self._standings.pop(task_id, None)

    def close(self) -> None:
        """Let everybody go, and whoever comes later at once: the server is about to end."""
        self._closed = True
        for followers in self._followers.values():
            for follower in followers:
                follower.tell(follower.standing, over=True)

    async def _await_end(self, follower: Follower) -> None:
        """Ends are learnt sooner than steps: whoever waits for a picture waits for this."""
        await self._waiters.wait(follower.task_id)
        follower.tell(follower.standing, over=True)

    def _look_soon(self) -> None:
        self._arrived.set()
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_on())

    async def _look_on(self) -> None:
        renewed_at, clock = float("-inf"), asyncio.get_running_loop().time
        while self._followers:
            arrived = self._arrived.is_set()
            self._arrived.clear()
            try:
                if arrived or clock() - renewed_at > RENEW_SECONDS:
                    await watch(self._database, list(self._followers), lasting_ms=WATCH_MS)
                    renewed_at = clock()
                await self._look()
            except Exception as error:
                # Whatever it was: if this ended, all who follow would see nothing more.
                _log.warning("cannot_follow", error=repr(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._arrived.wait()

    async def _look(self) -> None:
        known = {task_id: self._standings.get(task_id) for task_id in self._followers}
        for task_id, standing in (await read_standings(self._database, known)).items():
            if task_id not in self._followers:
                continue
            self._standings[task_id] = standing
            for follower in self._followers[task_id]:
                # A task that is gone has no end that could be waited for.
                follower.tell(standing, over=self._closed or follower.over or standing is None)
