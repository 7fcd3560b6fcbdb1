"""How a worker stores pictures: it waits for a store that is away, and tells when it takes nothing."""

import asyncio
import time
import uuid
from collections.abc import Callable
from contextlib import suppress

import structlog

from wanstudio.errors import ServiceError, UploadFailed
from wanstudio.storage.objects import ObjectStore, digest_of, object_key

PATIENCE_SECONDS = 60.0
"""How long a picture is tried to be stored."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
# As much as a small picture: on a full disk a few bytes would still find room.
_PROBE_BYTES = 65_536
_PROBLEM = "Pictures cannot be stored now; this worker claims nothing until they can."
_log = structlog.get_logger(__name__)


class PicturesAway(Exception):
    """For a whole minute the store took neither the picture nor a probe of its size: the picture is not at fault."""


class Uploads:
    """The pictures that one worker stores. Until a first probe has been stored nothing is known of the store."""

    def __init__(
        self, objects: ObjectStore, now_ms: Callable[[], int], patience_s: float = PATIENCE_SECONDS
    ) -> None:
        """`now_ms` is the database's clock, `patience_s` how long a picture is tried."""
        self._objects, self._now_ms, self._patience = objects, now_ms, patience_s
        self._away = asyncio.Event()
        self._away.set()
        self._probe_bytes = _PROBE_BYTES

    @property
    def problem(self) -> str:
        """Why nothing that is painted now could be stored; empty if the last upload succeeded."""
        return _PROBLEM if self._away.is_set() else ""

    async def put(self, key: str, data: bytes) -> None:
        """Store a picture, trying again with growing pauses.

        Raises UploadFailed if the store takes other objects of the size but not this one, PicturesAway if it takes none.
        """
        gives_up = time.monotonic() + self._patience
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._objects.put(key, data)
            except Exception as error:
                self._note_failure(key, len(data), error)
                if time.monotonic() >= gives_up:
                    if await self.probe():
                        raise UploadFailed from error
                    raise PicturesAway from error
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                self._note_success()
                return

    async def probe(self) -> bool:
        """Whether the store takes an object as large as the last that it refused.

        It is stored as a picture of no task: if this process dies here, the sweep of orphans removes it.
        """
        data = bytes(self._probe_bytes)
        key = object_key(str(uuid.uuid4()), 0, 0, self._now_ms(), digest_of(data))
        try:
            await self._objects.put(key, data)
        except Exception as error:
            _log.warning("pictures_still_away", error=repr(error))
            self._away.set()
            return False
        with suppress(ServiceError, OSError):
            await self._objects.delete(key)
        self._note_success()
        return True

    async def watch(self) -> None:
        """Probe a store that is away until it is back; for as long as the worker lives."""
        pause = _FIRST_PAUSE
        while True:
            await self._away.wait()
            pause = _FIRST_PAUSE if await self.probe() else min(2 * pause, _LONGEST_PAUSE)
            if self._away.is_set():
                await asyncio.sleep(pause)

    def _note_failure(self, key: str, size: int, error: Exception) -> None:
        _log.warning("picture_not_stored", picture=key, error=repr(error), cause=repr(error.__cause__))
        self._probe_bytes = max(_PROBE_BYTES, size)
        self._away.set()

    def _note_success(self) -> None:
        self._away.clear()
