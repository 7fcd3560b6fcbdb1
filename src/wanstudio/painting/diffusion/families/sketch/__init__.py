"""Folders of a WanPipeline that declare, in `wanstudio.json`, how they were trained and how to paint with them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wanstudio.painting.diffusion.families.sketch.spec import DeclaredSpec, read_spec
from wanstudio.painting.diffusion.protocol import DECLARATION

if TYPE_CHECKING:
    import torch

    from wanstudio.painting.diffusion.families.sketch.model import DeclaredModel


class SketchFamily:
    """Everything that only the small trained model needs; built in until it has a package of its own."""

    name = "sketch"

    def serves(self, model_index: Mapping[str, object]) -> bool:
        """Whether it is a WanPipeline that declares something."""
        return model_index.get("_class_name") == "WanPipeline" and DECLARATION in model_index

    def read(self, folder: Path, table: Mapping[str, object]) -> DeclaredSpec:
        """Look over a folder and its table; CheckpointInvalid or SettingsInvalid."""
        return read_spec(folder, table)

    def load(self, spec: DeclaredSpec, device: "torch.device") -> "DeclaredModel":
        """Load the weights; CheckpointInvalid says what cannot be used."""
        from wanstudio.painting.diffusion.families.sketch.model import load_model  # noqa: PLC0415

        return load_model(spec, device)


FAMILY = SketchFamily()
