"""Whoever frees a place reckons with the service's running limit, not with its own process's profile (both stores)."""

import asyncio
import os
import subprocess
import sys

from tests.live_server import PAINTER, run_wanstudio
from tests.service_settings.stores import StorePlace, admitted

LIMIT = 5
"""Of wan2.6-t2i under `model-studio`."""


async def _fill(store: StorePlace, tasks: int) -> list[str]:
    """More tasks than may run, in a service whose first process had the service's exact limits."""
    async with store.desk(profile="model-studio"), store.shop() as shop:
        return [await shop.submit(running_limit=LIMIT) for _ in range(tasks)]


async def test_a_cancel_at_the_command_line_keeps_the_limit(store: StorePlace):
    first, *_ = await _fill(store, 12)
    cancelled = await asyncio.to_thread(run_wanstudio, "tasks", "cancel", first, *store.flags)
    assert cancelled.returncode == 0, cancelled.stderr
    async with store.shop() as shop:
        assert await admitted(shop) == LIMIT


async def test_a_worker_without_the_profile_keeps_the_limit(store: StorePlace):
    ids = await _fill(store, 9)
    command = [sys.executable, "-m", "wanstudio", "work", *store.flags]
    most = 0
    with subprocess.Popen(command, env={**os.environ, **PAINTER}, stderr=subprocess.DEVNULL) as worker:
        try:
            async with store.shop() as shop:
                for _ in range(600):
                    most = max(most, await admitted(shop))
                    if all([(await shop.find(i)).status == "SUCCEEDED" for i in ids]):
                        break
                    await asyncio.sleep(0.02)
        finally:
            worker.terminate()
    assert most == LIMIT
    async with store.shop() as shop:
        assert [(await shop.find(i)).status for i in ids] == ["SUCCEEDED"] * len(ids)
