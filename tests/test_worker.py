"""The worker's loop on a real store: what it takes on at once, and when it gives up."""

import asyncio
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from tests.atelier import open_studio
from tests.until import until

from wanstudio.painting.painter import Canvas, Pixels, Standing
from wanstudio.tasks.lifecycle import State
from wanstudio.tasks.queue import claim
from wanstudio.tasks.takeover import release_worker
from wanstudio.worker import PainterStuck, Worker


class Watched:
    """The real painter, that notes what its worker holds each time it is asked to paint."""

    name = "watched"
    easels = 1

    def __init__(self, painter) -> None:
        self._painter, self.worker = painter, None
        self.held: list[tuple[str, int]] = []

    def paint(self, canvas: Canvas, watch=None) -> Pixels:
        self.held.append((canvas.prompt, len(self.worker._held)))
        return self._painter.paint(canvas)

    def standing(self) -> Standing:
        return self._painter.standing()


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

        await until(all_done)
        worker.drain()
        await running
        alone = {prompt: held for prompt, held in watched.held if prompt in prompts}
        assert alone == dict.fromkeys(prompts, 1)


class Hanging:
    """A painter that never comes back until it is let go."""

    name = "hanging"
    easels = 1

    def __init__(self) -> None:
        self.let_go = threading.Event()

    def paint(self, canvas: Canvas, watch=None) -> Pixels:
        self.let_go.wait(30)
        raise RuntimeError(canvas.prompt)

    def standing(self) -> Standing:
        return Standing(self.name, "cpu")


async def test_a_stuck_worker_gives_its_tasks_back_and_ends(tmp_path: Path):
    async with open_studio(tmp_path, stall_seconds=0.3, lease_seconds=0.4) as studio:
        task_id = await studio.submit()
        painter = Hanging()
        worker = Worker(replace(studio.atelier, painter=painter))
        with pytest.raises(PainterStuck):
            await asyncio.wait_for(worker.run(), 10)
        assert (await studio.find(task_id)).state == State.READY
        painter.let_go.set()


STUCK = """
import threading, wanstudio.worker
from wanstudio.cli.main import main
from wanstudio.painting.painter import Standing

class Hanging:
    name = "hanging"
    easels = 1

    def paint(self, canvas, watch):
        threading.Event().wait()

    def standing(self):
        return Standing(self.name, "cpu")

wanstudio.worker.open_painter = lambda choice: Hanging()
main()
"""


async def test_the_process_of_a_stuck_worker_really_ends(tmp_path: Path):
    async with open_studio(tmp_path) as studio:
        task_id = await studio.submit()
        limits = {"WANSTUDIO_STALL_SECONDS": "0.3", "WANSTUDIO_LEASE_SECONDS": "0.4"}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", STUCK, "work", "--data", str(tmp_path)), env={**os.environ, **limits}
        )
        assert await asyncio.wait_for(process.wait(), 20) == 1
        assert (await studio.find(task_id)).state == State.READY
