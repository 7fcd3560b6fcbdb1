"""A table of `[checkpoints]` for a folder of the Qwen-Image family, and what it needs. Knows nothing of torch."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from wanstudio.painting.diffusion.checkpoint_table import read_table
from wanstudio.painting.diffusion.flow_spec import FlowFolder, FlowSpec, FlowTable, bytes_of, read_flow_folder

_CLASSES = {
    "transformer": ("QwenImageTransformer2DModel",),
    "vae": ("AutoencoderKLQwenImage",),
    "text_encoder": ("Qwen2_5_VLForConditionalGeneration",),
}


class QwenImageTable(FlowTable, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Guidance is the pipeline's true_cfg_scale; up to 1 there is none."""

    steps: Annotated[int, Meta(ge=1, le=1000)] = 50
    guidance: Annotated[float, Meta(ge=0, le=100)] = 4.0


def read_spec(folder: Path, table: Mapping[str, object]) -> FlowSpec:
    """Look over a table and its folder; SettingsInvalid or CheckpointInvalid."""
    told = read_table(table, QwenImageTable)
    found = read_flow_folder(folder, _CLASSES)
    found.check(_problem(found))
    return FlowSpec(
        told,
        file_bytes=bytes_of(found, told.dtype),
        size_step=2 * 2 ** len(found.configs["vae"]["temperal_downsample"]),
        guided=told.guidance > 1,
        heeds_negative_prompt=told.guidance > 1,
        folder=found,
    )


def _problem(folder: FlowFolder) -> str:
    """Which components cannot have been trained together; empty if they can."""
    transformer, vae, text = (folder.configs[name] for name in ("transformer", "vae", "text_encoder"))
    taken, cells = transformer.get("in_channels"), 4 * int(vae.get("z_dim") or 0)
    if taken != cells:
        return f"the transformer takes {taken} channels, four cells of the vae have {cells}"
    wide = _text_width(text)
    if transformer.get("joint_attention_dim") != wide:
        return f"the transformer reads texts {transformer.get('joint_attention_dim')} wide, the encoder writes {wide}"
    for name in ("guidance_embeds", "zero_cond_t", "use_additional_t_cond", "use_layer3d_rope"):
        if transformer.get(name):
            return f"the transformer has {name}, which none that paints from text alone has"
    if not isinstance(vae.get("temperal_downsample"), list):
        return "the vae does not say its temperal_downsample"
    return ""


def _text_width(text: Mapping[str, object]) -> object:
    inner = text.get("text_config")
    return inner.get("hidden_size") if isinstance(inner, Mapping) else text.get("hidden_size")
