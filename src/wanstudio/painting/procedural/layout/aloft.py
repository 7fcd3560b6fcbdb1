"""Things in the air, in the deep or in space: each where it has most room."""

import numpy as np

from wanstudio.painting.procedural.layout.rows import SCALES, Ground, look_of
from wanstudio.painting.procedural.layout.stage import Placed, Stage
from wanstudio.painting.procedural.scene import Scene, Thing
from wanstudio.painting.procedural.things.registry import drawing


def float_up(
    things: list[tuple[int, Thing]],
    scene: Scene,
    ground: Ground,
    standing: list[Placed],
    rng: np.random.Generator,
) -> list[Placed]:
    """In the air, in the water or in space: each where it has most room."""
    stage = ground.stage
    free = stage.setting in ("space", "underwater", "sky")
    floor = stage.height if free else min(stage.horizon * 0.98, stage.height)
    copies = [(k, thing) for k, thing in things for _ in range(min(12, thing.count))]
    placed: list[Placed] = []
    fit = (stage.width * floor / max(1, len(copies))) ** 0.5
    for order, (k, thing) in enumerate(copies):
        known = drawing(thing.kind)
        height = min(known.tall * SCALES[thing.size], fit * 0.86 / max(0.8, known.wide**0.6), floor * 0.8)
        height = min(height, (stage.width - 0.1) / known.wide) * float(rng.uniform(0.62, 1.0))
        height *= 1 - 0.1 * min(4, order)
        x, y = _roomiest(placed + standing, thing, height, known.wide, floor, stage, rng)
        if len(copies) == 1 and not standing:
            height, (x, y) = _solo(thing, height, known.wide, stage, rng)
        look = look_of(thing, ground, scene, rng)
        depth = 0.0 if free else 0.1 + 0.06 * min(4, order)
        placed.append(Placed(thing.kind, x, y, height, look, depth, bool(rng.random() < 0.5), k))
    return sorted(placed, key=lambda one: one.height)


def _roomiest(
    others: list[Placed],
    thing: Thing,
    height: float,
    wide: float,
    floor: float,
    stage: Stage,
    rng: np.random.Generator,
) -> tuple[float, float]:
    half = height * wide / 2
    best, best_room = (stage.width / 2, floor * 0.6), -9.0
    for _ in range(7):
        x = float(rng.uniform(half + 0.04, max(half + 0.05, stage.width - half - 0.04)))
        x = {"left": min(x, stage.width * 0.3), "right": max(x, stage.width * 0.7)}.get(thing.place, x)
        y = float(rng.uniform(height + 0.05, max(height + 0.06, floor - 0.05)))
        gaps = [
            float(np.hypot(x - o.x, (y - height / 2) - (o.y - o.height / 2))) - (o.half + half) * 0.7
            for o in others
        ]
        room = min([*gaps, 0.5]) - 0.25 * abs(x / stage.width - 0.5)
        if room > best_room:
            best, best_room = (x, y), room
    return best


def _solo(
    thing: Thing, height: float, wide: float, stage: Stage, rng: np.random.Generator
) -> tuple[float, tuple[float, float]]:
    """The only thing in the air: large, and a little off the middle."""
    height = min(height * 1.35, stage.height * 0.62, (stage.width - 0.3) / wide)
    share = {"left": 0.3, "right": 0.7}.get(thing.place, 0.5 + float(rng.uniform(-0.14, 0.14)))
    half = height * wide / 2
    x = min(max(stage.width * share, half + 0.04), stage.width - half - 0.04)
    middle = min(stage.height * 0.5, max(stage.horizon * 0.55, height / 2 + 0.06)) + float(
        rng.uniform(-0.04, 0.04)
    )
    return height, (x, max(middle + height / 2, height + 0.04))
