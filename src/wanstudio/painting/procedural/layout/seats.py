"""Things that have their place by another thing: on, in, under, behind, before, held."""

from dataclasses import replace

import numpy as np

from wanstudio.painting.procedural.layout.rows import SCALES, Ground, line_up, look_of
from wanstudio.painting.procedural.layout.stage import Placed, Stage
from wanstudio.painting.procedural.scene import Scene, Thing
from wanstudio.painting.procedural.things.registry import drawing

LEANING = ("held", "on", "in", "under", "behind", "before", "above")


def leans(thing: Thing, scene: Scene, ground: Ground) -> bool:
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


def lean(
    k: int, thing: Thing, scene: Scene, ground: Ground, standing: list[Placed], seats: tuple[int, int],
    rng: np.random.Generator,
) -> list[Placed]:  # fmt: skip
    """Place copies of a thing by another one: on, in, under, behind, before or above it."""
    assert thing.relation is not None
    hosts = [placed for placed in standing if placed.source == thing.relation.to]
    if not hosts:
        return sorted([*standing, *line_up([(k, thing)], scene, ground, rng)], key=lambda placed: placed.y)
    count = min(12, thing.count)
    for copy in range(count):
        host = hosts[copy % len(hosts)]
        together = seats[1] if thing.relation.link == "on" else count
        t = (copy + (seats[0] if thing.relation.link == "on" else 0) + 0.5) / together - 0.5
        spot = _by_host(thing, thing.relation.link, host, t, together, ground.stage)
        spot = replace(spot, look=look_of(thing, ground, scene, rng), flip=bool(rng.random() < 0.5), source=k)
        at = standing.index(host)
        if thing.relation.link == "held":
            standing[at] = hosts[copy % len(hosts)] = replace(
                host, flip=host.x >= ground.stage.width / 2, look=replace(host.look, pose="waving")
            )
            other_hand = copy // len(hosts) % 2 == 1
            spot = replace(spot, look=replace(spot.look, pose="held"))
            spot = replace(spot, x=2 * host.x - spot.x) if other_hand else spot
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
        hand = 0.2 if host.x < stage.width / 2 else -0.2
        x, y = host.x + host.height * hand, host.y - host.height * 0.6
    elif link == "on":
        y = host.y - host.height * other.top
        if thing.kind in ("person", "woman", "man", "child") and host.kind in (
            "horse",
            "bicycle",
            "elephant",
        ):
            height = host.height * (0.85 if host.kind == "horse" else 0.8 if host.kind == "elephant" else 1.5)
            y += height * 0.3
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
