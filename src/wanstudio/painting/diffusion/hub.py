"""Fetches checkpoints from a model hub, once, into folders of our own. Needs no torch."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path

import structlog
from huggingface_hub import HfApi, snapshot_download

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.checkpoints import Checkpoint
from wanstudio.painting.diffusion.registry import open_checkpoint

# Never a pickle: what is not fetched cannot be loaded by mistake.
_WANTED = ["*.json", "*.safetensors", "*.model", "*.txt"]
_log = structlog.get_logger(__name__)


def fetch(checkpoint: Checkpoint) -> None:
    """Download a hub's checkpoint into its folder unless it lies there whole; CheckpointInvalid if that fails.

    Until every file of the hub is there the folder is named `.part`; the next call goes on with it.
    One process fetches, others wait for it. `HF_ENDPOINT` and `HF_TOKEN` name another hub and a token, as everywhere.
    """
    if checkpoint.hub is None:
        return
    partial = checkpoint.folder.with_name(f"{checkpoint.folder.name}.part")
    with _alone(checkpoint.folder.with_name(f"{checkpoint.folder.name}.lock")):
        if checkpoint.folder.exists():
            if _is_usable(checkpoint) or partial.exists():
                return
            # A release before this one took what an interrupted download had left for the whole.
            checkpoint.folder.rename(partial)
        _log.info("checkpoint_fetched", hub=checkpoint.hub, into=str(checkpoint.folder))
        _download(checkpoint.hub, partial)
        partial.rename(checkpoint.folder)


def _is_usable(checkpoint: Checkpoint) -> bool:
    try:
        open_checkpoint(checkpoint)
    except CheckpointInvalid as error:
        _log.warning("checkpoint_incomplete", hub=checkpoint.hub, problem=error.message)
        return False
    return True


def _download(hub: str, partial: Path) -> None:
    try:
        # Asked first: without an answer `snapshot_download` returns a folder that exists, whatever it lacks.
        listed = HfApi().model_info(hub)
        snapshot_download(hub, revision=listed.sha, local_dir=partial, allow_patterns=_WANTED)
    except Exception as error:  # the hub's client lets through the errors of several libraries
        told = str(error).strip().partition("\n")[0] or type(error).__name__
        problem = f"cannot be fetched from the hub: {told}; what was fetched so far is kept"
        raise CheckpointInvalid(folder=hub, problem=problem) from error
    names = [file.rfilename for file in listed.siblings or ()]
    wanted = [name for name in names if any(fnmatch(name, pattern) for pattern in _WANTED)]
    if lost := [name for name in wanted if not (partial / name).is_file()]:
        problem = f"cannot be fetched from the hub: {lost[0]} did not arrive; what was fetched so far is kept"
        raise CheckpointInvalid(folder=hub, problem=problem)


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Hold a lock among the processes that share the folder; the system lets go of it if this one dies."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _log.info("checkpoint_awaited", lock=str(file))
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
