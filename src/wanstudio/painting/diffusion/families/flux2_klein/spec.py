"""A table of `[checkpoints]` for a folder of the FLUX.2 klein family, and what it needs. Knows nothing of torch."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from wanstudio.painting.diffusion.checkpoint_table import read_table
from wanstudio.painting.diffusion.flow_spec import FlowFolder, FlowSpec, FlowTable, bytes_of, read_flow_folder

READ_LAYERS = (9, 18, 27)
"""After which layers of the text encoder its rows are read."""
_CLASSES = {
    "transformer": ("Flux2Transformer2DModel",),
    "vae": ("AutoencoderKLFlux2",),
    "text_encoder": ("Qwen3ForCausalLM", "Qwen3Model"),
}


class Flux2KleinTable(FlowTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Defaults are those of the distilled models, which have no guidance; up to 1 there is none."""

    steps: Annotated[int, Meta(ge=1, le=1000)] = 4
    guidance: Annotated[float, Meta(ge=0, le=100)] = 1.0


def read_spec(folder: Path, table: Mapping[str, object]) -> FlowSpec:
    """Look over a table and its folder; SettingsInvalid or CheckpointInvalid."""
    told = read_table(table, Flux2KleinTable)
    found = read_flow_folder(folder, _CLASSES)
    found.check(_problem(found))
    return FlowSpec(
        told,
        file_bytes=bytes_of(found, told.dtype),
        size_step=2 ** len(found.configs["vae"]["block_out_channels"]),
        guided=told.guidance > 1 and not found.index.get("is_distilled", False),
        # The second half of its guidance always reads an empty text.
        heeds_negative_prompt=False,
        folder=found,
    )


def _problem(folder: FlowFolder) -> str:
    """Which components cannot have been trained together; empty if they can."""
    transformer, vae, text = (folder.configs[name] for name in ("transformer", "vae", "text_encoder"))
    taken, cells = transformer.get("in_channels"), 4 * int(vae.get("latent_channels") or 0)
    if taken != cells:
        return f"the transformer takes {taken} channels, four cells of the vae have {cells}"
    wide = len(READ_LAYERS) * int(text.get("hidden_size") or 0)
    if transformer.get("joint_attention_dim") != wide:
        return f"the transformer reads texts {transformer.get('joint_attention_dim')} wide, the encoder writes {wide}"
    if transformer.get("guidance_embeds", True):
        return "the transformer wants the guidance itself, which klein does not"
    if int(text.get("num_hidden_layers") or 0) < READ_LAYERS[-1]:
        return f"the text encoder has {text.get('num_hidden_layers')} layers, and {READ_LAYERS[-1]} are read"
    if folder.configs["scheduler"].get("use_flow_sigmas"):
        return "the scheduler has sigmas of its own"
    return ""
