"""The questions of the evaluation: prompts that training never saw, and what a right picture would show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from torch import Tensor

from sketch.recogniser import COUNTS, PEOPLE, PERSON, Reading
from sketch.world import (
    EXPECTED,
    KINDS,
    OUTDOORS,
    PAINTS,
    SETTINGS,
    STYLES,
    TIMES,
    is_held_out,
    pair_scene,
    plain_scene,
)
from wanstudio.painting.procedural.drawing.colour import PIGMENTS
from wanstudio.painting.procedural.scene import Scene, Thing
from wanstudio.painting.procedural.words import phrases
from wanstudio.painting.procedural.words.captions import Language, caption

DENIED = tuple(EXPECTED.values())
NOUNS = {
    "english": {kind: kind for kind in DENIED},
    "chinese": {"person": "人物", "cat": "猫", "car": "汽车", "tree": "树", "boat": "小船", "house": "房子"},
}
OF_THINGS = ("thing", "one_coloured_thing", "count", "two_things", "negative")
"""What may be judged only by who also says rightly that a thing is not there."""
ABSENT = "absent"
_ALIKE = 20.0


@dataclass(frozen=True, slots=True)
class Question:
    """A scene to paint, which of the aspects are asked about it, and what must not be seen, in words and as a kind."""

    scene: Scene
    aspects: tuple[str, ...]
    negative: str = ""
    denied: str = ""


@dataclass(frozen=True, slots=True)
class Aspect:
    """One line of the table. `right`: whether picture b of a reading shows what the scene says."""

    title: str
    target: float | None
    right: Callable[[Reading, int, Scene], bool]


def _best(told: Tensor) -> int:
    return int(told.argmax())


def sees(reading: Reading, b: int, kind: str) -> bool:
    """Whether the kind was seen in picture b."""
    return bool(reading.kinds[b, KINDS.index(kind)] > 0)


@cache
def alike(one: str, other: str) -> bool:
    """Whether two paints are too near each other to be told apart at dusk or by night.

    By their distance in CIELAB: turquoise and teal, golden and yellow, peach and beige, crimson and red, silver and
    white or grey.
    """
    pigments = np.array([[PIGMENTS[one], PIGMENTS[other]]], np.float32) / 255
    first, second = cv2.cvtColor(pigments, cv2.COLOR_RGB2LAB)[0]
    return bool(np.linalg.norm(first - second) < _ALIKE)


def _coloured(reading: Reading, b: int, thing: Thing) -> bool:
    told = _best(reading.colours[b, KINDS.index(thing.kind)])
    return not thing.colours or alike(PAINTS[told], thing.colours[0])


def _one_coloured(reading: Reading, b: int, scene: Scene) -> bool:
    return all(sees(reading, b, thing.kind) and _coloured(reading, b, thing) for thing in scene.things)


def _side_by_side(reading: Reading, b: int, scene: Scene) -> bool:
    one, other = (KINDS.index(thing.kind) for thing in scene.things)
    placed = bool(reading.spots[b, one, 0] < reading.spots[b, other, 0])
    return placed and all(sees(reading, b, thing.kind) for thing in scene.things)


def _counted(reading: Reading, b: int, scene: Scene) -> bool:
    thing = scene.things[0]
    told = _best(reading.counts[b, KINDS.index(thing.kind)]) + 1
    return sees(reading, b, thing.kind) and told == min(thing.count, COUNTS)


ASPECTS = {
    "thing": Aspect("thing present", None, lambda r, b, s: sees(r, b, s.things[0].kind)),
    "one_coloured_thing": Aspect("one coloured thing in a scene", 0.90, _one_coloured),
    "count": Aspect("two to four of a thing", None, _counted),
    "two_things": Aspect("two things side by side", 0.70, _side_by_side),
    "scene": Aspect("scene", 0.95, lambda r, b, s: SETTINGS[_best(r.settings[b])] == s.setting),
    "time": Aspect("time of day", 0.95, lambda r, b, s: TIMES[_best(r.times[b])] == s.time),
    "style": Aspect("style", None, lambda r, b, s: STYLES[_best(r.styles[b])] == s.style),
    "negative": Aspect("negative prompt obeyed", 0.90, lambda r, b, s: not sees(r, b, EXPECTED[s.setting])),
}


def questions(count: int, seed: int) -> list[Question]:
    """So many of each sort."""
    rng = np.random.default_rng(seed)
    asked = [Question(scene, _aspects_of(scene)) for scene in _held_out(plain_scene, count, rng)]
    asked += [Question(scene, ("two_things",)) for scene in _held_out(pair_scene, count // 2, rng)]
    asked += [Question(_counted_scene(rng), ("count",)) for _ in range(count // 4)]
    return asked


def shows(kinds: frozenset[str], kind: str) -> bool:
    """Whether a drawing of these kinds shows the kind: a man is a person too, drawn alike."""
    return kind in kinds or (kind == PERSON and not kinds.isdisjoint(PEOPLE))


def absent_kind(asked: Sequence[Question], number: int, kinds: frozenset[str]) -> str | None:
    """Of the kinds that the next questions name, the first that a drawing of these kinds does not show."""
    others = (thing.kind for one in (*asked[number + 1 :], *asked[:number]) for thing in one.scene.things)
    return next((kind for kind in others if not shows(kinds, kind)), None)


def _aspects_of(scene: Scene) -> tuple[str, ...]:
    world = ["scene", *(["time"] if scene.setting in OUTDOORS else []), *(["style"] if scene.style else [])]
    things = ["thing", "one_coloured_thing"] if scene.things[0].colours else ["thing"]
    return (*things, *world)


def _held_out(
    make: Callable[[np.random.Generator], Scene], count: int, rng: np.random.Generator
) -> list[Scene]:
    found: list[Scene] = []
    while len(found) < count:
        scene = make(rng)
        if is_held_out(scene):
            found.append(scene)
    return found


def _counted_scene(rng: np.random.Generator) -> Scene:
    kinds = [kind for kind in KINDS if kind not in phrases.LONE]
    kind = kinds[rng.integers(len(kinds))]
    return Scene((Thing(kind, count=int(rng.integers(2, 5))),), setting="meadow")


def denials(each: int, language: Language) -> list[Question]:
    """Places where one expects a thing of which the prompt says nothing, and the thing in the negative prompt."""
    return [
        Question(
            Scene((), setting=place, time=TIMES[number % len(TIMES)] if place in OUTDOORS else ""),
            ("negative",), NOUNS[language][kind], kind,
        )
        for place, kind in EXPECTED.items()
        for number in range(each)
    ]  # fmt: skip


def prompt_of(question: Question, language: Language, number: int) -> str:
    """What is typed for it."""
    return caption(question.scene, np.random.default_rng([17, number]), language)
