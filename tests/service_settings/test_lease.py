"""A lease that is set to be shorter costs no living worker its tasks."""

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

from tests.atelier import open_studio

from wanstudio.painting.painter import Canvas, Pixels, Standing
from wanstudio.rescue import Rescue
from wanstudio.service_settings.definitions import named_setting
from wanstudio.service_settings.store import set_value
from wanstudio.tasks.lifecycle import State
from wanstudio.worker import Worker

LEASE_SECONDS = 4.0


class Held:
    """Paints once it is let go."""

    name, easels = "held", 1

    def __init__(self, painter) -> None:
        self.painter = painter
        self.let_go = threading.Event()

    def paint(self, canvas: Canvas, watch=None) -> Pixels:
        self.let_go.wait(60)
        return self.painter.paint(canvas, watch)

    def standing(self) -> Standing:
        return Standing(self.name, "cpu")


async def test_a_worker_renews_as_often_as_a_shorter_lease_needs(tmp_path: Path):
    async with open_studio(tmp_path, lease_seconds=40.0) as studio:
        desk, held = studio.desk, Held(studio.atelier.painter)
        worker = Worker(replace(studio.atelier, painter=held))
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(0.2)
        lease = named_setting("lease_seconds")
        await set_value(desk.database, lease, LEASE_SECONDS, who="ada")
        await desk.settings_cache.refresh()
        task_id = await studio.submit()
        rescue = Rescue(desk.database, lambda: desk.service)
        for _ in range(15):
            await rescue.sweep()
            await asyncio.sleep(LEASE_SECONDS / 10)
        found = await studio.find(task_id)
        held.let_go.set()
        worker.drain()
        await running
        assert (found.state, found.attempt) == (State.RUNNING, 1)
        assert (await studio.find(task_id)).state == State.SUCCEEDED
