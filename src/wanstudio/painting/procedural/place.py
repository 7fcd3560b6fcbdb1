"""Finds a spot for every thing: side by side, on one another, in the air, never cut off."""

from dataclasses import dataclass, replace

import numpy as np

from wanstudio.painting.procedural.colour import PIGMENTS, RGB, vary
from wanstudio.painting.procedural.registry import Look, drawing, own_colours
from wanstudio.painting.procedural.scene import Scene, Thing
from wanstudio.painting.procedural.stage import Placed, Stage

SCALES = {"tiny": 0.5, "small": 0.74, "": 1.0, "big": 1.22, "giant": 1.45}
WATERS = ("sea", "lake", "river", "beach")
MARGIN = 0.05
LEANING = ("held", "on", "in", "under", "behind", "before", "above")


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
    first, second = own_colours(thing.kind, rng)
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
    colour = vary(named[0] if named else first, rng, 0.6)
    return Look(
        colour=colour,
        second=named[1] if len(named) > 1 else bloom or (colour if named else second),
        named=bool(named),
        pose=thing.pose,
        expression=thing.expression,
        material=thing.material,
        parts=frozenset(parts | wood),
        night=max(0.0, {"night": 1.0, "dusk": 0.7, "sunset": 0.3}.get(stage.time, 0.0)),
        snow=stage.season == "winter",
        season=stage.season,
        wide=known.wide,
    )


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
        elif _leans(thing, scene, ground):
            leaning.append((k, thing))
        else:
            rooted.append((k, thing))
    order = list(rng.permutation(len(rooted)))
    placed += _line_up(walls, scene, ground, rng)
    standing = _line_up([rooted[j] for j in order], scene, ground, rng)
    guests = sum(min(12, thing.count) for _, thing in leaning)
    seat = 0
    for k, thing in leaning:
        standing = _lean(k, thing, scene, ground, standing, (seat, guests), rng)
        seat += min(12, thing.count)
    placed += _float(flying, scene, ground, standing, rng)
    return (*placed, *standing)


def _leans(thing: Thing, scene: Scene, ground: Ground) -> bool:
    """Whether its place follows from the place of another thing on the ground."""
    if thing.relation is None or thing.relation.to >= len(scene.things):
        return False
    other = scene.things[thing.relation.to]
    if other.kind in ground.parts or drawing(other.kind).realm in ("sky", "far", "air", "wall"):
        return False
    return thing.relation.link in LEANING and (
        other.relation is None
        or other.relation.link not in LEANING
        or other.relation.to != scene.things.index(thing)
    )


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
    foot = stage.horizon if thing.kind != "stars" else stage.horizon
    height = (
        stage.horizon if thing.kind in ("stars", "aurora") else min(stage.horizon, stage.width * 0.62) * 1.05
    )
    return Placed(
        thing.kind, stage.width / 2, foot, height, replace(look, wide=stage.width / height), source=k
    )


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


def _line_up(
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
    start += _lean_of(part, stage, start, rng)
    placed, x = [], start
    for (k, thing), width in zip(part, widths, strict=True):
        height = heights[k] * shrink * float(rng.uniform(0.94, 1.0))
        y = (
            ground.base(thing, rng)
            - back * 0.075
            + (0.03 * float(rng.uniform(-1, 1)) if len(part) > 1 else 0)
        )
        height = min(height, (y - 0.04) / 1.06)
        look = look_of(thing, ground, scene, rng)
        near = (stage.height - y) / max(0.01, stage.height - stage.horizon)
        depth = 0.0 if stage.close else max(0.0, near) * 0.3 + back * 0.06
        spot = min(max(x + width / 2, width / 2 + 0.02), stage.width - width / 2 - 0.02)
        placed.append(Placed(thing.kind, spot, y, height, look, depth, bool(rng.random() < 0.5), k))
        x += width + gap
    return placed


def _lean_of(part: list[tuple[int, Thing]], stage: Stage, free: float, rng: np.random.Generator) -> float:
    """How far a row is moved from the middle: as told, or for the sake of balance."""
    places = {thing.place for _, thing in part} - {""}
    room = max(0.0, free - MARGIN)
    if places == {"left"}:
        return -room * 0.85
    if places == {"right"}:
        return room * 0.85
    if places or stage.close:
        return 0.0
    return float(rng.uniform(-0.45, 0.45)) * room


def _lean(
    k: int, thing: Thing, scene: Scene, ground: Ground, standing: list[Placed], seats: tuple[int, int],
    rng: np.random.Generator,
) -> list[Placed]:  # fmt: skip
    """Place copies of a thing by another one: on, in, under, behind, before or above it."""
    assert thing.relation is not None
    hosts = [placed for placed in standing if placed.source == thing.relation.to]
    if not hosts:
        return sorted([*standing, *_line_up([(k, thing)], scene, ground, rng)], key=lambda placed: placed.y)
    count = min(12, thing.count)
    for copy in range(count):
        host = hosts[copy % len(hosts)]
        together = seats[1] if thing.relation.link == "on" else count
        t = (copy + (seats[0] if thing.relation.link == "on" else 0) + 0.5) / together - 0.5
        spot = _by_host(thing, thing.relation.link, host, t, together, ground.stage)
        spot = replace(spot, look=look_of(thing, ground, scene, rng), flip=bool(rng.random() < 0.5), source=k)
        at = standing.index(host)
        if thing.relation.link == "held":
            standing[at] = replace(host, flip=False, look=replace(host.look, pose="waving"))
        standing.insert(at if thing.relation.link in ("behind", "in") else at + 1 + copy, spot)
    return standing


def _by_host(thing: Thing, link: str, host: Placed, t: float, count: int, stage: Stage) -> Placed:
    """Where one copy goes; `t` runs from -0.5 to 0.5 over the copies."""
    known, other = drawing(thing.kind), drawing(host.kind)
    ratio = (
        (known.size / other.size) ** 0.45 if link not in ("on", "in") else (known.size / other.size) ** 0.6
    )
    height = host.height / other.tall * known.tall * min(1.25, max(0.3, ratio)) * SCALES[thing.size]
    height = min(height, host.half * 2 / known.wide / max(1, count) * (0.94 if link == "on" else 3.0))
    x, y = host.x + t * host.half * 1.5, host.y
    if link == "held":
        height = host.height * 0.84
        x, y = host.x + host.height * 0.2, host.y - host.height * 0.6
    elif link == "on":
        y = host.y - host.height * other.top
    elif link == "in":
        y = host.y - host.height * 0.42
    elif link == "above":
        y = host.y - host.height * 1.06
    elif link == "behind":
        x, y = (
            host.x + (0.55 if host.x < stage.width / 2 else -0.55) * host.half + t * host.half,
            host.y - 0.05,
        )
        height = max(height, host.height * 0.72)
    else:
        y = min(stage.height - 0.03, host.y + 0.06)
        x += (0.35 if count == 1 and host.x < stage.width / 2 else -0.35 if count == 1 else 0) * host.half
    height = min(height, (y - 0.02) / 1.06)
    half = height * known.wide / 2
    x = min(max(x, half + 0.02), stage.width - half - 0.02)
    return Placed(thing.kind, x, y, height, host.look, host.depth)


def _float(
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
        height = min(height, (stage.width - 0.1) / known.wide) * float(rng.uniform(0.78, 1.0))
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
    for _ in range(16):
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
