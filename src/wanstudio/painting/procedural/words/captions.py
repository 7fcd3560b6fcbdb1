"""From a Scene to what a person might have typed to get it, in English or Chinese; draws nothing."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any, Literal, Protocol

from wanstudio.painting.procedural.scene import Scene, Thing
from wanstudio.painting.procedural.words import phrases
from wanstudio.painting.procedural.words.parse import parse
from wanstudio.vocabulary import traits as words_traits
from wanstudio.vocabulary.things import THINGS

Language = Literal["english", "chinese"]
ATTEMPTS = 6
_MOST = max(phrases.EN_COUNTS)
COLUMN = {"english": 0, "chinese": 1}


class Chance(Protocol):
    """What chooses among words: a generator of numpy's, or nothing but the plainest."""

    def integers(self, below: int, /) -> Any: ...
    def random(self) -> float: ...
    def permutation(self, count: int, /) -> Iterable[Any]: ...


class _Plainest:
    """Chooses the first word of each, and no ornament."""

    def integers(self, _: int, /) -> int:
        return 0

    def random(self) -> float:
        return 0.5

    def permutation(self, count: int, /) -> Iterable[int]:
        return range(count)


def caption(scene: Scene, rng: Chance, language: Language = "english", terse: bool = False) -> str:
    """A caption that says all of the scene; a terse one names its things and nothing of the world.

    A wording that the parser would read as another scene is thrown away and another is drawn.
    """
    if terse:
        return _things(scene.things, rng, COLUMN[language])
    text = ""
    for _ in range(ATTEMPTS):
        text = _worded(scene, rng, COLUMN[language])
        if same(parse(text), scene):
            break
    return text


def plain_caption(scene: Scene, language: Language) -> str | None:
    """The scene in the plainest words, less what no caption has words for; None if it cannot be told so."""
    things = tuple(_tellable(thing) for thing in scene.things)
    told = replace(scene, things=things, style=scene.style if scene.style in phrases.STYLES else "")
    text = _worded(told, _Plainest(), COLUMN[language])
    return text if same(parse(text), told) else None


def _tellable(thing: Thing) -> Thing:
    place = thing.place if thing.place in phrases.PLACES else ""
    relation = thing.relation if thing.relation and thing.relation.link in phrases.LINKS else None
    return replace(thing, count=min(thing.count, _MOST), place=place, relation=relation)


def same(one: Scene, other: Scene) -> bool:
    """Whether two scenes show the same things in the same world, in whatever order they are named."""
    world = [(s.setting, s.time, s.weather, s.style, frozenset(s.moods)) for s in (one, other)]
    return world[0] == world[1] and sorted(_told(one)) == sorted(_told(other))


def _told(scene: Scene) -> list[tuple[str, ...]]:
    """Each thing with all that is said of it, the other end of its relation by name."""
    told = []
    for thing in scene.things:
        relation = thing.relation
        link = (relation.link, scene.things[relation.to].kind) if relation else ("", "")
        traits = (thing.size, thing.pose, thing.expression, thing.material, thing.place)
        told.append((thing.kind, str(thing.count), *thing.colours, "|", *traits, *link))
    return told


def _pick(words: str, rng: Chance) -> str:
    choices = words.split("|")
    return choices[int(rng.integers(len(choices)))]


def _worded(scene: Scene, rng: Chance, column: int) -> str:
    comma = (", ", "，")[column]
    frame = (
        _pick((phrases.EN_STYLE_FRAMES, phrases.ZH_STYLE_FRAMES)[column], rng) if scene.style else "{body}"
    )
    named = " of {" in frame  # a painting is of things, and only then of where they are
    body = _things(scene.things, rng, column)
    if body and not named:
        body = _pick(phrases.LEADS[column], rng) + body
    body = _placed(body, _world(scene, rng, column), column, bool(named or rng.random() < 0.65))
    body = comma.join([body, *(_pick(phrases.MOODS[mood][column], rng) for mood in scene.moods)])
    body += _pick(phrases.TAILS[column], rng)
    if scene.style:
        body = frame.format(body=body, style=_pick(phrases.STYLES[scene.style][column], rng))
    ending = ("", ".")[int(rng.random() < 0.2)] if column == 0 else ("", "。")[int(rng.random() < 0.2)]
    return body + ending


def _placed(body: str, world: list[str], column: int, first: bool) -> str:
    """The things in their world: named before it, or after it."""
    comma = (", ", "，")[column]
    if first and column == 0:
        return " ".join(filter(None, [body, *world]))
    return comma.join(filter(None, [body, *world] if first else [*world, body]))


def _world(scene: Scene, rng: Chance, column: int) -> list[str]:
    """Setting, hour and weather, in any order."""
    found = []
    for table, value in (
        (phrases.SETTINGS, scene.setting), (phrases.TIMES, scene.time), (phrases.WEATHERS, scene.weather),
    ):  # fmt: skip
        if value:
            found.append(_pick(table[value][column], rng))
    return [found[int(k)] for k in rng.permutation(len(found))]


def _things(things: tuple[Thing, ...], rng: Chance, column: int) -> str:
    """All things, those in relation to another beside it."""
    done: set[int] = set()
    parts: list[str] = []
    for k in sorted(range(len(things)), key=lambda k: things[k].relation is None):
        if k in done:
            continue
        relation = things[k].relation
        done.add(k)
        if relation is None or relation.to in done:
            parts.append(_named(things[k], rng, column))
        else:
            done.add(relation.to)
            parts.append(_related(things[k], things[relation.to], relation.link, rng, column))
    if len(parts) > 1 and rng.random() < 0.6:
        both = parts[-2] + (" and ", "和")[column] + parts[-1]
        parts[-2:] = [both]
    return (", ", "，")[column].join(parts)


def _related(one: Thing, other: Thing, link: str, rng: Chance, column: int) -> str:
    words = _pick(phrases.LINKS.get(link, (link, ""))[column], rng)
    subject, target = _named(one, rng, column), _named(other, rng, column)
    if column == 0:
        return f"{subject} {words} {target}"
    return f"{target}{words}有{subject}" if rng.random() < 0.5 else f"{subject}在{target}{words}"


def _named(thing: Thing, rng: Chance, column: int) -> str:
    return _english(thing, rng) if column == 0 else _chinese(thing, rng)


def _english(thing: Thing, rng: Chance) -> str:
    """Count, size, expression, pose, colours, material, noun, place."""
    after = thing.pose in ("sitting", "sleeping", "running", "walking", "flying", "waving", "standing")
    after = after and rng.random() < 0.5 and thing.relation is None
    colours = " and ".join(_trait("colour", colour, 0, rng) for colour in thing.colours)
    before = [_trait("size", thing.size, 0, rng), _trait("expression", thing.expression, 0, rng)]
    before += [
        "" if after else _trait("pose", thing.pose, 0, rng),
        colours,
        _trait("material", thing.material, 0, rng),
    ]
    described = " ".join(filter(None, before))
    tail = " " + _trait("pose", thing.pose, 0, rng) if after else ""
    if thing.place:
        tail += " " + phrases.PLACES[thing.place][0]
    if thing.kind in phrases.LONE and not described and thing.count == 1:
        return _pick(phrases.LONE[thing.kind][0], rng) + tail
    nouns = nouns_of(thing.kind, thing.count > 1)[0]
    phrase = " ".join(filter(None, [described, nouns[int(rng.integers(len(nouns)))]]))
    if thing.count > 1:
        return f"{_pick(phrases.EN_COUNTS[thing.count], rng)} {phrase}{tail}"
    return f"{'an' if phrase[0] in 'aeiou' else 'a'} {phrase}{tail}"


def _chinese(thing: Thing, rng: Chance) -> str:
    """Count and measure word, then what is said of it, each with its particle, then the noun."""
    words = [("size", thing.size), ("expression", thing.expression), ("pose", thing.pose)]
    words += [("colour", colour) for colour in thing.colours] + [("material", thing.material)]
    told = [_trait(part, value, 1, rng) for part, value in words if value]
    described = "".join(word if word.endswith("的") else word + "的" for word in told)
    tail = "在" + phrases.PLACES[thing.place][1] if thing.place else ""
    if thing.kind in phrases.LONE and not described and thing.count == 1:
        return _pick(phrases.LONE[thing.kind][1], rng) + tail
    nouns = nouns_of(thing.kind, False)[1]
    measure = next((m for m, kinds in _measures() if thing.kind in kinds), phrases.LIKE_A_PIECE)
    count = _pick(phrases.ZH_COUNTS[thing.count], rng)
    return f"{count}{measure}{described}{nouns[int(rng.integers(len(nouns)))]}{tail}"


@cache
def _measures() -> tuple[tuple[str, frozenset[str]], ...]:
    pairs = []
    for measure, listed in phrases.MEASURES.items():
        kinds = {kind for kind in THINGS if f" {kind} " in f" {listed} "}
        if "flower shop" in kinds:
            kinds.discard("flower")
        pairs.append((measure, frozenset(kinds)))
    return tuple(pairs)


_TRAITS = {
    "colour": words_traits.COLOURS,
    "size": words_traits.SIZES,
    "expression": words_traits.EXPRESSIONS,
    "pose": words_traits.POSES,
    "material": words_traits.MATERIALS,
}


def _trait(part: str, value: str, column: int, rng: Chance) -> str:
    if not value:
        return ""
    words = trait_words(part, value)[column]
    return words[int(rng.integers(len(words)))]


@cache
def trait_words(part: str, value: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words, English and Chinese, that mean exactly this and can stand before a noun."""
    wanted: tuple[str, ...] | str = (value,) if part == "colour" else value
    name = "colours" if part == "colour" else part
    english, chinese = _TRAITS[part][value]
    frames = ("a {} robot", "一个{}的机器人")
    kept: list[tuple[str, ...]] = []
    for frame, words in zip(frames, (english, chinese), strict=True):
        good = [word for word in words.split("|") if _is_adjective(part, word)]
        kept.append(tuple(word for word in good if _only(frame.format(word), name, wanted)))
    return kept[0], kept[1]


def _is_adjective(part: str, word: str) -> bool:
    if part == "pose":
        return len(word) > 1 and word.endswith(
            ("ing", "asleep", "着", "的", "翔", "跑", "手", "步", "crescent")
        )
    if part == "expression":
        return word != "smile"
    return word not in ("wood", "metal", "glassware") or part != "material"


def _only(text: str, name: str, wanted: tuple[str, ...] | str) -> bool:
    scene = parse(text)
    expected = Thing("robot", **{name: wanted})  # type: ignore[arg-type]
    return scene == Scene((expected,))


@cache
def nouns_of(kind: str, plural: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of a kind, English and Chinese, that mean nothing else."""
    english, chinese = (side.split("|") for side in THINGS[kind])
    singular = [word for word in english if parse(f"a {word}") == Scene((Thing(kind),)) and _is_single(word)]
    forms = [_plural(word) for word in singular] if plural else singular
    count = 3 if plural else 1
    start = "three" if plural else "a"
    kept = tuple(w for w in forms if w and parse(f"{start} {w}") == Scene((Thing(kind, count),)))
    others = tuple(
        w for w in chinese if w not in phrases.ODD and parse(f"三个{w}") == Scene((Thing(kind, 3),))
    )
    return kept or (english[0],), others or (chinese[0],)


def _is_single(word: str) -> bool:
    many = set(phrases.IRREGULAR.values()) - set(phrases.IRREGULAR)
    return word not in phrases.ODD | phrases.SINGLE | many and not word.endswith(
        ("ies", "buses", "ches", "ns")
    )


def _plural(word: str) -> str:
    if word in phrases.IRREGULAR:
        return phrases.IRREGULAR[word]
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")
