"""Pulls a model from a hub into a folder: resumable, every hash checked, whole or not there at all."""

import asyncio
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import msgspec

from wanstudio.errors import PullFailed
from wanstudio.model_store.file_download import download, has_digest_of
from wanstudio.model_store.folder_lock import hold_alone
from wanstudio.model_store.hub_access import HubAccess
from wanstudio.model_store.hub_client import PAUSES, HubClient
from wanstudio.model_store.listing import HubFile, Listing, file_url, list_repository
from wanstudio.model_store.manifest import Manifest, read_manifest, write_manifest
from wanstudio.model_store.selection import DECLARATION, INDEX, check_shards, component_patterns, select

_AT_ONCE = 4
_SPARE_BYTES = 1 << 30
_PARTIALS = ".partial"
_OF_OTHERS = ".cache"
"""What the hub's own library leaves in a folder."""
Accept = Callable[[Listing, Mapping[str, Any]], None]


class PullObserver(Protocol):
    """Is told how a pull goes, for people or for the log."""

    def wait(self) -> None:
        """Another process pulls the same model."""
        ...

    def begin(self, total: int) -> None:
        """So many bytes are needed in all."""
        ...

    def count(self, size: int) -> None:
        """So many more bytes are there; fewer, where the number is negative."""
        ...

    def retry(self, reason: str, seconds: float) -> None:
        """Something broke, and is tried again in so many seconds."""
        ...

    def arrive(self, path: str) -> None:
        """A file is there, whole and right."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """What is wanted, and where it shall lie.

    `files` are patterns of paths; without any the pipeline's index decides. `more` come beside them, `leave` never.
    """

    repository: str
    folder: Path
    revision: str | None = None
    files: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    preset: str | None = None


@dataclass(slots=True)
class _Arrival:
    """The folder that fills, and what has arrived in it."""

    client: HubClient
    listing: Listing
    folder: Path
    manifest: Manifest
    observer: PullObserver
    rest: dict[str, HubFile] = field(default_factory=dict)


async def pull(
    request: PullRequest,
    access: HubAccess,
    observer: PullObserver,
    accept: Accept,
    pauses: tuple[float, ...] = PAUSES,
) -> Manifest:
    """Have the model in its folder; PullFailed says why not, and what has arrived is kept.

    `accept` sees the listing and the pipeline's index before any weights are fetched, and may raise.
    A folder that is there already is not asked for again.
    """
    folder = request.folder
    async with hold_alone(folder, observer.wait):
        if folder.exists():
            return _check_present(request)
        if access.offline:
            problem = "it is not here, and HF_HUB_OFFLINE says that no hub is to be asked"
            raise PullFailed(model=request.repository, problem=problem)
        client = HubClient(access, request.repository, observer.retry, pauses)
        try:
            manifest = await _pull_with(client, request, observer, accept)
        finally:
            await client.close()
        partial = partial_folder(folder)
        for leftover in (_PARTIALS, _OF_OTHERS):
            shutil.rmtree(partial / leftover, ignore_errors=True)
        partial.rename(folder)
        return manifest


def partial_folder(folder: Path) -> Path:
    """Where a model lies while it is not whole."""
    return folder.with_name(f"{folder.name}.part")


def _check_present(request: PullRequest) -> Manifest:
    found = read_manifest(request.folder)
    if found is None:
        problem = f"{request.folder} is there already and was not pulled; take another name"
        raise PullFailed(model=request.repository, problem=problem)
    if found.repository != request.repository:
        problem = f"{request.folder.name} is {found.repository} already; take another name (--as)"
        raise PullFailed(model=request.repository, problem=problem)
    if request.revision not in (None, found.revision, found.commit):
        problem = f"{request.folder.name} is there at revision {found.revision}; remove it first, or take another name (--as)"
        raise PullFailed(model=request.repository, problem=problem)
    return found


async def _pull_with(
    client: HubClient, request: PullRequest, observer: PullObserver, accept: Accept
) -> Manifest:
    listing = await list_repository(client, request.revision)
    partial = partial_folder(request.folder)
    arrival = _begin(client, request, listing, partial, observer)
    present = [path for path in (INDEX, DECLARATION) if path in listing.files]
    heads = select(client.repository, listing.files, [INDEX, *present])
    await _fetch(arrival, heads)
    index = _read_json(client.repository, partial / INDEX)
    accept(listing, index)
    declared = _read_json(client.repository, partial / DECLARATION) if DECLARATION in heads else {}
    patterns = (*(request.files or component_patterns(index, declared)), *request.more)
    chosen = heads | select(client.repository, listing.files, patterns, request.leave)
    _check_disk(client.repository, chosen, partial)
    observer.begin(sum(file.size for file in chosen.values()))
    small = {
        path: file for path, file in chosen.items() if path.endswith(".index.json") and path not in heads
    }
    await _fetch(arrival, small)
    for path in small:
        check_shards(client.repository, path, _read_json(client.repository, partial / path), chosen)
    await _fetch(arrival, {path: file for path, file in chosen.items() if path not in {**heads, **small}})
    return arrival.manifest


def _begin(
    client: HubClient, request: PullRequest, listing: Listing, partial: Path, observer: PullObserver
) -> _Arrival:
    """The folder that fills; files that an earlier process finished count if the hub still states their hashes."""
    partial.mkdir(parents=True, exist_ok=True)
    before = read_manifest(partial)
    kept = before.files if before else {}
    manifest = Manifest(
        hub=client.access.name,
        repository=client.repository,
        revision=listing.revision,
        commit=listing.commit,
        license=listing.license,
        pulled_at=datetime.now(UTC).isoformat(timespec="seconds"),
        preset=request.preset,
        files={path: file for path, file in kept.items() if listing.files.get(path) == file},
    )
    return _Arrival(client, listing, partial, manifest, observer)


async def _fetch(arrival: _Arrival, files: Mapping[str, HubFile]) -> None:
    """Fetch several files at once, small ones first; the first failure ends all."""
    free = asyncio.Semaphore(_AT_ONCE)

    async def one(path: str, file: HubFile) -> None:
        async with free:
            await _fetch_one(arrival, path, file)

    ordered = sorted(files.items(), key=lambda item: item[1].size)
    tasks = [asyncio.create_task(one(path, file)) for path, file in ordered]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _fetch_one(arrival: _Arrival, path: str, file: HubFile) -> None:
    target = arrival.folder / path
    known = (
        arrival.manifest.files.get(path) == file and target.is_file() and target.stat().st_size == file.size
    )
    if known or await asyncio.to_thread(has_digest_of, target, file):
        arrival.observer.count(file.size)
    else:
        partial = _partial_file(arrival.folder, path, file)
        url = file_url(arrival.client, arrival.listing, path)
        await download(arrival.client, url, file, partial, arrival.observer.count)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.replace(target)
    arrival.manifest = msgspec.structs.replace(arrival.manifest, files={**arrival.manifest.files, path: file})
    write_manifest(arrival.folder, arrival.manifest)
    arrival.observer.arrive(path)


def _check_disk(model: str, chosen: Mapping[str, HubFile], partial: Path) -> None:
    """Refuse what the disk cannot take, before it is fetched."""
    needed = sum(file.size - _present_bytes(partial, path, file) for path, file in chosen.items())
    free = shutil.disk_usage(partial).free
    if needed and free < needed + _SPARE_BYTES:
        wanted = f"{needed:,} bytes are still to be fetched and {_SPARE_BYTES:,} must stay free"
        raise PullFailed(model=model, problem=f"{wanted}, but {partial.parent} has {free:,} bytes free")


def _partial_file(folder: Path, path: str, file: HubFile) -> Path:
    """Named after its hash too: another revision of the file does not go on with this one's bytes."""
    return folder / _PARTIALS / f"{sha256(path.encode()).hexdigest()[:16]}-{file.digest}"


def _present_bytes(partial: Path, path: str, file: HubFile) -> int:
    for place in (partial / path, _partial_file(partial, path, file)):
        if place.is_file():
            return min(place.stat().st_size, file.size)
    return 0


def _read_json(model: str, file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PullFailed(model=model, problem=f"its {file.name} is not JSON") from error
    if not isinstance(found, dict):
        raise PullFailed(model=model, problem=f"its {file.name} is not a JSON object")
    return found
