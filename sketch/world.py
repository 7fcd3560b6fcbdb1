"""Which scenes the model learns from, what is said of them, and which combinations it never sees."""

import zlib
from dataclasses import dataclass, replace

import numpy as np

from wanstudio.painting.procedural.layout.company import EXTRA
from wanstudio.painting.procedural.layout.compose import compose
from wanstudio.painting.procedural.layout.stage import Placed, Stage
from wanstudio.painting.procedural.scene import Place, Scene, Thing, Time
from wanstudio.painting.procedural.things.families import FAMILIES
from wanstudio.painting.procedural.things.registry import drawing
from wanstudio.painting.procedural.words import phrases
from wanstudio.painting.procedural.words.captions import caption, trait_words
from wanstudio.painting.procedural.words.imagine import random_scene
from wanstudio.prompt_extension.builtin import extend
from wanstudio.vocabulary.things import THINGS
from wanstudio.vocabulary.traits import COLOURS

assert FAMILIES  # to import them is to have their drawings registered
KINDS = tuple(sorted(THINGS))
SETTINGS = tuple(sorted(phrases.SETTINGS))
TIMES: tuple[Time, ...] = ("dawn", "day", "dusk", "night", "sunset")
STYLES = ("", *sorted(phrases.STYLES))
PAINTS = tuple(colour for colour in COLOURS if trait_words("colour", colour)[1])
"""The colours that both languages can name."""
OUTDOORS = tuple(name for name in SETTINGS if name not in ("room", "studio", "space", "underwater"))
CAPTIONS = 6
TOKEN = 64
"""Pixels a side that one token of the transformer stands for."""
_WIDE = ("stars", "aurora", "rainbow", "mountain")
_LONGEST = 2000
EXPECTED = {
    "beach": "person", "lake": "boat", "meadow": "tree", "mountains": "house", "room": "cat", "street": "car",
}  # fmt: skip
"""What is to be met at a place of which nothing else is said: there is something for a negative prompt to deny."""
_MET = 0.65
_OTHER_SIDE: dict[Place, Place] = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class Truth:
    """What a drawing really shows, the company that the composer added included.

    `spots`: where each named thing stands, its middle as shares of width and height, by its place in the scene.
    `boxes`: left, top, right and bottom of each copy of the named things, as shares too.
    """

    kinds: frozenset[str]
    setting: str
    time: str
    style: str
    spots: dict[int, tuple[float, float]]
    boxes: tuple[tuple[float, float, float, float], ...]

    def mirrored(self) -> "Truth":
        """What the mirror image shows."""
        spots = {number: (1 - x, y) for number, (x, y) in self.spots.items()}
        boxes = tuple((1 - right, top, 1 - left, bottom) for left, top, right, bottom in self.boxes)
        return replace(self, spots=spots, boxes=boxes)


def is_held_out(scene: Scene) -> bool:
    """Whether it has a pairing of kind and colour that training never sees: one in twenty."""
    return any(
        zlib.crc32(f"{thing.kind}/{colour}".encode()) % 20 == 0
        for thing in scene.things
        for colour in thing.colours
    )


def plain_scene(rng: np.random.Generator) -> Scene:
    """One coloured thing at one place of the world, the hour said where there is a sky."""
    kind = KINDS[rng.integers(len(KINDS))]
    colours = () if kind in phrases.LONE else (PAINTS[rng.integers(len(PAINTS))],)
    return _somewhere((Thing(kind, colours=colours),), rng)


def pair_scene(rng: np.random.Generator) -> Scene:
    """Two coloured things side by side, the first on the left, on firm ground."""
    near = [kind for kind in KINDS if drawing(kind).realm not in ("sky", "far") and kind not in phrases.LONE]
    one, other = (str(kind) for kind in rng.choice(near, 2, replace=False))
    colours = [(PAINTS[rng.integers(len(PAINTS))],) for _ in range(2)]
    things = Thing(one, colours=colours[0], place="left"), Thing(other, colours=colours[1], place="right")
    return _somewhere(things, rng)


def several_scene(rng: np.random.Generator) -> Scene:
    """Two to four of one thing: too seldom seen by chance for counting to be learnt."""
    kinds = [kind for kind in KINDS if kind not in phrases.LONE]
    colours = (PAINTS[rng.integers(len(PAINTS))],) if rng.random() < 0.5 else ()
    thing = Thing(kinds[rng.integers(len(kinds))], colours=colours, count=int(rng.integers(2, 5)))
    return _somewhere((thing,), rng)


def company_scene(rng: np.random.Generator) -> Scene:
    """Two things, coloured or not, that stand where they like."""
    kinds = [
        str(kind)
        for kind in rng.choice([kind for kind in KINDS if kind not in phrases.LONE], 2, replace=False)
    ]
    coloured = rng.random() < 0.5
    things = [Thing(kind, colours=(PAINTS[rng.integers(len(PAINTS))],) if coloured else ()) for kind in kinds]
    scene = _somewhere((things[0], things[1]), rng)
    return scene if rng.random() < 0.5 else replace(scene, time="")


def place_scene(rng: np.random.Generator) -> Scene:
    """A place of which nothing else is said; what one expects there is there as a rule. See `staged`."""
    setting = (
        str(rng.choice(sorted(EXPECTED))) if rng.random() < 0.7 else SETTINGS[rng.integers(len(SETTINGS))]
    )
    scene = _somewhere((), rng)
    return replace(scene, setting=setting, time=scene.time if setting in OUTDOORS else "")


def _somewhere(things: tuple[Thing, ...], rng: np.random.Generator) -> Scene:
    setting = SETTINGS[rng.integers(len(SETTINGS))]
    time: Time = TIMES[rng.integers(len(TIMES))] if setting in OUTDOORS else ""
    style = STYLES[rng.integers(1, len(STYLES))] if rng.random() < 0.15 else ""
    return Scene(things, setting=setting, time=time, style=style)


def training_scene(rng: np.random.Generator) -> Scene:
    """A scene of the training set: half of them of one plain thing, none held out."""
    while True:
        make = _MAKERS[int(rng.choice(len(_MAKERS), p=_CHANCES))]
        scene = make(rng)
        if not is_held_out(scene):
            return scene


_MAKERS = plain_scene, pair_scene, company_scene, several_scene, place_scene, random_scene
_CHANCES = 0.54, 0.11, 0.07, 0.08, 0.08, 0.12


def mirrored(scene: Scene) -> Scene:
    """The scene as its mirror image shows it."""
    things = tuple(replace(thing, place=_OTHER_SIDE.get(thing.place, thing.place)) for thing in scene.things)
    return replace(scene, things=things)


def captions_of(scene: Scene, rng: np.random.Generator) -> list[str]:
    """What may be said of it: three captions in English, two in Chinese, one that only names its things.

    One in each language as the built-in rewriter makes it, where it can add no scene or hour of its own: words
    of light that the model had never read cost it a fifth of the hours.
    """
    told = [caption(scene, rng, language) for language in ("english",) * 3 + ("chinese",) * 2]
    if scene.setting and (scene.time or scene.setting not in OUTDOORS):
        for number in (2, 4):
            told[number] = extend(told[number], "", _LONGEST, int(rng.integers(2**31)))
    return [*told, caption(scene, rng, "english" if rng.random() < 0.6 else "chinese", terse=True)]


def staged(
    scene: Scene, width: int, height: int, rng: np.random.Generator, *, settled: bool = True
) -> tuple[Stage, Truth]:
    """The scene composed for a size, tidily, and what will really be in the picture.

    Settled, everything has one place and one look: what is drawn of the named things follows from the scene.
    Where no thing is named, what one expects at the place is there more often than not.
    """
    if not scene.things and scene.setting in EXPECTED and rng.random() < _MET:
        scene = replace(scene, things=(Thing(EXPECTED[scene.setting]),))
    stage = compose(scene, width, height, rng)
    if settled:
        scene = replace(scene, setting=stage.setting, time=stage.time)  # type: ignore[arg-type]
        stage = compose(scene, width, height, np.random.default_rng(0))
    told = tuple(one for one in stage.things if one.source != EXTRA)
    if settled and len(told) == 1 and scene.things and not scene.things[0].place:
        told = (replace(told[0], x=stage.width / 2),)
    if not any(thing.relation for thing in scene.things):
        grid = TOKEN / min(width, height)
        told = tuple(_on_grid(one, grid if len(told) == 1 else grid / 2, stage) for one in told)
    stage = replace(stage, things=told)
    kinds = frozenset(placed.kind for placed in told)
    spots = {
        number: (
            float(np.mean([placed.x for placed in own]) / stage.width),
            float(np.mean([placed.y - placed.height / 2 for placed in own]) / stage.height),
        )
        for number, thing in enumerate(scene.things)
        if (own := [one for one in told if (one.source, one.kind) == (number, thing.kind)])
    }
    boxes = tuple(
        (
            (one.x - one.half) / stage.width,
            (one.y - one.height) / stage.height,
            (one.x + one.half) / stage.width,
            one.y / stage.height,
        )
        for one in told
    )
    return stage, Truth(kinds, stage.setting, stage.time, stage.style, spots, boxes)


def _on_grid(one: Placed, grid: float, stage: Stage) -> Placed:
    """The thing with its foot and its height in whole steps of the grid, and still in the picture.

    The linear code is another for each shift within a cell; on the grid a kind has few looks to be learnt.
    """
    if one.kind in _WIDE:
        return one
    height = max(1, round(one.height / grid)) * grid
    x, y = (max(1, round(side / grid)) * grid for side in (one.x, one.y))
    if y > stage.height - 0.01:
        y -= grid
    return replace(one, x=x, y=max(y, grid), height=min(height, y - 0.02))
