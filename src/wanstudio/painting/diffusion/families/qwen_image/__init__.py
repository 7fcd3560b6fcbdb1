"""The Qwen-Image family: Qwen-Image and Qwen-Image-2512."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wanstudio.painting.diffusion.families.qwen_image.spec import read_spec
from wanstudio.painting.diffusion.flow_spec import FlowSpec

if TYPE_CHECKING:
    import torch

    from wanstudio.painting.diffusion.families.qwen_image.model import QwenImageModel


class QwenImageFamily:
    """Folders of a QwenImagePipeline."""

    name = "qwen-image"

    def serves(self, model_index: Mapping[str, object]) -> bool:
        """Whether it is a QwenImagePipeline."""
        return model_index.get("_class_name") == "QwenImagePipeline"

    def read(self, folder: Path, table: Mapping[str, object]) -> FlowSpec:
        """Look over a folder and its table; CheckpointInvalid or SettingsInvalid."""
        return read_spec(folder, table)

    def load(self, spec: FlowSpec, device: "torch.device") -> "QwenImageModel":
        """Load the weights; CheckpointInvalid says what cannot be used."""
        from wanstudio.painting.diffusion.families.qwen_image.model import load_model  # noqa: PLC0415

        return load_model(spec, device)


FAMILY = QwenImageFamily()
