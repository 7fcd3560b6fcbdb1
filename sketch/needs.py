"""Which kinds of things a half-trained model cannot paint yet: from then on it is trained on those more often."""

import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from sketch.denoiser import half_precision
from sketch.exam import ASPECTS
from sketch.few import GUIDANCE, load_average
from sketch.keeping import note
from sketch.model import paint
from sketch.plan import CELL, Plan
from sketch.recogniser import SIDE, Judge
from sketch.words import load_words, numbers_of
from sketch.world import KINDS, is_held_out, plain_scene
from wanstudio.painting.procedural.scene import Scene
from wanstudio.painting.procedural.words.captions import Language, caption

_TRIES: tuple[Language, ...] = ("english", "chinese", "english")
_STEPS = 6
_TOGETHER = 32
_MOST = 3.0
"""A kind that is never painted right is read this much more often than one that always is, above once."""


def find_needs(plan: Plan, run: Path, state: Path, device: torch.device) -> None:
    """Paint a few plain scenes of each kind from a state, have the recogniser of the run read them, leave `needs.json`.

    The scenes are such as are trained on, none of those held out.
    """
    model, judge = load_average(plan, run, state, device), Judge.load(run)
    tokenizer, rng = load_words(run / "tokenizer"), np.random.default_rng([plan.seed, 7])
    asked = [(_scene_of(kind, rng), language) for language in _TRIES for kind in KINDS]
    right = np.zeros(len(asked))
    for begin in range(0, len(asked), _TOGETHER):
        some = asked[begin : begin + _TOGETHER]
        prompts = [caption(scene, rng, language) for scene, language in some]
        words = torch.from_numpy(numbers_of(tokenizer, prompts, plan.text_tokens).astype(np.int64)).to(device)
        with torch.no_grad(), half_precision(device):
            cells = SIDE // CELL, SIDE // CELL
            latents = paint(
                model, words, words.new_ones(1, 1), cells, steps=_STEPS, guidance=GUIDANCE, seed=begin
            )
            reading = judge.model(judge.lens.show(latents.float().cpu()))
        for b, (scene, _) in enumerate(some):
            told = [ASPECTS[name].right(reading, b, scene) for name in ("thing", "one_coloured_thing")]
            right[begin + b] = np.mean(told)
    shares = right.reshape(len(_TRIES), -1).mean(0)
    weights = {
        kind: round(1 + _MOST * (1 - share), 2) for kind, share in zip(KINDS, shares.tolist(), strict=True)
    }
    (run / "needs.json").write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    note(run, "needs", painted_right=float(shares.mean()), never=int((shares == 0).sum()))


def read_needs(run: Path) -> NDArray[np.float64]:
    """How often each kind is to be read, 1 and more; all alike if nobody has looked. [kinds]"""
    file = run / "needs.json"
    if not file.exists():
        return np.ones(len(KINDS))
    weights = json.loads(file.read_text(encoding="utf-8"))
    return np.array([weights.get(kind, 1.0) for kind in KINDS])


def _scene_of(kind: str, rng: np.random.Generator) -> Scene:
    while True:
        scene = plain_scene(rng)
        if scene.things[0].kind == kind and not is_held_out(scene):
            return scene
