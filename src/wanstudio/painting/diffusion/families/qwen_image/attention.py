"""Attention of text and image to each other, for each sample alone and over its own text."""

from typing import Any

import torch
from torch import Tensor

from wanstudio.painting.diffusion.dot_product import attend
from wanstudio.painting.diffusion.sample_attention import ValidLengths, rotate


class JointAttention:
    """The attention processor of each block: one for all, so that the lengths of the texts are read once a forward."""

    def __init__(self) -> None:
        self._lengths = ValidLengths()

    def __call__(
        self,
        attn: Any,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor,
        encoder_hidden_states_mask: Tensor | None = None,
        image_rotary_emb: tuple[Tensor, Tensor] | None = None,
        **_: object,
    ) -> tuple[Tensor, Tensor]:
        image_places, text_places = image_rotary_emb or (None, None)
        image = _seen_by(
            hidden_states,
            attn.heads,
            (attn.to_q, attn.to_k, attn.to_v),
            (attn.norm_q, attn.norm_k),
            image_places,
        )
        text = _seen_by(
            encoder_hidden_states,
            attn.heads,
            (attn.add_q_proj, attn.add_k_proj, attn.add_v_proj),
            (attn.norm_added_q, attn.norm_added_k),
            text_places,
        )
        lengths = self._lengths.of(encoder_hidden_states_mask, encoder_hidden_states)
        of_image = hidden_states.new_empty(image[2].flatten(2).shape)
        of_text = hidden_states.new_zeros(text[2].flatten(2).shape)
        for number, length in enumerate(lengths):
            joint = (
                torch.cat([one[number, :length], other[number]]).transpose(0, 1).unsqueeze(0)
                for one, other in zip(text, image, strict=True)
            )
            shown = attend(*joint)[0]
            of_text[number, :length], of_image[number] = shown[:length], shown[length:]
        return attn.to_out[0](of_image), attn.to_add_out(of_text)


def _seen_by(
    hidden: Tensor, heads: int, layers: tuple[Any, Any, Any], norms: tuple[Any, Any], places: Tensor | None
) -> tuple[Tensor, Tensor, Tensor]:
    """Query, key and value of one stream. [B, S, heads, width] each."""
    query, key, value = (layer(hidden).unflatten(-1, (heads, -1)) for layer in layers)
    query, key = (
        each if norm is None else norm(each) for each, norm in zip((query, key), norms, strict=True)
    )
    if places is not None:
        query, key = (rotate(each, places.unsqueeze(0)) for each in (query, key))
    return query, key, value
