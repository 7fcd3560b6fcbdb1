"""The embedded model `sketch`: where its weights lie, and which of its tiers stands behind which model."""

from pathlib import Path

from wanstudio.catalog.models import MODELS
from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.families.sketch.declaration import TierName, read_properties
from wanstudio.settings import Settings

PACKAGED = Path(__file__).parent / "sketch"
_SWIFT = {"flash", "turbo"}


def weights_folder(settings: Settings) -> Path:
    """Where the embedded weights are looked for."""
    return (settings.sketch_folder or PACKAGED).expanduser()


def has_weights(folder: Path) -> bool:
    """Whether anything lies there at all."""
    return (folder / "model_index.json").exists()


def tier_of(model: str) -> TierName:
    """Names that promise speed get few steps."""
    return "fast" if _SWIFT & set(model.split("-")) else "full"


def embedded_tables(settings: Settings) -> dict[str, dict[str, object]]:
    """A table of `[checkpoints]` for each model of the catalogue; CheckpointInvalid without weights.

    While there is no fast tier, all models have the full one.
    """
    folder = weights_folder(settings)
    if not has_weights(folder):
        problem = (
            "the weights of painter 'sketch' are not there; train them (`python -m sketch.train` in the source), "
            "say in sketch_folder where they lie, or take painter 'procedural' or 'diffusion'"
        )
        raise CheckpointInvalid(folder=folder, problem=problem)
    tables: dict[str, dict[str, object]] = {model.name: {"folder": str(folder)} for model in MODELS}
    if declared := read_properties(folder).tiers:
        for name, table in tables.items():
            tier = tier_of(name)
            table["tier"] = tier if tier in declared else "full"
    return tables
