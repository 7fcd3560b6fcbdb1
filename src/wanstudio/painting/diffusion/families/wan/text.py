"""From a prompt to what the transformer reads; each text is encoded once, at its real length."""

import html
import importlib
import re
from importlib.util import find_spec
from typing import Any

import torch
from torch import Tensor

from wanstudio.painting.diffusion.onednn import knows
from wanstudio.painting.diffusion.text_cache import MOST_BYTES, TextCache

_HAS_FTFY = find_spec("ftfy") is not None


def clean(text: str) -> str:
    """The text as WanPipeline reads it: entities resolved, white space single, ends bare."""
    if _HAS_FTFY:
        text = importlib.import_module("ftfy").fix_text(text)
    text = html.unescape(html.unescape(text)).strip()
    return re.sub(r"\s+", " ", text).strip()


class Reader:
    """A tokenizer and encoder with the texts they read last."""

    def __init__(self, tokenizer: Any, encoder: Any, most_bytes: int = MOST_BYTES) -> None:
        self._tokenizer = tokenizer
        self._encoder = encoder
        self._cache: TextCache[tuple[str, int]] = TextCache(lambda key: self._encode(*key), most_bytes)

    def read(self, prompt: str, most: int) -> Tensor:
        """The embedding of each real token of a prompt cut to `most` tokens: [n, width]."""
        return self._cache.read((clean(prompt), most))

    def _encode(self, text: str, most: int) -> Tensor:
        tokens = self._tokenizer(
            [text], truncation=True, max_length=most, add_special_tokens=True, return_tensors="pt"
        )
        device = self._encoder.device
        answer = self._encoder(tokens.input_ids.to(device), tokens.attention_mask.to(device))
        rows: Tensor = answer.last_hidden_state[0]
        return rows


def pad(rows: Tensor, length: int) -> Tensor:
    """The rows with zeros behind them, as WanPipeline has them: [length, width]."""
    return torch.cat([rows, rows.new_zeros(length - rows.shape[0], rows.shape[1])])


def shorten(rows: Tensor, length: int) -> tuple[Tensor, Tensor | None]:
    """The rows and one row of padding, and a bias that makes it weigh as much as all `length - n` of them.

    Every row of padding has the same key and value, so attention over one with the logarithm of their
    number added is attention over all. Only float32 holds that logarithm well enough: where attention
    wants the bias in another type, texts are padded in full.
    """
    missing = length - rows.shape[0]
    if missing == 0:
        return rows, None
    if rows.dtype != torch.float32 and not knows(rows.device, rows.dtype):
        return pad(rows, length), None
    bias = rows.new_zeros(1, 1, 1, rows.shape[0] + 1, dtype=torch.float32)
    bias[..., -1] = torch.tensor(float(missing)).log()
    return pad(rows, rows.shape[0] + 1), bias
