"""Fetches one file of a hub byte for byte: goes on where an earlier process was killed, and checks the hash."""

import asyncio
import errno
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

import httpx

from wanstudio.errors import PullFailed
from wanstudio.model_store.hub_client import HubClient, Interruption, Patience
from wanstudio.model_store.listing import HubFile

_BLOCK = 1 << 20
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class PartialFile:
    """The beginning of a file on disk, and the hash of it. `have` counts its bytes."""

    def __init__(self, path: Path, file: HubFile) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        # Unbuffered: what came before a kill is on disk, or in the system's hands.
        self._out = path.open("ab+", buffering=0)
        self._hash = new_hash(file)
        self.have = 0

    def read_present(self) -> None:
        """Hash what an earlier process left; what is longer than the file is dropped."""
        self._out.seek(0)
        while block := self._out.read(_BLOCK):
            self._hash.update(block)
            self.have += len(block)
        if self.have > self._file.size:
            self.restart()

    def append(self, block: bytes) -> None:
        """Write and hash one more block."""
        rest = memoryview(block)
        while rest:
            rest = rest[self._out.write(rest) :]
        self._hash.update(block)
        self.have += len(block)

    def restart(self) -> None:
        """Drop everything."""
        self._out.truncate(0)
        self._hash = new_hash(self._file)
        self.have = 0

    @property
    def is_right(self) -> bool:
        """Whether the hash of what is there is the one that the hub states."""
        return self.have == self._file.size and self._hash.hexdigest() == self._file.digest

    def close(self) -> None:
        """Have everything on disk."""
        os.fsync(self._out.fileno())
        self._out.close()


def new_hash(file: HubFile) -> "hashlib._Hash":
    """The hash that the hub states for a file; git's begins with the size."""
    if file.algorithm == "sha256":
        return hashlib.sha256()
    return hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)


def has_digest_of(path: Path, file: HubFile) -> bool:
    """Whether a file on disk is the one that the hub states. Reads all of it."""
    try:
        if path.stat().st_size != file.size:
            return False
        found = new_hash(file)
        with path.open("rb") as content:
            while block := content.read(_BLOCK):
                found.update(block)
    except OSError:
        return False
    return found.hexdigest() == file.digest


async def download(
    client: HubClient, url: str, file: HubFile, path: Path, count: Callable[[int], None]
) -> None:
    """Have the file at `path`, whole and right; PullFailed otherwise, with nothing wrong left there.

    `count` is told how many bytes came, or by a negative number how many had to be dropped.
    """
    partial = PartialFile(path, file)
    try:
        await asyncio.to_thread(partial.read_present)
        count(partial.have)
        for _ in range(2):
            await _fill(client, url, file, partial, count)
            if partial.is_right:
                return
            count(-partial.have)
            partial.restart()
        problem = f"what arrives as {path.name} is twice not what the hub's {file.algorithm} states"
        raise PullFailed(model=client.repository, problem=problem)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise PullFailed(model=client.repository, problem="the disk is full; what arrived is kept") from error
    finally:
        await asyncio.to_thread(partial.close)


async def _fill(
    client: HubClient, url: str, file: HubFile, partial: PartialFile, count: Callable[[int], None]
) -> None:
    """Append until the size is reached, however often the connection breaks."""
    patience = Patience(client)
    while partial.have < file.size:
        before = partial.have
        try:
            await _receive(client, url, file, partial, count)
            if partial.have < file.size:
                raise httpx.ReadError("the connection ended early")
        except Interruption as error:
            if partial.have > before:
                patience.reset()
            await patience.wait(error)


async def _receive(
    client: HubClient, url: str, file: HubFile, partial: PartialFile, count: Callable[[int], None]
) -> None:
    headers = {"Range": f"bytes={partial.have}-"} if partial.have else {}
    async with client.stream(url, headers) as response:
        if partial.have and not _goes_on_at(response, partial.have):
            # The server knows no ranges, or has another file by now.
            count(-partial.have)
            partial.restart()
            if response.status_code != 200:
                return
        # As it comes: blocks of a given size would be lost with the connection that breaks.
        async for block in response.aiter_raw():
            if partial.have + len(block) > file.size:
                count(-partial.have)
                partial.restart()
                problem = f"what arrives as {url.rpartition('/')[2]} is longer than the {file.size} bytes that the hub states"
                raise PullFailed(model=client.repository, problem=problem)
            partial.append(block)
            count(len(block))


def _goes_on_at(response: httpx.Response, have: int) -> bool:
    told = _RANGE.fullmatch(response.headers.get("content-range", ""))
    return response.status_code == 206 and told is not None and int(told[1]) == have
