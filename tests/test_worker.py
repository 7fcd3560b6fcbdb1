"""The worker's loop on a real store: what it takes on at once, and when it gives up."""

import asyncio
from dataclasses import replace
from pathlib import Path

from tests.atelier import open_studio

from wanstudio.painting.painter import Canvas, Pixels
from wanstudio.tasks.queue import claim
from wanstudio.tasks.takeover import release_worker
from wanstudio.worker import Worker


class Watched:
    """The real painter, that notes what its worker holds each time it is asked to paint."""

    name = "watched"

    def __init__(self, painter) -> None:
        self._painter, self.worker = painter, None
        self.held: list[tuple[str, int]] = []

    def paint(self, canvas: Canvas) -> Pixels:
        self.held.append((canvas.prompt, len(self.worker._held)))
        return self._painter.paint(canvas)


async def _until(condition, seconds: float = 10) -> None:
    for _ in range(int(seconds * 50)):
        if await condition():
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


async def test_what_a_dead_worker_held_is_painted_with_nothing_beside_it(tmp_path: Path):
    async with open_studio(tmp_path) as studio:
        prompts = ("a red car", "a blue house", "a green tree")
        ids = [await studio.submit(prompt, prompt_extend=False) for prompt in prompts]
        for _ in ids:
            await claim(studio.desk.database, "dead", lease_ms=60_000)
        await studio.desk.database.write(lambda tx: release_worker(tx, "dead", lambda *_: 9, crashed=True))
        ids.append(await studio.submit("a cat", prompt_extend=False))

        watched = Watched(studio.atelier.painter)
        watched.worker = worker = Worker(replace(studio.atelier, painter=watched))
        running = asyncio.create_task(worker.run())

        async def all_done() -> bool:
            return all([(await studio.find(i)).status == "SUCCEEDED" for i in ids])

        await _until(all_done)
        worker.drain()
        await running
        alone = {prompt: held for prompt, held in watched.held if prompt in prompts}
        assert alone == dict.fromkeys(prompts, 1)
