"""The seam of storage: finished pictures by key. A key is a relative path such as `a/b/c.png`."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple, Protocol

_PICTURE = re.compile(r"r/([0-9]{10})/[0-9a-f]{2}/([^/]+)/[0-9]+(?:\.([0-9]+-[0-9a-f]{32}))?/[^/]+\.png")


class ObjectStore(Protocol):
    """Holds whole objects only: a reader sees all of an object's bytes or none.

    Every store refuses a key that `checked` refuses, raises `UploadFailed` when it cannot write
    and `StoreUnavailable` when it cannot read.
    """

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


class BadKey(ValueError):
    """The key is not a plain relative path: a mistake of the caller, or an attack."""


def checked(key: str) -> str:
    """Return `key` if every part of it is a plain visible name, else raise `BadKey`.

    Names that begin with a dot are refused too: `..` climbs out, and a store may keep unfinished
    work under hidden names.
    """
    parts = key.split("/")
    if not all(part and part[0] != "." and part.isprintable() and "\\" not in part for part in parts):
        raise BadKey(f"not a key: {key!r}")
    return key


class PictureKey(NamedTuple):
    """Which task a picture is of, and the hour that it was stored in, by the database's clock.

    `digest` is what `digest_of` its bytes was; empty in keys of an earlier release.
    """

    task_id: str
    hour: str
    digest: str


def read_key(key: str) -> PictureKey | None:
    """What `object_key` made this key of; None if it did not: nothing else in the store is ours to delete."""
    found = _PICTURE.fullmatch(key)
    return PictureKey(found[2], found[1], found[3] or "") if found else None


def hour_of(moment_ms: int) -> str:
    """The hour of a moment as it stands in keys: hours sort as texts."""
    return datetime.fromtimestamp(moment_ms / 1000, UTC).strftime("%Y%m%d%H")


def digest_of(data: bytes) -> str:
    """Size and hash of a picture, as they stand in its key."""
    return f"{len(data)}-{sha256(data).hexdigest()[:32]}"


def object_key(task_id: str, attempt: int, index: int, moment_ms: int, digest: str) -> str:
    """Where image `index` of this attempt lies; `digest` is that of its bytes.

    The hour comes first so that a sweep finds old pictures together, then a shard so that no folder
    grows large. The digest is recorded with the outcome so, and in every signed link. The attempt keeps a worker that lost its lease from overwriting the winner, and the
    last part is unique among all tasks because customers name their files after it.
    """
    shard = sha256(task_id.encode()).hexdigest()[:2]
    return f"r/{hour_of(moment_ms)}/{shard}/{task_id}/{attempt}.{digest}/{task_id}-{index}.png"
