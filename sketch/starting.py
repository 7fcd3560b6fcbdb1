"""A run that goes on from exported weights, those in the package for instance, where no state of training is left."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file
from safetensors.torch import load_file as load_tensors
from safetensors.torch import save_file
from transformers import UMT5EncoderModel

from sketch.denoiser import Trainer, new_sketch
from sketch.keeping import save_state
from sketch.patches import Patches
from sketch.plan import Plan
from sketch.recogniser import BEFORE, RECOGNISER
from wanstudio.errors import SettingsInvalid
from wanstudio.painting.diffusion.embedded import has_weights
from wanstudio.painting.diffusion.families.sketch.declaration import read_properties

START = "start"
_WEIGHTS = "diffusion_pytorch_model.safetensors"


def start_from(folder: Path, plan: Plan, run: Path) -> None:
    """Lay the tokenizer, the linear code and the weights of an export into a new run; the recogniser too, if it fits.

    The decoder is taken as it is, and trained no more; the recogniser only if its stage is done again.

    What was begun already is left as it is. SettingsInvalid if the plan is of another size than the weights.
    """
    if (run / "states" / f"{START}.pt").exists():
        return
    _check(folder, plan)
    shutil.copytree(folder / "tokenizer", run / "tokenizer", dirs_exist_ok=True)
    linear_code_of(folder).save(run / "patches.safetensors")
    if plan.free != "everything":
        for name in ("recogniser.safetensors", BEFORE):
            shutil.copy(RECOGNISER, run / name)
    decoder = load_tensors(folder / "vae" / _WEIGHTS)
    save_file(decoder, run / "decoder.safetensors", {"decoder": read_properties(folder).decoder})
    model = new_sketch(plan, run)
    model.transformer.load_state_dict(load_tensors(folder / "transformer" / _WEIGHTS))
    encoder = UMT5EncoderModel.from_pretrained(
        folder / "text_encoder", local_files_only=True, trust_remote_code=False
    )
    model.encoder.load_state_dict(encoder.state_dict())
    save_state(run / "states" / f"{START}.pt", Trainer.start(model, plan).state())


def linear_code_of(folder: Path) -> Patches:
    """The linear code that an export paints with, in the half precision that it has there."""
    linear = load_file(folder / "linear.safetensors")
    std = read_properties(folder).channel_std
    assert std is not None
    scale = np.array(_config(folder, "vae")["latents_std"], np.float32)
    basis = np.ascontiguousarray(linear["weight"].T.astype(np.float32))
    return Patches(basis, linear["bias"].astype(np.float32), np.array(std, np.float32) * scale)


def _check(folder: Path, plan: Plan) -> None:
    if not has_weights(folder) or read_properties(folder).linear_decoder is None:
        raise SettingsInvalid(
            problem=f"{folder} is no export of `sketch.train`; give --start the folder of one"
        )
    transformer, texts = _config(folder, "transformer"), _config(folder, "text_encoder")
    wanted = {
        "channels": (transformer["out_channels"], plan.channels),
        "heads": (transformer["num_attention_heads"], plan.heads),
        "width": (transformer["num_attention_heads"] * transformer["attention_head_dim"], plan.width),
        "layers": (transformer["num_layers"], plan.layers),
        "text_width": (texts["d_model"], plan.text_width),
        "text_layers": (texts["num_layers"], plan.text_layers),
        "decoder_width": (_config(folder, "vae")["decoder_base_dim"], plan.decoder_width),
    }
    unlike = [f"{name} {there}, not {here}" for name, (there, here) in wanted.items() if there != here]
    if unlike:
        raise SettingsInvalid(
            problem=f"the weights in {folder} are not of plan {plan.name!r}: {', '.join(unlike)}; "
            "take another plan, or start without --start"
        )


def _config(folder: Path, part: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / part / "config.json").read_text(encoding="utf-8"))
    return told
