"""One component of a diffusers folder into memory: from safetensors only, and never code that lies in the folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from diffusers import ModelMixin
from torch import nn
from transformers import AutoTokenizer

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.memory import is_out_of_memory


@contextmanager
def plain_errors(folder: Path) -> Iterator[None]:
    """Turn what the libraries raise for unusable files into CheckpointInvalid; memory that ran out stays what it is."""
    try:
        yield
    except CheckpointInvalid:
        raise
    except Exception as error:  # of the kinds that three libraries have
        if is_out_of_memory(error):
            raise
        raise CheckpointInvalid(folder=folder, problem=str(error).partition("\n")[0]) from error


def load_component(kind: Any, place: Path, dtype: torch.dtype, device: torch.device) -> Any:
    """The component in a subfolder, in a type, for inference. CheckpointInvalid for a weight that its class misses."""
    typed = {"torch_dtype" if issubclass(kind, ModelMixin) else "dtype": dtype}
    part, told = kind.from_pretrained(
        place,
        use_safetensors=True,
        local_files_only=True,
        trust_remote_code=False,
        output_loading_info=True,
        **typed,
    )
    # The files were looked over before; a library of another release may want more than they hold.
    if told["missing_keys"]:
        missing = f"{place.name!r} lacks the weight {min(told['missing_keys'])}"
        raise CheckpointInvalid(folder=place.parent, problem=missing)
    return part.to(device).eval().requires_grad_(requires_grad=False)


def load_tokenizer(place: Path) -> Any:
    """The tokenizer in a subfolder."""
    return AutoTokenizer.from_pretrained(place, local_files_only=True, trust_remote_code=False)


def module_bytes(*modules: nn.Module) -> int:
    """Bytes of parameters and buffers."""
    return sum(tensor.nbytes for each in modules for tensor in (*each.parameters(), *each.buffers()))
