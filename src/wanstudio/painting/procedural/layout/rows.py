"""Side by side on the ground: who stands where, how high, in how many rows."""

from dataclasses import dataclass

import numpy as np

from wanstudio.painting.procedural.drawing.colour import PIGMENTS, RGB, choose, vary
from wanstudio.painting.procedural.drawing.materials import BODIES, METALS
from wanstudio.painting.procedural.layout.stage import Placed, Stage
from wanstudio.painting.procedural.scene import Scene, Thing
from wanstudio.painting.procedural.things.registry import Look, drawing, own_colours

SCALES = {"tiny": 0.5, "small": 0.74, "": 1.0, "big": 1.22, "giant": 1.45}


WATERS = ("sea", "lake", "river", "beach")


MARGIN = 0.05
GROWN = frozenset({
    "bird", "owl", "fish", "butterfly", "cloud", "planet", "apple", "fruit", "cake", "bread", "pumpkin", "ice cream",
    "balloon", "kite", "lantern", "flower", "rose", "tulip", "sunflower", "mushroom",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ground:
    """The empty stage, and the kinds that are only parts of other things."""

    stage: Stage
    parts: frozenset[str]

    def base(self, thing: Thing, rng: np.random.Generator) -> float:
        """How far down the picture a thing of this kind stands."""
        stage, known = self.stage, drawing(thing.kind)
        deep = stage.height - stage.horizon
        if known.realm == "wall":
            return stage.horizon - 0.07
        if stage.setting in WATERS and known.realm == "water":
            near = {"sea": 0.4, "lake": 0.42, "river": 0.6, "beach": 0.2}[stage.setting]
        elif stage.setting == "beach":
            near = 0.74
        elif stage.setting in ("lake", "sea"):
            near = 0.93
        elif stage.close:
            near = 0.74 if stage.setting == "tabletop" else 0.8
        else:
            near = 0.42 if known.size >= 4 else 0.62
        return stage.horizon + deep * min(0.97, near + float(rng.uniform(-0.04, 0.08)))


def look_of(thing: Thing, ground: Ground, scene: Scene, rng: np.random.Generator) -> Look:
    """The look of one copy of a thing."""
    known, stage = drawing(thing.kind), ground.stage
    named: list[RGB] = [vary(PIGMENTS[name], rng, 0.5) for name in thing.colours]
    first, second = own_colours(thing.kind, rng, thing.never | scene.avoid)
    parts = {other.kind for other in scene.things if other.kind in ground.parts}
    bloom = next(
        (
            PIGMENTS[other.colours[0]]
            for other in scene.things
            if other.kind in ground.parts and other.kind not in ("door", "window") and other.colours
        ),
        None,
    )
    wood = {f"{other.material} {other.kind}" for other in scene.things if other.material}
    if not named and thing.material in BODIES:
        first = choose(rng, BODIES[thing.material])
    colour = vary(named[0] if named else first, rng, 0.6)
    return Look(
        colour=colour,
        second=named[1] if len(named) > 1 else bloom or (colour if named else second),
        named=bool(named),
        pose=thing.pose,
        expression=thing.expression,
        material=thing.material or _metal(thing),
        parts=frozenset(parts | wood),
        night=max(0.0, {"night": 1.0, "dusk": 0.7, "sunset": 0.3}.get(stage.time, 0.0)),
        snow=stage.season == "winter",
        season=stage.season,
        wide=known.wide,
    )


def _metal(thing: Thing) -> str:
    """Gold and silver are colours of what lives and grows, and metals of what is made."""
    made = drawing(thing.kind).realm in ("table", "air") and thing.kind not in GROWN
    return METALS.get(thing.colours[0], "") if made and thing.colours else ""


def _heights(things: list[tuple[int, Thing]], held: frozenset[str]) -> dict[int, float]:
    """How high each thing is beside the others: true sizes, much flattened."""
    largest = max(drawing(thing.kind).size for _, thing in things)
    heights = {}
    for k, thing in things:
        known = drawing(thing.kind)
        heights[k] = known.tall * (known.size / largest) ** 0.3 * SCALES[thing.size]
        if thing.pose == "sleeping":
            heights[k] *= 0.85
        if known.realm == "ground" and "umbrella" in held:
            heights[k] *= 0.78
    return heights


def line_up(
    things: list[tuple[int, Thing]], scene: Scene, ground: Ground, rng: np.random.Generator
) -> list[Placed]:
    """Side by side on the ground, left to right, scaled so that all find room."""
    if not things:
        return []
    stage = ground.stage
    rank = {"left": 0, "": 1, "middle": 1, "right": 2}
    things = sorted(things, key=lambda item: rank.get(item[1].place, 1))
    things = _beside(things)
    heights = _heights(things, frozenset(scene.kinds()))
    copies = [(k, thing) for k, thing in things for _ in range(min(12, thing.count))]
    rows = 1 if len(copies) <= 4 else 2 if len(copies) <= 8 else 3
    rows = min(rows, max(1, round(len(copies) / max(1.0, stage.width))))
    widths = [heights[k] * drawing(thing.kind).wide for k, thing in copies]
    room = stage.width - 2 * MARGIN
    scale = min(1.0, room * (1.0 if rows == 1 else rows * 0.86) / (sum(widths) * 1.06))
    slots: list[Placed] = []
    per_row = -(-len(copies) // rows)
    for row in range(rows):
        part = copies[row * per_row : (row + 1) * per_row]
        slots += _row(part, heights, scale, row, rows, scene, ground, rng)
    return sorted(slots, key=lambda placed: placed.y)


def _beside(things: list[tuple[int, Thing]]) -> list[tuple[int, Thing]]:
    """What is left or right of another comes before or after it."""
    ordered = list(things)
    for item in things:
        relation = item[1].relation
        if relation is None or relation.link not in ("left of", "right of"):
            continue
        other = next((entry for entry in ordered if entry[0] == relation.to), None)
        if other is not None:
            ordered.remove(item)
            ordered.insert(ordered.index(other) + (relation.link == "right of"), item)
    return ordered


def _row(
    part: list[tuple[int, Thing]], heights: dict[int, float], scale: float, row: int, rows: int,
    scene: Scene, ground: Ground, rng: np.random.Generator,
) -> list[Placed]:  # fmt: skip
    """One row of things; rows further back stand higher and smaller."""
    stage = ground.stage
    back = rows - 1 - row
    shrink = scale * 0.86**back
    widths = [heights[k] * drawing(thing.kind).wide * shrink for k, thing in part]
    free = stage.width - 2 * MARGIN - sum(widths)
    gap = max(0.0, min(free / (len(part) + 1), 0.3 * max(widths)))
    start = (stage.width - sum(widths) - gap * (len(part) - 1)) / 2
    start += _lean_of(part, start, rng)
    distance = float(rng.uniform(0.76, 1.0)) if len(part) == 1 and rows == 1 and widths[0] < 0.8 else 1.0
    placed, x = [], start
    for (k, thing), width in zip(part, widths, strict=True):
        height = heights[k] * shrink * float(rng.uniform(0.94, 1.0)) * distance
        y = (
            ground.base(thing, rng)
            - back * 0.075
            + (0.03 * float(rng.uniform(-1, 1)) if len(part) > 1 else 0)
        )
        y = min(y, stage.height - 0.02)
        height = min(height, (y - 0.04) / 1.06)
        look = look_of(thing, ground, scene, rng)
        near = (stage.height - y) / max(0.01, stage.height - stage.horizon)
        depth = 0.0 if stage.close else max(0.0, near) * 0.3 + back * 0.06
        spot = min(max(x + width / 2, width / 2 + 0.02), stage.width - width / 2 - 0.02)
        placed.append(Placed(thing.kind, spot, y, height, look, depth, bool(rng.random() < 0.5), k))
        x += width + gap
    return placed


def _lean_of(part: list[tuple[int, Thing]], free: float, rng: np.random.Generator) -> float:
    """How far a row is moved from the middle: as told, or for the sake of balance."""
    places = {thing.place for _, thing in part} - {""}
    room = max(0.0, free - MARGIN)
    if places == {"left"}:
        return -room * 0.85
    if places == {"right"}:
        return room * 0.85
    if places:
        return 0.0
    return float(rng.uniform(-0.75, 0.75)) * room
