"""How much of a core a text costs. Of this thread alone, so that a busy machine changes little."""

import gc
from time import thread_time

from tests.foreign_text.doors import Door


def spent_ms(door: Door, text: str, tries: int = 1) -> float:
    """The least of several tries, in milliseconds."""
    return min(_once(door, text) for _ in range(tries)) * 1000


def _once(door: Door, text: str) -> float:
    # What others have left behind is not this text's.
    gc.disable()
    try:
        started = thread_time()
        door.pass_through(text)
        return thread_time() - started
    finally:
        gc.enable()
