"""From a Scene to a Stage: fills in what the prompt left open and decides the layout."""

from dataclasses import replace

import numpy as np

from wanstudio.painting.procedural.layout.company import accompany
from wanstudio.painting.procedural.layout.place import arrange
from wanstudio.painting.procedural.layout.rows import Ground
from wanstudio.painting.procedural.layout.stage import Stage
from wanstudio.painting.procedural.scene import Relation, Scene, Thing
from wanstudio.painting.procedural.things import registry
from wanstudio.vocabulary.homes import BRINGS, HOMES

BUILDINGS = frozenset({
    "flower shop", "shop", "house", "cottage", "chapel", "castle", "tower", "lighthouse",
    "windmill", "pagoda", "bakery",
})  # fmt: skip
SMALL = frozenset({
    "cat", "dog", "rabbit", "fox", "bear", "panda", "bird", "owl", "duck", "penguin", "person", "woman",
    "man", "child", "robot",
})  # fmt: skip

PEOPLE = ("person", "woman", "man", "child")
LEFT_OUT = frozenset({
    "person", "car", "shop", "house", "stars", "planet", "cloud", "flowers", "sun", "moon",
})  # fmt: skip
"""What our scenery does not have, or leaves out where it is denied."""
DRY = "mountains desert beach snow"
"""Where whatever stands on the ground can be if it cannot be at home."""
BARE = "studio"
"""A place with nothing in it."""
ANYWHERE = "meadow lake mountains sea desert snow forest flowers beach river"
HORIZONS = {
    "sky": 0.94, "space": 1.0, "underwater": 0.8, "room": 0.7, "street": 0.7, "tabletop": 0.6, "city": 0.76,
    "mountains": 0.62, "sea": 0.56, "beach": 0.46, "lake": 0.52, "studio": 0.66, "forest": 0.66,
}  # fmt: skip


def compose(scene: Scene, width: int, height: int, rng: np.random.Generator) -> Stage:
    """Arrange the scene for a picture of this shape."""
    unit = min(width, height)
    wide, tall = width / unit, height / unit
    scene = _imagine(replace(scene, things=_known(scene)), rng)
    scene = replace(scene, things=tuple(_at_home(thing, scene) for thing in scene.things))
    kinds = set(scene.kinds())
    setting = _setting(scene, rng)
    time = _time(scene, setting, rng)
    season = _season(scene, setting)
    close = _close(scene, setting)
    lift = (
        0.09 if any(registry.drawing(kind).realm == "air" for kind in kinds) and setting != "space" else 0.0
    )
    sway = float(rng.uniform(-0.06, 0.06)) if setting not in ("space", "sky") else 0.0
    horizon = tall * min(1.0, HORIZONS.get(setting, 0.6) + lift + sway)
    if tall > 1.3 and setting not in ("sky", "space"):
        horizon = tall * min(0.8, HORIZONS.get(setting, 0.6) + 0.12)
    side = 1 if rng.random() < 0.5 else -1
    low = {"dawn": 0.9, "sunset": 0.86, "day": 0.3, "dusk": 0.9, "night": 0.3}[time]
    sun = (wide * (0.5 + side * float(rng.uniform(0.18, 0.36))), max(0.14, horizon * low - 0.04))
    if kinds & {"sun", "moon"} and time in ("day", "night"):
        sun = (sun[0], min(sun[1], 0.3))
    stage = Stage(
        wide, tall, setting, time, scene.weather, season, scene.style, scene.moods, horizon, sun, close,
        avoid=scene.avoid,
    )  # fmt: skip
    stage = replace(stage, things=arrange(scene, Ground(stage, _parts(kinds)), rng))
    return accompany(stage, frozenset(kinds), rng)


ENSEMBLES: tuple[tuple[str, str], ...] = (
    ("sea", "boat"), ("lake", "pine"), ("meadow", "tree"), ("flowers", "windmill"), ("mountains", "balloon"),
    ("beach", "palm"), ("desert", "cactus"), ("snow", "cottage"), ("lake", "blossom"), ("meadow", "horse"),
    ("street", "flower shop"), ("sea", "lighthouse"), ("mountains", "castle"), ("forest", "fox"),
    ("lake", "tent"), ("meadow", "house"),
)  # fmt: skip


def _imagine(scene: Scene, rng: np.random.Generator) -> Scene:
    """Something to look at for a prompt that names nothing."""
    if scene.things or scene.setting:
        return scene
    allowed = [
        (place, kind) for place, kind in ENSEMBLES if kind not in scene.avoid and _allows(scene, place)
    ]
    if not allowed:
        return replace(scene, setting=BARE)
    setting, kind = allowed[int(rng.integers(len(allowed)))]
    return replace(scene, setting=setting, things=(Thing(kind),))


def _known(scene: Scene) -> tuple[Thing, ...]:
    drawable = set(registry.kinds())
    return tuple(thing for thing in scene.things if thing.kind in drawable)


def _at_home(thing: Thing, scene: Scene) -> Thing:
    """What goes without saying: crockery stands on the table, umbrellas are held, birds above things fly."""
    kinds = scene.kinds()
    realm = registry.drawing(thing.kind).realm
    if realm == "table" and "table" in kinds and (thing.relation is None or thing.relation.link == "beside"):
        return replace(thing, relation=Relation("on", kinds.index("table")))
    if thing.relation and thing.relation.to < len(kinds):
        thing = _by(thing, thing.relation, kinds[thing.relation.to])
    if thing.kind == "umbrella":
        for k, kind in enumerate(kinds):
            if kind in PEOPLE:
                return replace(thing, relation=Relation("held", k))
    if thing.relation and kinds[thing.relation.to : thing.relation.to + 1] == ("umbrella",):
        return replace(thing, relation=None)
    return thing


MOUNTS = ("horse", "bicycle", "elephant")
PLANTS = ("bamboo", "tree", "bush", "flower", "lotus")


def _by(thing: Thing, relation: Relation, host: str) -> Thing:
    """What goes without saying of a thing in that relation to another."""
    if relation.link == "on" and thing.kind in PEOPLE and host in MOUNTS:
        return replace(thing, pose="riding")
    if relation.link == "in" and host in PLANTS:
        return replace(thing, relation=Relation("before", relation.to))
    if relation.link == "above" and thing.kind == "bird" and not thing.pose:
        return replace(thing, pose="flying")
    return thing


def _parts(kinds: set[str]) -> frozenset[str]:
    """Kinds that are drawn as a part of another thing in the picture, not on their own."""
    parts: set[str] = set()
    if kinds & BUILDINGS:
        parts |= {"door", "window"} & kinds
    if "flower shop" in kinds:
        parts |= {"flower", "rose", "tulip"} & kinds
    if "vase" in kinds:
        parts |= {"flower", "rose", "tulip", "sunflower"} & kinds
    return frozenset(parts)


def _pick(words: str, scene: Scene, rng: np.random.Generator) -> str:
    choices = [word for word in words.split() if word not in scene.avoid] or words.split()
    return choices[int(rng.integers(len(choices)))]


def _allows(scene: Scene, setting: str) -> bool:
    """Whether neither a setting nor what cannot be had without it is denied."""
    return setting not in scene.avoid and scene.avoid.isdisjoint(BRINGS.get(setting, frozenset()) - LEFT_OUT)


def _pick_home(homes: str, scene: Scene, rng: np.random.Generator) -> str:
    """One of the homes, or another place if each of them brings something that is denied."""
    for words in (homes, DRY):
        if choices := [word for word in words.split() if _allows(scene, word)]:
            return choices[int(rng.integers(len(choices)))]
    return BARE


def _setting(scene: Scene, rng: np.random.Generator) -> str:
    """Where it is: as said, or where such things are at home."""
    kinds = scene.kinds()
    indoor = bool(kinds) and all(registry.drawing(kind).realm == "table" for kind in kinds)
    if indoor and scene.setting in ("", "room"):
        return "tabletop"
    if scene.setting or scene.weather == "snow":
        return scene.setting or "snow"
    if "window" in kinds and not set(kinds) & BUILDINGS:
        return "room"
    rooted = [kind for kind in kinds if registry.drawing(kind).realm not in ("sky", "far")]
    largest = sorted(rooted, key=lambda kind: -registry.drawing(kind).size) + list(kinds)
    home = next((HOMES[kind] for kind in largest if kind in HOMES), "")
    if not home:
        home = "meadow studio flowers room forest" if set(kinds) & SMALL else ANYWHERE
    return _pick_home(_under_open_sky(home, set(kinds)), scene, rng)


def _under_open_sky(homes: str, kinds: set[str]) -> str:
    """Of the homes, those from which the sky can be seen, where the prompt asks for something in it."""
    if not kinds & {"rainbow", "aurora", "sun", "moon", "stars", "mountain"}:
        return homes
    return (
        " ".join(home for home in homes.split() if home not in ("street", "city", "forest", "studio"))
        or homes
    )


def _time(scene: Scene, setting: str, rng: np.random.Generator) -> str:
    kinds = set(scene.kinds())
    if scene.time:
        return scene.time
    if kinds & {"aurora", "stars", "moon"} or setting == "space":
        return "night"
    if kinds & {"sun", "rainbow"} or scene.weather in ("rain", "snow", "fog"):
        return "day"
    if setting == "city":
        return _pick("night dusk sunset night", scene, rng)
    return _pick("day day day day dawn sunset dusk", scene, rng)


def _season(scene: Scene, setting: str) -> str:
    if setting == "snow" or scene.weather == "snow":
        return "winter"
    return next((mood for mood in ("autumn", "spring", "summer") if mood in scene.moods), "summer")


def _close(scene: Scene, setting: str) -> bool:
    """Whether this is the portrait of something small, before a blurred background."""
    if setting in ("tabletop", "studio"):
        return True
    if any(registry.drawing(kind).realm in ("sky", "far") for kind in scene.kinds()):
        return False
    rooted = [thing for thing in scene.things if registry.drawing(thing.kind).realm not in ("sky", "far")]
    if (
        not rooted
        or sum(thing.count for thing in rooted) > 3
        or setting in ("room", "space", "underwater", "sky")
    ):
        return False
    return all(registry.drawing(thing.kind).size <= 1.2 for thing in rooted)
