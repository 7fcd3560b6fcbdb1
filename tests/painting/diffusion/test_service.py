"""The diffusion painter behind the whole service: several pictures in hand, progress, leaving."""

import asyncio

from tests.atelier import MODEL, open_studio

from wanstudio.fulfilment import paint
from wanstudio.painting.painter import Canvas
from wanstudio.tasks.lifecycle import State
from wanstudio.worker import Worker


def diffusion(folder, **more):
    table = {"folder": str(folder), "steps": 2, "text_tokens": 24, **more}
    return {
        "painter": "diffusion",
        "checkpoints": {"small": table},
        "default_checkpoint": "small",
        "engine_threads": 1,
        "engine_device": "cpu",
    }


async def test_a_task_of_three_is_painted_and_delivered(folders, tmp_path):
    async with open_studio(tmp_path, **diffusion(folders("sketch"))) as studio:
        await studio.submit(n=3, seed=5)
        task = await studio.work_once()
        assert task.state == State.SUCCEEDED
        assert [each.seed for each in task.painted] == [5, 6, 7]
        picture = await studio.client.get(studio.link(task))
        assert picture.content.startswith(b"\x89PNG")
        studio.atelier.painter.close()


async def test_a_worker_holds_as_many_tasks_as_its_painter_likes(folders, tmp_path):
    async with open_studio(tmp_path, **diffusion(folders("sketch"))) as studio:
        assert Worker(studio.atelier)._most == 10
        assert studio.atelier.easels._value == 8
        studio.atelier.painter.close()


async def test_a_cancelled_picture_is_given_up_by_the_engine(folders, tmp_path):
    async with open_studio(tmp_path, **diffusion(folders("sketch"), steps=900)) as studio:
        turns = []
        studio.atelier.painter._engine._turns = turns.append
        canvas = Canvas(MODEL, "a cat", "", 128, 128, 1)
        painting = asyncio.create_task(paint(studio.atelier, canvas))
        async with asyncio.timeout(20):
            while len(turns) < 5:  # noqa: ASYNC110 (a thread appends)
                await asyncio.sleep(0.02)
        moved = studio.atelier.progress.moved_at
        painting.cancel()
        await asyncio.gather(painting, return_exceptions=True)
        await asyncio.sleep(0.2)
        assert not studio.atelier.painter._engine._working
        assert moved > 0
        studio.atelier.painter.close()
