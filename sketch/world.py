"""Which scenes the model learns from, what is drawn of them, and which combinations it never sees."""

import zlib
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from wanstudio.painting.procedural.layout.company import EXTRA
from wanstudio.painting.procedural.layout.compose import BUILDINGS, compose
from wanstudio.painting.procedural.layout.stage import Placed, Stage
from wanstudio.painting.procedural.scene import Place, Scene, Thing, Time
from wanstudio.painting.procedural.things.families import FAMILIES
from wanstudio.painting.procedural.things.registry import drawing
from wanstudio.painting.procedural.words import phrases
from wanstudio.painting.procedural.words.captions import trait_words
from wanstudio.painting.procedural.words.imagine import POSES, random_scene
from wanstudio.painting.procedural.words.parse import ALIVE
from wanstudio.vocabulary.things import THINGS
from wanstudio.vocabulary.traits import COLOURS, EXPRESSIONS

assert FAMILIES  # to import them is to have their drawings registered
Free = Literal["nothing", "place", "everything"]
"""What a drawing leaves to chance of the things that are named: nothing, where one alone stands, or all there is."""
KINDS = tuple(sorted(THINGS))
SETTINGS = tuple(sorted(phrases.SETTINGS))
TIMES: tuple[Time, ...] = ("dawn", "day", "dusk", "night", "sunset")
STYLES = ("", *sorted(phrases.STYLES))
PAINTS = tuple(colour for colour in COLOURS if trait_words("colour", colour)[1])
"""The colours that both languages can name."""
OUTDOORS = tuple(name for name in SETTINGS if name not in ("room", "studio", "space", "underwater"))
TOKEN = 64
"""Pixels a side that one token of the transformer stands for."""
SQUARE = 512
"""Pixels a side of the square pictures whose tokens are the grid for squares of any size: they are drawn once."""
_WIDE = ("stars", "aurora", "rainbow", "mountain")
EXPECTED = {
    "beach": "person", "lake": "boat", "meadow": "tree", "mountains": "house", "room": "cat", "street": "car",
}  # fmt: skip
"""What is to be met at a place of which nothing else is said: there is something for a negative prompt to deny."""
_MET = 0.2
_ABOVE = "aurora", "moon", "rainbow", "stars", "sun"
_OPEN = "beach", "desert", "lake", "meadow", "mountains", "sea", "snow"
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
    """A place of which nothing else is said; what one expects there may be there. See `staged`."""
    setting = (
        str(rng.choice(sorted(EXPECTED))) if rng.random() < 0.7 else SETTINGS[rng.integers(len(SETTINGS))]
    )
    scene = _somewhere((), rng)
    return replace(scene, setting=setting, time=scene.time if setting in OUTDOORS else "")


def asked_scene(rng: np.random.Generator) -> Scene:
    """Such as people ask for: a building with its parts, something in the sky above it, a creature with a mood."""
    moods = (("soft", "warm", "dramatic", "dreamy")[rng.integers(4)],) if rng.random() < 0.4 else ()
    choice = rng.random()
    if choice < 0.35:
        parts = [part for part in _parts(rng) if rng.random() < 0.65]
        scene = Scene((_building(rng), *parts), moods=moods)
        return scene if rng.random() < 0.5 else replace(_somewhere(scene.things, rng), style="")
    if choice < 0.7:
        above = Thing(_ABOVE[rng.integers(len(_ABOVE))])
        below = _building(rng) if rng.random() < 0.6 else plain_scene(rng).things[0]
        return Scene((below, above), setting=_OPEN[rng.integers(len(_OPEN))], moods=moods)
    kind = sorted(ALIVE)[rng.integers(len(ALIVE))]
    creature = Thing(
        kind,
        colours=(PAINTS[rng.integers(len(PAINTS))],) if rng.random() < 0.7 else (),
        pose=POSES[rng.integers(len(POSES))] if rng.random() < 0.7 else "",
        expression=sorted(EXPRESSIONS)[rng.integers(len(EXPRESSIONS))] if rng.random() < 0.6 else "",
    )
    scene = Scene((creature,), moods=("cute",) if rng.random() < 0.6 else ())
    return scene if rng.random() < 0.5 else replace(scene, setting=SETTINGS[rng.integers(len(SETTINGS))])


def _building(rng: np.random.Generator) -> Thing:
    kind = sorted(BUILDINGS)[rng.integers(len(BUILDINGS))] if rng.random() < 0.7 else "flower shop"
    colours = (PAINTS[rng.integers(len(PAINTS))],) if rng.random() < 0.4 else ()
    return Thing(kind, colours=colours, size="small" if rng.random() < 0.25 else "")


def _parts(rng: np.random.Generator) -> tuple[Thing, ...]:
    door = Thing("door", material="wood" if rng.random() < 0.6 else "")
    return (
        Thing("window", count=int(rng.integers(2, 5))),
        door,
        Thing("flower", count=int(rng.integers(3, 6))),
    )


def _somewhere(things: tuple[Thing, ...], rng: np.random.Generator) -> Scene:
    setting = SETTINGS[rng.integers(len(SETTINGS))]
    time: Time = TIMES[rng.integers(len(TIMES))] if setting in OUTDOORS else ""
    style = STYLES[rng.integers(1, len(STYLES))] if rng.random() < 0.15 else ""
    return Scene(things, setting=setting, time=time, style=style)


def training_scene(rng: np.random.Generator) -> Scene:
    """A scene of the training set: a third of them of one plain thing, a fifth of two, none held out."""
    while True:
        make = _MAKERS[int(rng.choice(len(_MAKERS), p=_CHANCES))]
        scene = make(rng)
        if not is_held_out(scene):
            return scene


def withheld_scene(rng: np.random.Generator) -> Scene:
    """One of a pairing that the model never sees; who judges its pictures of them has to know them."""
    while True:
        scene = (plain_scene, plain_scene, pair_scene)[rng.integers(3)](rng)
        if is_held_out(scene):
            return scene


_MAKERS = plain_scene, pair_scene, company_scene, several_scene, place_scene, asked_scene, random_scene
_CHANCES = 0.36, 0.2, 0.06, 0.09, 0.11, 0.09, 0.09


def mirrored(scene: Scene) -> Scene:
    """The scene as its mirror image shows it."""
    things = tuple(replace(thing, place=_OTHER_SIDE.get(thing.place, thing.place)) for thing in scene.things)
    return replace(scene, things=things)


def staged(
    scene: Scene, width: int, height: int, rng: np.random.Generator, *, free: Free = "nothing"
) -> tuple[Stage, Truth]:
    """The scene composed for a size, tidily, and what will really be in the picture.

    With nothing free everything has one place and one look: what is drawn of the named things follows from the scene.
    With the place free a thing on its own stands in the middle or a step of the grid beside it. Where no thing is
    named, what one expects at the place is there one time in five, and has no box: cells in focus weigh more, and
    a thing that nobody asked for would be learnt as if it were there more often than it is.
    """
    named = bool(scene.things)
    if not named and scene.setting in EXPECTED and rng.random() < _MET:
        scene = replace(scene, things=(Thing(EXPECTED[scene.setting]),))
    stage = compose(scene, width, height, rng)
    if free != "everything":
        scene = replace(scene, setting=stage.setting, time=stage.time)  # type: ignore[arg-type]
        stage = compose(scene, width, height, np.random.default_rng(0))
    told = tuple(one for one in stage.things if one.source != EXTRA)
    grid = TOKEN / (SQUARE if width == height else min(width, height))
    if free != "everything" and len(told) == 1 and scene.things and not scene.things[0].place:
        aside = int(rng.integers(-1, 2)) * grid if free == "place" and told[0].kind not in _WIDE else 0.0
        told = (replace(told[0], x=stage.width / 2 + aside),)
    if not any(thing.relation for thing in scene.things):
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
        if named
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
