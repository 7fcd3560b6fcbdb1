"""The server's care for its workers: it never stops caring, and its workers see its own settings."""

import asyncio
from pathlib import Path

from tests.atelier import open_studio

from wanstudio.server.supervisor import Supervisor
from wanstudio.tasks.lifecycle import State


async def _workers(supervisor: Supervisor) -> int:
    for _ in range(200):
        if supervisor.alive:
            break
        await asyncio.sleep(0.05)
    return supervisor.alive


async def test_a_worker_that_could_not_be_started_is_tried_again(tmp_path: Path, monkeypatch):
    real, refused = asyncio.create_subprocess_exec, []

    async def spawn(*command, **more):
        if not refused:
            refused.append(command)
            raise BlockingIOError("no more processes for now")
        return await real(*command, **more)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", spawn)
    async with open_studio(tmp_path, workers=1) as studio:
        supervisor = Supervisor(studio.desk)
        supervisor.start()
        assert await _workers(supervisor) == 1
        await supervisor.stop()
    assert refused


async def test_a_worker_reads_no_settings_file_of_its_own(tmp_path: Path, monkeypatch):
    (tmp_path / "wanstudio.toml").write_text('objects = "elsewhere"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WANSTUDIO_OBJECTS", raising=False)
    async with open_studio(tmp_path / "data", workers=1) as studio:
        task_id = await studio.submit()
        supervisor = Supervisor(studio.desk)
        supervisor.start()
        for _ in range(200):
            if (await studio.find(task_id)).state == State.SUCCEEDED:
                break
            await asyncio.sleep(0.05)
        await supervisor.stop()
        task = await studio.find(task_id)
        assert task.state == State.SUCCEEDED
        assert await studio.desk.objects.get(task.painted[0].key) is not None
