"""From a prompt and its negative prompt to a Scene. Words it does not know are passed over."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from wanstudio.painting.procedural.scene import Relation, Scene, Thing
from wanstudio.vocabulary.lexicon import Mark, read

TRAITS = ("colour", "count", "size", "pose", "expression", "material", "place")
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
    denied: list[str] = field(default_factory=list)
    link: str = ""
    joined: bool = False
    clause: bool = False  # a thing has been named since the last comma or "and"
    posts: list[tuple[int, str]] = field(default_factory=list)
    scenery: int = -1  # where the last setting's name ended


def parse(prompt: str, negative_prompt: str = "") -> Scene:
    """The scene a prompt describes, less all that its negative prompt names."""
    wanted = _read(prompt)
    scene = _settle(wanted)
    denied = {mark.value for mark in read(negative_prompt) if mark.part in _DENIABLE} | set(wanted.denied)
    for kind in tuple(denied):
        denied |= KINDS_OF.get(kind, frozenset())
    return _without(scene, frozenset(denied)) if denied else scene


_WORLD = ("setting", "time", "weather", "style", "mood")
_DENIABLE = ("thing", "colour", "pose", "expression", "material", *_WORLD)


def _read(text: str) -> _Reading:
    reading = _Reading()
    deny = False
    marks = list(read(text))
    for at, each in enumerate(marks):
        mark = replace(each, part="after", value=f"{each.value} of") if _is_beside(marks, at) else each
        if deny and mark.part in _DENIABLE:
            reading.denied.append(mark.value)
            deny = False
        elif mark.part == "deny":
            deny = True
        else:
            deny = deny and mark.part == "count"
            _take(reading, mark)
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
    if mark.part == "thing":
        _name(reading, mark)
    elif mark.part in AFTERTHOUGHTS and reading.clause and not reading.traits:
        reading.things[-1] = _with(reading.things[-1], mark)
    elif mark.part in TRAITS:
        reading.traits.append(mark)
    elif mark.part in _WORLD:
        reading.world.setdefault(mark.part, []).append(mark.value)
        reading.link = ""
        if mark.part == "setting":
            reading.joined, reading.traits, reading.scenery = False, [], mark.end
    elif mark.part == "link":
        reading.link = mark.value
    elif mark.part == "after":
        _follow(reading, mark)
    elif mark.part == "join":
        reading.joined = reading.clause
    else:
        if mark.part == "stop":
            _give_back(reading)
            reading.link = ""
        reading.clause = False


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
            if trait.part == "count":
                continue
            bearers = [k for k, thing in enumerate(reading.things) if thing.kind in ALIVE]
            spot = bearers[-1] if trait.part in ("pose", "expression") and bearers else at
            reading.things[spot] = _with(reading.things[spot], trait)
        reading.traits = []


def _with(thing: Thing, mark: Mark) -> Thing:
    """The thing with one more trait; the first word said of it stands."""
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


def _without(scene: Scene, denied: frozenset[str]) -> Scene:
    """The scene with everything denied taken away."""
    moved: dict[int, int] = {}
    kept: list[Thing] = []
    for index, thing in enumerate(scene.things):
        if thing.kind not in denied:
            moved[index] = len(kept)
            kept.append(thing)
    things = tuple(_stripped(_relink(thing, moved, at), denied) for at, thing in enumerate(kept))
    return replace(
        scene,
        things=things,
        setting="" if scene.setting in denied else scene.setting,
        time="" if scene.time in denied else scene.time,
        weather="" if scene.weather in denied else scene.weather,
        style="" if scene.style in denied else scene.style,
        moods=tuple(mood for mood in scene.moods if mood not in denied),
        avoid=denied,
    )


def _stripped(thing: Thing, denied: frozenset[str]) -> Thing:
    return replace(
        thing,
        colours=tuple(colour for colour in thing.colours if colour not in denied),
        pose="" if thing.pose in denied else thing.pose,
        expression="" if thing.expression in denied else thing.expression,
        material="" if thing.material in denied else thing.material,
    )
