"""Fetches checkpoints from a model hub, once, into folders of our own. Needs no torch."""

import structlog
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.checkpoints import Checkpoint

# Never a pickle: what is not fetched cannot be loaded by mistake.
_WANTED = ["*.json", "*.safetensors", "*.model", "*.txt"]
_log = structlog.get_logger(__name__)


def fetch(checkpoint: Checkpoint) -> None:
    """Download a hub's checkpoint into its folder unless it lies there whole; CheckpointInvalid if that fails.

    The folder gets its name at the end, so that one that exists is complete. `HF_ENDPOINT` and `HF_TOKEN`
    name another hub and a token, as everywhere.
    """
    if checkpoint.hub is None or checkpoint.folder.exists():
        return
    partial = checkpoint.folder.with_name(f"{checkpoint.folder.name}.part")
    _log.info("checkpoint_fetched", hub=checkpoint.hub, into=str(checkpoint.folder))
    try:
        snapshot_download(checkpoint.hub, local_dir=partial, allow_patterns=_WANTED)
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        problem = f"cannot be fetched from the hub: {error}"
        raise CheckpointInvalid(folder=checkpoint.hub, problem=problem) from error
    partial.rename(checkpoint.folder)
