"""A read that would never end."""

import asyncio

_SQL = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


class EndlessRead:
    """Work for a database, that tells each time when its turn has come."""

    def __init__(self) -> None:
        self._loop, self._begun = asyncio.get_running_loop(), asyncio.Semaphore(0)

    async def __call__(self, tx):
        self._loop.call_soon_threadsafe(self._begun.release)
        await tx.script(_SQL)

    async def begun(self, times: int = 1) -> None:
        for _ in range(times):
            await self._begun.acquire()
