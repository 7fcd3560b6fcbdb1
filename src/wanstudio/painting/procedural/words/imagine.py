"""Scenes by chance: valid ones, likely ones, for tests and for training data."""

from dataclasses import replace

import numpy as np

from wanstudio.painting.procedural.scene import Relation, Scene, Thing
from wanstudio.painting.procedural.things.registry import drawing
from wanstudio.painting.procedural.words import phrases
from wanstudio.painting.procedural.words.captions import trait_words
from wanstudio.painting.procedural.words.parse import ALIVE
from wanstudio.vocabulary.homes import HOMES
from wanstudio.vocabulary.things import THINGS
from wanstudio.vocabulary.traits import COLOURS, EXPRESSIONS, MATERIALS

POSES = ("sitting", "sleeping", "running", "walking", "standing")
SIZES = ("small", "big", "tiny", "giant")
SEATS = frozenset({"table", "bench", "chair"})


def random_scene(rng: np.random.Generator, styles: bool = True) -> Scene:
    """One to three things in a world that suits the first of them, more or less."""
    count = int(rng.choice((1, 2, 3), p=(0.55, 0.35, 0.1)))
    kinds = [str(kind) for kind in rng.choice(sorted(THINGS), count, replace=False)]
    things = [_thing(kind, rng) for kind in kinds]
    if count > 1 and rng.random() < 0.5:
        things[0] = _relate(things[0], things[1], rng)
    elif count > 1 and rng.random() < 0.3:
        things[0], things[1] = replace(things[0], place="left"), replace(things[1], place="right")
    style = _one(sorted(phrases.STYLES), rng) if styles and rng.random() < 0.3 else ""
    return Scene(
        things=tuple(things),
        setting=_setting(kinds[0], rng),
        time=_one(sorted(phrases.TIMES), rng) if rng.random() < 0.4 else "",  # type: ignore[arg-type]
        weather=_one(sorted(phrases.WEATHERS), rng) if rng.random() < 0.2 else "",  # type: ignore[arg-type]
        style=style,
    )


def _one(words: list[str] | tuple[str, ...], rng: np.random.Generator) -> str:
    return words[int(rng.integers(len(words)))]


def _thing(kind: str, rng: np.random.Generator) -> Thing:
    if kind in phrases.LONE:
        crescent = kind == "moon" and rng.random() < 0.4
        return Thing(kind, pose="crescent" if crescent else "")
    alive, thing = kind in ALIVE, Thing(kind)
    if rng.random() < 0.25:
        thing = replace(thing, count=int(rng.integers(2, 7)))
    if rng.random() < 0.6:
        thing = replace(thing, colours=(_one([c for c in COLOURS if trait_words("colour", c)[1]], rng),))
    if rng.random() < 0.2:
        thing = replace(thing, size=_one(SIZES, rng))  # type: ignore[arg-type]
    if alive and rng.random() < 0.35:
        thing = replace(thing, pose=_one(POSES, rng))
    if alive and rng.random() < 0.25:
        thing = replace(thing, expression=_one(sorted(EXPRESSIONS), rng))
    if not alive and drawing(kind).realm == "table" and rng.random() < 0.15:
        thing = replace(thing, material=_one(sorted(MATERIALS), rng))
    return thing


def _relate(one: Thing, other: Thing, rng: np.random.Generator) -> Thing:
    """Aloft above, small things on furniture, the rest beside, behind or before."""
    first, second = drawing(one.kind).realm, drawing(other.kind).realm
    if first in ("air", "sky"):
        link = "above"
    elif second in ("air", "sky", "far"):
        link = "under"
    elif other.kind in SEATS and drawing(one.kind).size < 1:
        link = "on"
    else:
        link = _one(("beside", "behind", "before", "under"), rng)
    return replace(one, relation=Relation(link, 1))  # type: ignore[arg-type]


def _setting(kind: str, rng: np.random.Generator) -> str:
    if rng.random() < 0.3:
        return ""
    homes = [home for home in HOMES.get(kind, "").split() if home in phrases.SETTINGS]
    if homes and rng.random() < 0.6:
        return _one(homes, rng)
    return _one(sorted(phrases.SETTINGS), rng)
