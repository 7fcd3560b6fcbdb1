"""What drawing processes leave in the pool of a run: shards of drawings as latents, with what is said of each.

Only latents are kept, in half precision: a picture of 512*512 takes 32 kB with 64 channels. Square drawings
are there in several sizes, and, unless nothing of them is free, mirrored too.
"""

import math
import multiprocessing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from sketch.patches import Bytes, Patches, fit
from sketch.plan import CELL, Plan
from sketch.sayings import captions_of
from sketch.words import load_words, numbers_of
from sketch.world import (
    KINDS,
    PAINTS,
    SETTINGS,
    STYLES,
    TIMES,
    Free,
    Truth,
    mirrored,
    staged,
    training_scene,
    withheld_scene,
)
from wanstudio.painting.procedural.drawing.easel import paint_stage
from wanstudio.painting.procedural.scene import Scene

Size = tuple[int, int]
WITHHELD = "withheld"
"""A folder in a run with a pool of its own, of pairings that no denoiser may see: the recogniser judges those too."""
_WHOLE, _WHOLE_EVERY = 32, 4
"""So many drawings of every so many shards are kept as pixels too, for the decoder to learn from."""
NAMED = 3
FIELDS = 5
"""Of each named thing: kind, colour, count, and its middle in hundredths of width and height; -1 is unknown."""


def draw(
    scene: Scene, size: Size, rng: np.random.Generator, *, free: Free = "nothing"
) -> tuple[Bytes, Truth]:
    """A picture of the scene, and what is really in it."""
    stage, truth = staged(scene, *size, rng, free=free)
    return paint_stage(stage, *size, rng), truth


def fit_patches(plan: Plan) -> Patches:
    """The linear code, from drawings of their own in all sizes of squares."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng([plan.seed, 2])
    side, *sides = plan.squares
    pictures = [draw(training_scene(rng), (side, side), rng)[0] for _ in range(plan.sample_drawings)]
    pictures += [fitted(each, (side, side)) for side in sides for each in pictures[: plan.sample_drawings]]
    return fit(pictures, plan.channels, rng)


def labels_of(scene: Scene, truth: Truth) -> NDArray[np.int8]:
    """What a recogniser may be asked, as numbers: each kind, place, hour, style; then the named things.

    A named thing that is drawn as a part of another, a door of its house, is none of these.
    """
    seen = [int(kind in truth.kinds) for kind in KINDS]
    world = [SETTINGS.index(truth.setting) if truth.setting in SETTINGS else -1]
    world += [TIMES.index(truth.time) if truth.time in TIMES else -1, STYLES.index(truth.style)]
    named = np.full((NAMED, FIELDS), -1)
    things = [
        (thing, truth.spots[number]) for number, thing in enumerate(scene.things) if number in truth.spots
    ]
    for row, (thing, middle) in zip(named, things, strict=False):
        colour = thing.colours[0] if len(thing.colours) == 1 else ""
        spot = [round(100 * side) for side in middle]
        row[:] = KINDS.index(thing.kind), PAINTS.index(colour) if colour in PAINTS else -1, thing.count, *spot
    return np.array([*seen, *world, *named.ravel()], np.int8)


def focus_of(truth: Truth, size: Size) -> NDArray[np.uint8]:
    """Which cells show a named thing, one or nothing. [h, w]"""
    wide, high = (-(-side // 64) * 64 / CELL for side in size)
    seen = np.zeros((int(high), int(wide)), np.uint8)
    for left, top, right, bottom in truth.boxes:
        rows = slice(max(0, int(top * size[1] / CELL)), math.ceil(bottom * size[1] / CELL))
        seen[rows, max(0, int(left * size[0] / CELL)) : math.ceil(right * size[0] / CELL)] = 1
    return seen


@dataclass(slots=True)
class _Shard:
    latents: list[Any]
    words: list[Any]
    labels: list[Any]
    focus: list[Any]

    def save(self, folder: Path, number: int) -> None:
        """Four files; the latents come last, for readers look for them."""
        for name, rows, kind in (
            ("words", self.words, np.uint16),
            ("labels", self.labels, np.int8),
            ("focus", self.focus, np.uint8),
            ("latents", self.latents, np.float16),
        ):
            _save(folder / f"{number:06d}.{name}.npy", np.stack(rows).astype(kind))


def _save(file: Path, rows: NDArray[Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    with part.open("wb") as beside:
        np.save(beside, rows)
    part.rename(file)


def draw_shard(plan: Plan, run: Path, number: int, patches: Patches, tokenizer: Any) -> None:
    """One shard: of square pictures in their sizes, or, every so often, of others in one, or of withheld pairings."""
    rng = np.random.default_rng([plan.seed, 3, number])
    withheld = number % plan.withheld_every == plan.withheld_every - 2
    folder, make = (run / WITHHELD, withheld_scene) if withheld else (run, training_scene)
    others = plan.other_sizes
    other = number % plan.large_every == plan.large_every - 1 and not withheld
    squares = [(side, side) for side in plan.squares]
    sizes = [others[number // plan.large_every % len(others)]] if other else squares
    large = sizes[0][0] * sizes[0][1] > 2 * squares[0][0] * squares[0][1]
    shards = {size: _Shard([], [], [], []) for size in sizes}
    whole: list[Bytes] = []
    for _ in range(plan.shard // 4 if large else plan.shard):
        scene = make(rng)
        picture, truth = draw(scene, sizes[0], rng, free=plan.free)
        whole.append(picture)
        looks = [(scene, truth, picture)]
        if plan.free != "nothing":
            looks.append((mirrored(scene), truth.mirrored(), picture[:, ::-1]))
        for told, seen, shown in looks:
            words = numbers_of(tokenizer, captions_of(told, rng), plan.text_tokens)
            for size, shard in shards.items():
                shard.latents.append(patches.encode(fitted(shown, size)))
                shard.words.append(words)
                shard.labels.append(labels_of(told, seen))
                shard.focus.append(focus_of(seen, size))
    if plan.decoder_share and not (other or withheld) and number % _WHOLE_EVERY == 0:
        size = squares[number // _WHOLE_EVERY % len(squares)]
        kept = [fitted(picture, size) for picture in whole[:_WHOLE]]
        _save(run / "pool" / "whole" / f"{number:06d}.npy", np.stack(kept))
    for size, shard in shards.items():
        shard.save(folder / "pool" / f"{size[0]}x{size[1]}", number)


def fitted(picture: Bytes, size: Size) -> Bytes:
    """The picture at a size, and its last rows repeated up to whole patches."""
    if picture.shape[1::-1] != size:
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    below, beside = -size[1] % 64, -size[0] % 64
    return np.pad(picture, ((0, below), (0, beside), (0, 0)), mode="edge")


def draw_shards(plan: Plan, run: Path, worker: int, workers: int) -> None:
    """What one process draws: every so many shards, those passed over that are there."""
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    patches, tokenizer = Patches.load(run / "patches.safetensors"), load_words(run / "tokenizer")
    for number in range(worker, plan.drawings // plan.shard, workers):
        if not any(run.glob(f"**/pool/*/{number:06d}.latents.npy")):
            draw_shard(plan, run, number, patches, tokenizer)


def start_drawing(plan: Plan, run: Path, workers: int) -> list[Any]:
    """Processes that draw beside the training; they end with the process that started them."""
    context = multiprocessing.get_context("spawn")
    started = []
    for worker in range(workers):
        process = context.Process(target=draw_shards, args=(plan, run, worker, workers), daemon=True)
        process.start()
        started.append(process)
    return started
