"""From a prompt and its negative prompt to a Scene. Words it does not know are passed over."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from wanstudio.painting.procedural.scene import Relation, Scene, Thing
from wanstudio.vocabulary.denials import told
from wanstudio.vocabulary.mark import WORLD, Mark
from wanstudio.vocabulary.negatives import denied_by
from wanstudio.vocabulary.things import THINGS

TRAITS = ("colour", "count", "size", "pose", "expression", "material", "place", "never")
AFTERTHOUGHTS = ("pose", "expression", "place")
SEVERAL = 4
ALIVE = frozenset(
    {
        "cat", "dog", "rabbit", "fox", "bear", "panda", "bird", "owl", "duck", "penguin", "horse", "sheep",
        "person", "woman", "man", "child", "robot", "cow", "deer", "elephant", "whale", "turtle",
    }
)  # fmt: skip
KINDS_OF = {"person": frozenset({"woman", "man", "child"}), "tree": frozenset({"pine", "palm", "blossom"})}


@dataclass
class _Reading:
    """What has been understood so far."""

    things: list[Thing] = field(default_factory=list)
    traits: list[Mark] = field(default_factory=list)
    world: dict[str, list[str]] = field(default_factory=dict)
    denials: list[Mark] = field(default_factory=list)
    link: str = ""
    joined: bool = False
    clause: bool = False  # a thing has been named since the last comma or "and"
    posts: list[tuple[int, str]] = field(default_factory=list)
    scenery: int = -1  # where the last setting's name ended
    hollow: bool = False  # the last word denied something: what is said of its place is said of nothing


def parse(prompt: str, negative_prompt: str = "") -> Scene:
    """The scene a prompt describes, less all that it denies or its negative prompt names."""
    reading = _read(prompt)
    return _without(_settle(reading), [*reading.denials, *denied_by(negative_prompt)])


def things_denied_by(negative_prompt: str) -> frozenset[str]:
    """The kinds of things that a negative prompt denies."""
    return frozenset(mark.value for mark in denied_by(negative_prompt) if mark.value in THINGS)


def _read(text: str) -> _Reading:
    reading = _Reading()
    marks = told(text)
    for at, mark in enumerate(marks):
        beside = _is_beside(marks, at)
        _take(reading, replace(mark, part="after", value=f"{mark.value} of") if beside else mark)
    _give_back(reading)
    return reading


def _is_beside(marks: Sequence[Mark], at: int) -> bool:
    """Whether a Chinese word for a side is one of the thing before it (A 在 B 右边, B 的右边是 A), not of the picture."""
    mark = marks[at]
    if not mark.chinese or mark.value not in ("left", "right") or at == 0 or marks[at - 1].part != "thing":
        return False
    before = at - 2
    while before >= 0 and marks[before].part in TRAITS:
        before -= 1
    goes_on = at + 1 < len(marks) and marks[at + 1].part != "stop"
    return goes_on or (before >= 0 and marks[before].part == "join")


def _take(reading: _Reading, mark: Mark) -> None:
    """One more word."""
    hollow, reading.hollow = reading.hollow, False
    if mark.part in ("denied", "shunned", "never"):
        _deny(reading, mark)
    elif mark.part == "thing":
        _name(reading, mark)
    elif mark.part in AFTERTHOUGHTS and reading.clause and not reading.traits:
        reading.things[-1] = _with(reading.things[-1], mark)
    elif mark.part in TRAITS:
        reading.traits.append(mark)
    elif mark.part in WORLD:
        _place(reading, mark)
    elif mark.part == "link":
        reading.link = "" if hollow else mark.value
    elif mark.part == "after":
        _follow(reading, mark)
    else:
        _join(reading, mark)


def _place(reading: _Reading, mark: Mark) -> None:
    """A word for the world around the things."""
    reading.world.setdefault(mark.part, []).append(mark.value)
    reading.link = ""
    if mark.part == "setting":
        reading.joined, reading.traits, reading.scenery = False, [], mark.end


def _join(reading: _Reading, mark: Mark) -> None:
    """A word that joins or parts what stands around it."""
    if mark.part == "join":
        reading.joined = reading.clause
    elif mark.part in ("break", "stop"):
        if mark.part == "stop":
            _give_back(reading)
            reading.link = ""
        reading.clause = False


def _deny(reading: _Reading, mark: Mark) -> None:
    """Something is denied: of the last thing, of the next one, or of all."""
    if mark.of == "next":
        reading.traits.append(mark)
    elif mark.of == "last" and reading.things:
        reading.things[-1] = _with(reading.things[-1], mark)
    else:
        reading.denials.append(mark)
        reading.hollow = mark.part != "never"


def _name(reading: _Reading, mark: Mark) -> None:
    """A thing is named: it takes the traits said before it, and perhaps the link."""
    thing = Thing(mark.value, count=SEVERAL if mark.plural else 1)
    for trait in reading.traits:
        thing = _with(thing, trait)
    reading.traits = []
    if reading.link and reading.things:
        last = len(reading.things) - 1
        if reading.things[last].relation is None:
            reading.things[last] = replace(
                reading.things[last],
                relation=Relation(reading.link, len(reading.things)),  # type: ignore[arg-type]
            )
    elif reading.link:
        reading.posts.append((len(reading.things), reading.link))
    reading.link = ""
    for place, link in reading.posts:
        if place < len(reading.things) and thing.relation is None:
            thing = replace(thing, relation=Relation(link, place))  # type: ignore[arg-type]
    reading.posts = [post for post in reading.posts if post[0] >= len(reading.things)]
    reading.things.append(thing)
    reading.clause = True


def _follow(reading: _Reading, mark: Mark) -> None:
    """A Chinese place word after a thing: of the thing before it (A 在 B 上) or the next one (B 上有 A)."""
    if not reading.clause or mark.start == reading.scenery:
        return
    object_, subject = len(reading.things) - 1, len(reading.things) - 2
    if reading.joined and subject >= 0:
        reading.things[subject] = replace(
            reading.things[subject],
            relation=Relation(mark.value, object_),  # type: ignore[arg-type]
        )
        reading.joined = False
    else:
        reading.posts.append((object_, mark.value))


def _give_back(reading: _Reading) -> None:
    """Traits that no thing followed belong to the last thing that can bear them."""
    if reading.things:
        at = len(reading.things) - 1
        for trait in reading.traits:
            if trait.part in ("count", "never"):
                continue
            bearers = [k for k, thing in enumerate(reading.things) if thing.kind in ALIVE]
            spot = bearers[-1] if trait.part in ("pose", "expression") and bearers else at
            reading.things[spot] = _with(reading.things[spot], trait)
        reading.traits = []


def _with(thing: Thing, mark: Mark) -> Thing:
    """The thing with one more trait; the first word said of it stands."""
    if mark.value in thing.never:
        return thing
    if mark.part == "never":
        return _stripped(replace(thing, never=thing.never | {mark.value}), frozenset((mark.value,)))
    if mark.part == "colour":
        return replace(thing, colours=(*thing.colours, mark.value))
    if mark.part == "count":
        several = mark.value == "1" and thing.count > 1
        return thing if several else replace(thing, count=int(mark.value))
    if getattr(thing, mark.part):
        return thing
    said: dict[str, Any] = {mark.part: mark.value}
    return replace(thing, **said)


def _settle(reading: _Reading) -> Scene:
    """One setting, time and weather out of all that were named."""
    settings = list(dict.fromkeys(reading.world.get("setting", [])))
    weather = reading.world.get("weather", [""])[0]
    if "snow" in settings and len(settings) > 1:
        settings.remove("snow")
        weather = weather or "snow"
    return Scene(
        things=_merge(reading.things),
        setting=settings[0] if settings else "",
        time=reading.world.get("time", [""])[0],  # type: ignore[arg-type]
        weather=weather,  # type: ignore[arg-type]
        style=reading.world.get("style", [""])[0],
        moods=tuple(dict.fromkeys(reading.world.get("mood", []))),
    )


def _merge(things: list[Thing]) -> tuple[Thing, ...]:
    """A kind named again without a trait of its own is the same thing; relations follow their things."""
    kept: list[Thing] = []
    moved: dict[int, int] = {}
    for index, thing in enumerate(things):
        first = next((k for k, other in enumerate(kept) if other.kind == thing.kind), None)
        if first is not None and replace(thing, relation=None, count=1) == Thing(thing.kind):
            moved[index] = first
            if kept[first].relation is None and thing.relation is not None:
                kept[first] = replace(kept[first], relation=thing.relation)
        else:
            moved[index] = len(kept)
            kept.append(thing)
    return tuple(_relink(thing, moved, at) for at, thing in enumerate(kept))


def _relink(thing: Thing, moved: dict[int, int], at: int) -> Thing:
    relation = thing.relation
    if relation is None:
        return thing
    target = moved.get(relation.to)
    return replace(thing, relation=None if target in (None, at) else Relation(relation.link, target or 0))


def _without(scene: Scene, denials: Sequence[Mark]) -> Scene:
    """The scene with everything denied taken away."""
    denied = {
        mark.value for mark in denials if mark.part == "denied" or (mark.part == "never" and _of_all(mark))
    }
    shunned = {mark.value for mark in denials if mark.part == "shunned"}
    for kind in denied | shunned:
        (denied if kind in denied else shunned).update(KINDS_OF.get(kind, ()))
    if not denials:
        return scene
    moved: dict[int, int] = {}
    kept: list[Thing] = []
    for index, thing in enumerate(scene.things):
        if thing.kind not in denied:
            moved[index] = len(kept)
            kept.append(thing)
    things = (_relink(thing, moved, at) for at, thing in enumerate(kept))
    return replace(
        scene,
        things=tuple(_stripped(thing, frozenset(denied)) for thing in _never(things, denials)),
        setting="" if scene.setting in denied else scene.setting,
        time="" if scene.time in denied else scene.time,
        weather="" if scene.weather in denied else scene.weather,
        style="" if scene.style in denied else scene.style,
        moods=tuple(mood for mood in scene.moods if mood not in denied),
        avoid=frozenset(denied | shunned),
    )


def _of_all(mark: Mark) -> bool:
    """Whether a trait is denied of everything."""
    return mark.of in ("", "last", "next")


def _never(things: Iterable[Thing], denials: Sequence[Mark]) -> Iterator[Thing]:
    """The things, without what is denied of their kind."""
    for thing in things:
        of_it = (thing.kind, *(kind for kind, kinds in KINDS_OF.items() if thing.kind in kinds))
        never = frozenset(mark.value for mark in denials if mark.part == "never" and mark.of in of_it)
        yield _stripped(replace(thing, never=thing.never | never), never)


def _stripped(thing: Thing, denied: frozenset[str]) -> Thing:
    """The thing without the traits that are denied."""
    return replace(
        thing,
        colours=tuple(colour for colour in thing.colours if colour not in denied),
        size="" if thing.size in denied else thing.size,
        pose="" if thing.pose in denied else thing.pose,
        expression="" if thing.expression in denied else thing.expression,
        material="" if thing.material in denied else thing.material,
    )
