"""A table of `[checkpoints]` for a folder of the Z-Image family, and what it needs. Knows nothing of torch."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from wanstudio.painting.diffusion.checkpoint_table import read_table
from wanstudio.painting.diffusion.flow_spec import FlowFolder, FlowSpec, FlowTable, bytes_of, read_flow_folder

_CLASSES = {
    "transformer": ("ZImageTransformer2DModel",),
    "vae": ("AutoencoderKL",),
    "text_encoder": ("Qwen3Model", "Qwen3ForCausalLM"),
}


class ZImageTable(FlowTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Defaults are those of Z-Image-Turbo. Guidance is on above 0, and counts from there: 4 is the usual 5."""

    steps: Annotated[int, Meta(ge=1, le=1000)] = 8
    guidance: Annotated[float, Meta(ge=0, le=100)] = 0.0


def read_spec(folder: Path, table: Mapping[str, object]) -> FlowSpec:
    """Look over a table and its folder; SettingsInvalid or CheckpointInvalid."""
    told = read_table(table, ZImageTable)
    found = read_flow_folder(folder, _CLASSES)
    found.check(_problem(found))
    cell = 2 ** (len(found.configs["vae"]["block_out_channels"]) - 1)
    return FlowSpec(
        told,
        file_bytes=bytes_of(found, told.dtype),
        size_step=2 * cell,
        guided=told.guidance > 0,
        heeds_negative_prompt=told.guidance > 0,
        folder=found,
    )


def _problem(folder: FlowFolder) -> str:
    """Which components cannot have been trained together; empty if they can."""
    transformer, vae, text = (folder.configs[name] for name in ("transformer", "vae", "text_encoder"))
    if transformer.get("in_channels", 16) != vae.get("latent_channels"):
        return f"the transformer takes {transformer.get('in_channels', 16)} channels, the vae {vae.get('latent_channels')}"
    if transformer.get("cap_feat_dim", 2560) != text.get("hidden_size"):
        widths = f"{transformer.get('cap_feat_dim', 2560)} wide, the encoder writes {text.get('hidden_size')}"
        return f"the transformer reads texts {widths}"
    if 2 not in transformer.get("all_patch_size", (2,)) or transformer.get("siglip_feat_dim") is not None:
        return "the transformer is none that paints from text alone in patches of two"
    if not isinstance(vae.get("block_out_channels"), list):
        return "the vae does not say its block_out_channels"
    return ""
