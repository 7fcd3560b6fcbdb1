"""Finds a spot for every thing: side by side, on one another, in the air, never cut off."""

from dataclasses import replace

import numpy as np

from wanstudio.painting.procedural.layout.aloft import float_up
from wanstudio.painting.procedural.layout.rows import SCALES, Ground, line_up, look_of
from wanstudio.painting.procedural.layout.seats import lean, leans
from wanstudio.painting.procedural.layout.stage import Placed, Stage
from wanstudio.painting.procedural.scene import Scene, Thing
from wanstudio.painting.procedural.things.registry import drawing


def arrange(scene: Scene, ground: Ground, rng: np.random.Generator) -> tuple[Placed, ...]:
    """Place everything; from far to near."""
    alone = [(k, thing) for k, thing in enumerate(scene.things) if thing.kind not in ground.parts]
    placed: list[Placed] = []
    rooted: list[tuple[int, Thing]] = []
    walls: list[tuple[int, Thing]] = []
    flying: list[tuple[int, Thing]] = []
    leaning: list[tuple[int, Thing]] = []
    for k, thing in alone:
        realm = drawing(thing.kind).realm
        if realm in ("sky", "far"):
            placed.append(_heaven(k, thing, scene, ground, rng))
        elif (
            realm == "air" or thing.pose == "flying" or ground.stage.setting in ("space", "underwater", "sky")
        ):
            flying.append((k, thing))
        elif realm == "wall":
            walls.append((k, thing))
        elif leans(thing, scene, ground):
            leaning.append((k, thing))
        else:
            rooted.append((k, thing))
    order = list(rng.permutation(len(rooted)))
    placed += [_aside(one, ground.stage, rng) for one in line_up(walls, scene, ground, rng)]
    standing = line_up([rooted[j] for j in order], scene, ground, rng)
    guests = sum(min(12, thing.count) for _, thing in leaning)
    seat = 0
    for k, thing in leaning:
        standing = lean(k, thing, scene, ground, standing, (seat, guests), rng)
        seat += min(12, thing.count)
    placed += float_up(flying, scene, ground, standing, rng)
    return (*placed, *standing)


def _heaven(k: int, thing: Thing, scene: Scene, ground: Ground, rng: np.random.Generator) -> Placed:
    stage, known = ground.stage, drawing(thing.kind)
    look = look_of(thing, ground, scene, rng)
    if thing.kind in ("sun", "moon"):
        height = known.tall * SCALES[thing.size] * float(rng.uniform(0.9, 1.25))
        x, y = stage.sun
        x = {"left": 0.22, "right": 0.78, "middle": 0.5}.get(thing.place, x / stage.width) * stage.width
        return Placed(thing.kind, x, y + height / 2, height, look, source=k)
    height = min(stage.horizon, 1.3) * (float(rng.uniform(0.55, 0.75)) if known.realm == "far" else 1.0)
    look = replace(look, wide=stage.width / height)
    if known.realm == "far":
        height = min(height, stage.horizon * 0.8)
        look = replace(look, wide=stage.width / height)
        return Placed(thing.kind, stage.width / 2, stage.horizon, height, look, 0.9, source=k)
    height = (
        stage.horizon if thing.kind in ("stars", "aurora") else min(stage.horizon, stage.width * 0.62) * 1.05
    )
    return Placed(
        thing.kind, stage.width / 2, stage.horizon, height, replace(look, wide=stage.width / height), source=k
    )


def _aside(one: Placed, stage: Stage, rng: np.random.Generator) -> Placed:
    """What hangs on the wall gives way to what stands before it."""
    side = 1 if rng.random() < 0.5 else -1
    x = one.x + side * 0.24 * stage.width
    return replace(one, x=min(max(x, one.half * 1.2), stage.width - one.half * 1.2))
