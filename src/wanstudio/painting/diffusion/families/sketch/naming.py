"""What a prompt names, in the words of the drawn world, for checkpoints that want to be asked accordingly.

Knows nothing of torch.
"""

from dataclasses import replace

from wanstudio.painting.procedural.scene import Scene, Thing
from wanstudio.painting.procedural.words.captions import Language, plain_caption
from wanstudio.painting.procedural.words.parse import parse, things_denied_by

_BESIDE = "beside", "left of", "right of"
_NOT_APART = frozenset({"aurora", "door", "moon", "mountain", "rainbow", "stars", "sun", "window"})
"""What stands behind or above everything, or is a part of something else."""
_RANK = {"left": -1, "right": 1}


def plainly(prompt: str) -> str:
    """The prompt in the plainest words for what it names; itself where it names nothing or they do not suffice."""
    scene = parse(prompt)
    known = scene.things or scene.setting
    return (plain_caption(scene, _language(prompt)) if known else None) or prompt


def denies(prompt: str, negative_prompt: str) -> bool:
    """Whether a thing is denied to a prompt that names none, but only a place, an hour or a style."""
    return not parse(prompt).things and bool(things_denied_by(negative_prompt))


def apart(prompt: str, negative_prompt: str = "") -> tuple[str, str] | None:
    """What is on the left and what is on the right, each in the place and light of the prompt; None if it is not so.

    It is so where the prompt names two things, one of each, and says nothing of them but that they are beside each
    other, or nothing at all. What the negative prompt names is not among them.
    """
    scene = parse(prompt, negative_prompt)
    if len(scene.things) != 2 or not all(_stands_alone(thing) for thing in scene.things):
        return None
    one, other = scene.things
    if _from_the_right(one, other):
        one, other = other, one
    left, right = (_alone(thing, scene, _language(prompt)) for thing in (one, other))
    return (left, right) if left and right else None


def _stands_alone(thing: Thing) -> bool:
    beside = thing.relation is None or thing.relation.link in _BESIDE
    return (
        thing.count == 1 and beside and thing.kind not in _NOT_APART and thing.place not in ("top", "bottom")
    )


def _from_the_right(one: Thing, other: Thing) -> bool:
    """Whether the thing that is named first is on the right."""
    for thing, link in ((one, "right of"), (other, "left of")):
        if thing.relation is not None and thing.relation.link == link:
            return True
    return _RANK.get(one.place, 0) > _RANK.get(other.place, 0)


def _alone(thing: Thing, scene: Scene, language: Language) -> str | None:
    """In the plainest words, so that place and light are told alike for both."""
    return plain_caption(replace(scene, things=(replace(thing, place="", relation=None),)), language)


def _language(prompt: str) -> Language:
    return "chinese" if any("\u4e00" <= letter <= "\u9fff" for letter in prompt) else "english"
