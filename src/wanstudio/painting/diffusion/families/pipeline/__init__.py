"""Every other text-to-image pipeline that was tried: its own `__call__`, one step a turn."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wanstudio.painting.diffusion.families.pipeline.kinds import KINDS
from wanstudio.painting.diffusion.families.pipeline.spec import PipelineSpec, read_spec

if TYPE_CHECKING:
    import torch

    from wanstudio.painting.diffusion.families.pipeline.model import PipelineModel


class PipelineFamily:
    """Folders of the pipelines in `kinds.py`."""

    name = "pipeline"

    def serves(self, model_index: Mapping[str, object]) -> bool:
        """Whether it is one of those that were tried."""
        return model_index.get("_class_name") in KINDS

    def read(self, folder: Path, table: Mapping[str, object]) -> PipelineSpec:
        """Look over a folder and its table; CheckpointInvalid or SettingsInvalid."""
        return read_spec(folder, table)

    def load(self, spec: PipelineSpec, device: "torch.device") -> "PipelineModel":
        """Load the weights; CheckpointInvalid says what cannot be used."""
        from wanstudio.painting.diffusion.families.pipeline.model import load_model  # noqa: PLC0415

        return load_model(spec, device)


FAMILY = PipelineFamily()
