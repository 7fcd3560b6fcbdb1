"""From a finished run to what is shipped: a diffusers folder with its declared properties, in bfloat16."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import WanPipeline
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import save_file
from safetensors.torch import load_file

from sketch.autoencoder import new_vae
from sketch.few import GUIDANCE, load_average
from sketch.model import SHIFT, new_scheduler
from sketch.patches import Floats, Patches
from sketch.plan import Plan
from sketch.words import load_words

STEPS, FEWER_STEPS = 7, 6
"""Of both tiers, if there is no student: with weights 0.6, 7 were as good as 8; with those before, 12 no better and 5 lost things."""
DENIAL = {"above": 0.89, "guidance": 17.0}
"""How a negative prompt is heeded while it is decided what is there (ADR 25)."""
REGIONS = {"overlap": 2, "above": 0.94}
"""How two things of a prompt are painted beside each other (ADR 27)."""
FEW = "transformer_fast"


def export(plan: Plan, run: Path) -> Path:
    """Write `export/` in the run; the measured figures come with the evaluation."""
    folder, cpu = run / "export", torch.device("cpu")
    patches = Patches.load(run / "patches.safetensors")
    model = load_average(plan, run, run / "states" / f"{plan.phases[-1].name}.pt", cpu)
    vae = new_vae(plan, patches)
    vae.load_state_dict(load_file(run / "decoder.safetensors"))
    pipeline: Any = WanPipeline(
        tokenizer=load_words(run / "tokenizer"),
        text_encoder=model.encoder,
        vae=vae,
        scheduler=new_scheduler(),
        transformer=model.transformer,
    )
    pipeline.to(torch.bfloat16)
    pipeline.save_pretrained(folder, safe_serialization=True)
    if plan.few_share:
        few = load_average(plan, run, run / "states" / "few.pt", cpu)
        few.transformer.to(torch.bfloat16).save_pretrained(folder / FEW, safe_serialization=True)
    save_file(
        {"weight": _halved(patches.basis.T), "bias": _halved(patches.mean)},
        folder / "linear.safetensors",
    )
    with safe_open(run / "decoder.safetensors", "pt") as file:
        decoder = file.metadata()["decoder"]
    declare(folder, properties_of(plan, patches, decoder))
    return folder


def _halved(values: Floats) -> NDArray[np.float16]:
    """In half precision and in order: safetensors writes a transposed array as it lies in memory."""
    return np.ascontiguousarray(values, dtype=np.float16)


def properties_of(plan: Plan, patches: Patches, decoder: str) -> dict[str, Any]:
    """What the engine has to know beside diffusers' own files. Without a student, few steps are guided as well."""
    few = {"steps": plan.few_steps, "guidance": 1.0, "shift": SHIFT, "transformer": FEW}
    fewer = {"steps": FEWER_STEPS, "guidance": GUIDANCE, "shift": SHIFT}
    return {
        "coordinates": True,
        "channel_std": [round(float(each), 6) for each in patches.channel_std],
        "linear_decoder": "linear.safetensors",
        "decoder": decoder,
        "text_tokens": plan.text_tokens,
        **({"native_area": plan.native_area} if plan.native_area else {}),
        "denial": DENIAL,
        "plain_words": True,
        "regions": REGIONS,
        "tiers": {
            "full": {"steps": STEPS, "guidance": GUIDANCE, "shift": SHIFT},
            "fast": few if plan.few_share else fewer,
        },
    }


def declare(folder: Path, properties: dict[str, Any]) -> None:
    """Write the folder's `wanstudio.json`."""
    (folder / "wanstudio.json").write_text(json.dumps(properties, indent=1) + "\n", encoding="utf-8")


def note_measured(folder: Path, measured: dict[str, float]) -> None:
    """Add what the evaluation found to the declared properties."""
    properties = json.loads((folder / "wanstudio.json").read_text(encoding="utf-8"))
    declare(folder, properties | {"measured": {name: round(value, 3) for name, value in measured.items()}})
