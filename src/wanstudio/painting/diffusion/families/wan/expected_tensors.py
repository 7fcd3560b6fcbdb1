"""Names and shapes of the tensors that each component must have, told by its configuration alone. Needs no torch.

Tests compare them with what diffusers and transformers build.
"""

from collections.abc import Iterator, Mapping
from math import prod
from typing import Any

from wanstudio.painting.diffusion.families.wan.expected_autoencoder import autoencoder_tensors

Shape = tuple[int, ...]
Tensors = Iterator[tuple[str, Shape]]

SAME = {"encoder.embed_tokens.weight": "shared.weight"}
"""Names of one tensor: a file has either or both."""
IGNORED: Mapping[str, tuple[str, ...]] = {
    "transformer": ("norm_added_q",),
    "text_encoder": ("decoder.", "lm_head."),
    "vae": (),
}
"""What a component may have beside: the libraries leave it out on purpose. Parts of names."""


def expected_tensors(component: str, config: Mapping[str, Any]) -> dict[str, Shape]:
    """What a component of this configuration consists of. Raises TypeError, ValueError or LookupError for odd figures."""
    tensors = {"transformer": _transformer, "vae": autoencoder_tensors, "text_encoder": _text_encoder}
    return dict(tensors[component](config))


def _linear(name: str, out: int, wide: int) -> Tensors:
    yield f"{name}.weight", (out, wide)
    yield f"{name}.bias", (out,)


def _transformer(config: Mapping[str, Any]) -> Tensors:
    width = config.get("num_attention_heads", 40) * config.get("attention_head_dim", 128)
    patch = tuple(config.get("patch_size", (1, 2, 2)))
    yield "scale_shift_table", (1, 2, width)
    yield "patch_embedding.weight", (width, config.get("in_channels", 16), *patch)
    yield "patch_embedding.bias", (width,)
    embedder = "condition_embedder"
    yield from _linear(f"{embedder}.time_embedder.linear_1", width, config.get("freq_dim", 256))
    yield from _linear(f"{embedder}.time_embedder.linear_2", width, width)
    yield from _linear(f"{embedder}.time_proj", 6 * width, width)
    yield from _linear(f"{embedder}.text_embedder.linear_1", width, config.get("text_dim", 4096))
    yield from _linear(f"{embedder}.text_embedder.linear_2", width, width)
    for number in range(config.get("num_layers", 40)):
        yield from _transformer_block(f"blocks.{number}", width, config)
    yield from _linear("proj_out", prod(patch) * (config.get("out_channels") or 16), width)


def _transformer_block(name: str, width: int, config: Mapping[str, Any]) -> Tensors:
    wide = config.get("ffn_dim", 13824)
    yield f"{name}.scale_shift_table", (1, 6, width)
    for attention in ("attn1", "attn2"):
        for layer in ("to_q", "to_k", "to_v", "to_out.0"):
            yield from _linear(f"{name}.{attention}.{layer}", width, width)
        yield f"{name}.{attention}.norm_q.weight", (width,)
        yield f"{name}.{attention}.norm_k.weight", (width,)
    if config.get("cross_attn_norm", True):
        yield f"{name}.norm2.weight", (width,)
        yield f"{name}.norm2.bias", (width,)
    yield from _linear(f"{name}.ffn.net.0.proj", wide, width)
    yield from _linear(f"{name}.ffn.net.2", width, wide)


def _text_encoder(config: Mapping[str, Any]) -> Tensors:
    width, heads, wide = config.get("d_model", 512), config.get("num_heads", 6), config.get("d_ff", 1024)
    inner = heads * config.get("d_kv", 64)
    yield "shared.weight", (config.get("vocab_size", 250112), width)
    gated = str(config.get("feed_forward_proj", "gated-gelu")).startswith("gated-")
    for number in range(config.get("num_layers", 8)):
        first, second = (f"encoder.block.{number}.layer.{layer}" for layer in (0, 1))
        for letter in "qkv":
            yield f"{first}.SelfAttention.{letter}.weight", (inner, width)
        yield f"{first}.SelfAttention.o.weight", (width, inner)
        buckets = config.get("relative_attention_num_buckets", 32)
        yield f"{first}.SelfAttention.relative_attention_bias.weight", (buckets, heads)
        yield f"{first}.layer_norm.weight", (width,)
        for layer in ("wi_0", "wi_1") if gated else ("wi",):
            yield f"{second}.DenseReluDense.{layer}.weight", (wide, width)
        yield f"{second}.DenseReluDense.wo.weight", (width, wide)
        yield f"{second}.layer_norm.weight", (width,)
    yield "encoder.final_layer_norm.weight", (width,)
