"""The Wan family: Wan 2.1, Wan 2.2 A14B with its low-noise expert, and Wan 2.2 TI2V-5B."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wanstudio.painting.diffusion.families.wan.spec import WanSpec, read_spec
from wanstudio.painting.diffusion.protocol import DECLARATION

if TYPE_CHECKING:
    import torch

    from wanstudio.painting.diffusion.families.wan.model import WanModel


class WanFamily:
    """Folders of a WanPipeline that declare nothing beside diffusers' own files."""

    name = "wan"

    def serves(self, model_index: Mapping[str, object]) -> bool:
        """Whether it is a plain WanPipeline."""
        return model_index.get("_class_name") == "WanPipeline" and DECLARATION not in model_index

    def read(self, folder: Path, table: Mapping[str, object]) -> WanSpec:
        """Look over a folder and its table; CheckpointInvalid or SettingsInvalid."""
        return read_spec(folder, table)

    def load(self, spec: WanSpec, device: "torch.device") -> "WanModel":
        """Load the weights; CheckpointInvalid says what cannot be used."""
        from wanstudio.painting.diffusion.families.wan.model import load_model  # noqa: PLC0415

        return load_model(spec, device)


FAMILY = WanFamily()
