"""The seam of storage: finished pictures by key. A key is a relative path such as `a/b/c.png`."""

from collections.abc import AsyncIterator
from typing import Protocol


class ObjectStore(Protocol):
    """Holds whole objects only: a reader sees all of an object's bytes or none."""

    async def put(self, key: str, data: bytes) -> None:
        """Store `data` under `key`, durably, before returning."""
        ...

    async def get(self, key: str) -> bytes | None:
        """The object's bytes, or None if there is no such object."""
        ...

    async def delete(self, key: str) -> None:
        """Remove the object; a missing one is no error."""
        ...

    def older_than(self, moment_ms: int) -> AsyncIterator[str]:
        """Keys of objects last written before `moment_ms` (milliseconds since 1970)."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...
