"""What a painter adds unasked: a sun low on the horizon, hills far off, trees beside a house."""

from dataclasses import replace

import numpy as np

from wanstudio.painting.procedural.layout.stage import Placed, Stage
from wanstudio.painting.procedural.things.registry import Look, drawing, own_colours

EXTRA = -1  # the source of what no word of the prompt asked for
OPEN = ("meadow", "flowers", "snow", "mountains", "lake", "river", "desert", "sea", "beach")
WOODED = {
    "meadow": "tree bush",
    "flowers": "tree bush",
    "snow": "pine",
    "mountains": "pine",
    "river": "tree pine",
}
DULL = ("rain", "storm", "fog", "snow", "cloudy")


def accompany(stage: Stage, told: frozenset[str], rng: np.random.Generator) -> Stage:
    """The stage with some company for its things; nothing that is told of, nothing that is to be avoided."""
    closed = told | stage.avoid
    extras: list[Placed] = []
    if stage.setting in OPEN and rng.random() < (0.45 if stage.setting != "beach" else 0.15):
        extras += _far("mountain", stage, closed, rng)
    if stage.setting in OPEN and stage.weather not in DULL and not {"sun", "moon", "aurora"} & told:
        light = {"sunset": "sun", "dawn": "sun", "night": "moon"}.get(stage.time, "")
        if light and light not in closed and rng.random() < 0.6:
            extras.append(_disc(light, stage, rng))
    tall = [
        one for one in stage.things if drawing(one.kind).size >= 4 and drawing(one.kind).realm == "ground"
    ]
    if tall and not stage.close:
        extras += _trees(stage, tall, closed, rng)
    everything = sorted([*stage.things, *extras], key=lambda one: one.y if one.source == EXTRA else 99.0)
    return replace(stage, things=tuple(everything))


def _look(kind: str, stage: Stage, rng: np.random.Generator) -> Look:
    first, second = own_colours(kind, rng)
    night = {"night": 1.0, "dusk": 0.7}.get(stage.time, 0.0)
    snow = stage.season == "winter"
    return Look(first, second, night=night, snow=snow, season=stage.season, wide=drawing(kind).wide)


def _far(kind: str, stage: Stage, closed: frozenset[str], rng: np.random.Generator) -> list[Placed]:
    if kind in closed:
        return []
    height = min(stage.horizon * 0.7, float(rng.uniform(0.2, 0.4)))
    look = replace(_look(kind, stage, rng), wide=stage.width / height)
    return [Placed(kind, stage.width / 2, stage.horizon, height, look, 0.9, source=EXTRA)]


def _disc(kind: str, stage: Stage, rng: np.random.Generator) -> Placed:
    height = float(rng.uniform(0.09, 0.15))
    return Placed(
        kind, stage.sun[0], stage.sun[1] + height / 2, height, _look(kind, stage, rng), source=EXTRA
    )


def _trees(
    stage: Stage, tall: list[Placed], closed: frozenset[str], rng: np.random.Generator
) -> list[Placed]:
    """Trees to the left and right of what stands tall, none before it."""
    kinds = [kind for kind in WOODED.get(stage.setting, "").split() if kind not in closed]
    if (
        not kinds
        or "tree" in closed
        or any(one.kind in ("tree", "pine", "palm", "blossom") for one in stage.things)
    ):
        return []
    found: list[Placed] = []
    for _ in range(int(rng.integers(0, 5) * max(1.0, stage.width * 0.6))):
        kind = kinds[int(rng.integers(len(kinds)))]
        known = drawing(kind)
        y = stage.horizon + (stage.height - stage.horizon) * float(rng.uniform(0.06, 0.4))
        height = known.tall * float(rng.uniform(0.35, 0.62))
        half = height * known.wide / 2
        x = float(rng.uniform(half, stage.width - half))
        if all(abs(x - one.x) > (one.half + half) * 0.85 for one in tall):
            look = _look(kind, stage, rng)
            found.append(Placed(kind, x, y, height, look, 0.24, bool(rng.random() < 0.5), EXTRA))
    return found
