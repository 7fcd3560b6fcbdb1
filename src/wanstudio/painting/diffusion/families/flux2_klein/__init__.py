"""The FLUX.2 klein family: FLUX.2-klein-4B and 9B, distilled and base."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wanstudio.painting.diffusion.families.flux2_klein.spec import read_spec
from wanstudio.painting.diffusion.flow_spec import FlowSpec

if TYPE_CHECKING:
    import torch

    from wanstudio.painting.diffusion.families.flux2_klein.model import Flux2KleinModel


class Flux2KleinFamily:
    """Folders of a Flux2KleinPipeline."""

    name = "flux2-klein"

    def serves(self, model_index: Mapping[str, object]) -> bool:
        """Whether it is a Flux2KleinPipeline."""
        return model_index.get("_class_name") == "Flux2KleinPipeline"

    def read(self, folder: Path, table: Mapping[str, object]) -> FlowSpec:
        """Look over a folder and its table; CheckpointInvalid or SettingsInvalid."""
        return read_spec(folder, table)

    def load(self, spec: FlowSpec, device: "torch.device") -> "Flux2KleinModel":
        """Load the weights; CheckpointInvalid says what cannot be used."""
        from wanstudio.painting.diffusion.families.flux2_klein.model import load_model  # noqa: PLC0415

        return load_model(spec, device)


FAMILY = Flux2KleinFamily()
