"""A store whose pictures are what was stored: each key says how large the picture is, and its hash.

What is damaged or gone although it should be there is logged and counted, and nobody gets a part of it.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from typing import Literal

import structlog

from wanstudio.errors import PictureDamaged
from wanstudio.storage.objects import ObjectStore, digest_of, read_key

Fault = Literal["missing", "damaged"]
_log = structlog.get_logger(__name__)


class VerifiedStore:
    """Another store, every picture looked at when it is read. Keys of an earlier release say nothing of theirs."""

    def __init__(self, inner: ObjectStore) -> None:
        self.inner = inner
        self._faults: Counter[Fault] = Counter()

    @property
    def faults(self) -> Mapping[Fault, int]:
        """How many reads of this process found no picture, or another than was stored."""
        return {"missing": self._faults["missing"], "damaged": self._faults["damaged"]}

    async def put(self, key: str, data: bytes) -> None:
        """Store `data` under `key`."""
        await self.inner.put(key, data)

    async def get(self, key: str, *, may_be_gone: bool = False) -> bytes | None:
        """The object's bytes, or None; raises PictureDamaged if they are not those that were stored.

        A missing one that `may_be_gone`, since its time is over, is no fault.
        """
        data = await self.inner.get(key)
        told = read_key(key)
        if told is None or not told.digest:
            return data
        if data is None:
            if not may_be_gone:
                self._note("missing", key)
        elif await asyncio.to_thread(digest_of, data) != told.digest:
            self._note("damaged", key, bytes_found=len(data))
            raise PictureDamaged
        return data

    def _note(self, fault: Fault, key: str, **more: object) -> None:
        self._faults[fault] += 1
        _log.error("picture_unreadable", fault=fault, picture=key, **more)

    async def delete(self, key: str) -> None:
        """Remove the object."""
        await self.inner.delete(key)

    def older_than(self, moment_ms: int) -> AsyncIterator[str]:
        """Keys of objects last written before `moment_ms`."""
        return self.inner.older_than(moment_ms)

    async def close(self) -> None:
        """Release connections."""
        await self.inner.close()
