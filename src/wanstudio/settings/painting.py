"""What paints, and with which weights."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from msgspec import Meta

PainterName = Literal["auto", "procedural", "sketch", "diffusion"]
PAINTERS = get_args(PainterName)


@dataclass(frozen=True, kw_only=True)
class Painting:
    """What paints, and with which weights."""

    painter: Annotated[
        PainterName,
        Meta(description="What paints; `auto`: your checkpoints if any are configured, else procedural."),
    ] = "auto"
    procedural_fallback: Annotated[
        bool,
        Meta(
            description="Let the procedural painter paint for models without a checkpoint; else they are not offered."
        ),
    ] = False
    checkpoints: Annotated[
        Mapping[str, Mapping[str, Any]],
        Meta(
            description="Weights behind each model for painters `diffusion` and `sketch` (docs/howto/checkpoints.md)."
        ),
    ] = field(default_factory=dict)
    default_checkpoint: Annotated[
        str | None, Meta(description="Which of the checkpoints stands behind models that have none.")
    ] = None
    presets: Annotated[
        Path | None,
        Meta(
            description="A file with more presets, which go before those of the package (docs/howto/models.md)."
        ),
    ] = None
    sketch_folder: Annotated[
        Path | None, Meta(description="Where the weights of painter `sketch` lie; else in the package.")
    ] = None
    memory_budget_gib: Annotated[
        float,
        Meta(
            description="Most memory that checkpoints may take; 0 for four fifths of the device's, or of the container's limit.",
            ge=0,
        ),
    ] = 0.0
    engine_threads: Annotated[
        int, Meta(description="Cores that one worker's diffusion engine uses; 0 for all.", ge=0)
    ] = 0
    engine_device: Annotated[
        Literal["auto", "cpu", "cuda"], Meta(description="Where the diffusion engine computes.")
    ] = "auto"
