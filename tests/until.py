"""Waits for what happens beside a test."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable


async def until(condition: Callable[[], bool | Awaitable[bool]], seconds: float = 20) -> None:
    """Return when `condition` holds; TimeoutError if it does not within `seconds`."""
    for _ in range(int(seconds * 50)):
        found = condition()
        if await found if inspect.isawaitable(found) else found:
            return
        await asyncio.sleep(0.02)
    raise TimeoutError
