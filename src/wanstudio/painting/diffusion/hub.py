"""Fetches checkpoints from a model hub, once, into folders of our own. Needs no torch."""

import asyncio
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog

from wanstudio.errors import CheckpointInvalid, PullFailed
from wanstudio.model_store.folder_lock import hold_alone
from wanstudio.model_store.hub_access import read_access
from wanstudio.model_store.listing import Listing
from wanstudio.model_store.logged_progress import LoggedProgress
from wanstudio.model_store.presets import read_presets
from wanstudio.model_store.pull import PullRequest, partial_folder, pull
from wanstudio.painting.diffusion.checkpoints import Checkpoint
from wanstudio.painting.diffusion.registry import check_pipeline, open_checkpoint

_log = structlog.get_logger(__name__)


def fetch(checkpoint: Checkpoint) -> None:
    """Download a hub's checkpoint into its folder unless it lies there whole; CheckpointInvalid if that fails.

    Until every file of the hub is there the folder is named `.part`; the next call goes on with it.
    One process fetches, others wait for it. `HF_ENDPOINT` and `HF_TOKEN` name another hub and a token, as everywhere.
    """
    if checkpoint.hub is None:
        return
    # In a thread, for whoever calls may have an event loop of its own.
    with ThreadPoolExecutor(max_workers=1) as threads:
        threads.submit(asyncio.run, _fetch(checkpoint, checkpoint.hub)).result()


async def _fetch(checkpoint: Checkpoint, hub: str) -> None:
    folder = checkpoint.folder
    progress = LoggedProgress(hub)

    def accept(_: Listing, index: Mapping[str, Any]) -> None:
        check_pipeline(folder, index)

    async with hold_alone(folder, progress.wait):
        partial = partial_folder(folder)
        if folder.exists():
            if _is_usable(checkpoint) or partial.exists():
                return
            # An interrupted download of an earlier release, or a file is gone since.
            folder.rename(partial)
    try:
        await pull(_request(checkpoint, hub), read_access("hub", os.environ), progress, accept)
    except PullFailed as error:
        problem = f"cannot be fetched from the hub: {error.message}"
        raise CheckpointInvalid(folder=hub, problem=problem.rstrip(".")) from error


def _request(checkpoint: Checkpoint, hub: str) -> PullRequest:
    """The files of the preset that the repository belongs to, or of its index, and the transformer that is named."""
    transformer = checkpoint.table.get("transformer")
    preset = next((each for each in read_presets().values() if each.hub == hub), None)
    return PullRequest(
        repository=hub,
        folder=checkpoint.folder,
        files=preset.files if preset else (),
        more=(f"{transformer}/*",) if transformer else (),
        leave=preset.leave if preset else (),
        preset=preset.name if preset else None,
    )


def _is_usable(checkpoint: Checkpoint) -> bool:
    try:
        open_checkpoint(checkpoint)
    except CheckpointInvalid as error:
        _log.warning("checkpoint_incomplete", hub=checkpoint.hub, problem=error.message)
        return False
    return True
