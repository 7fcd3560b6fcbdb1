"""Captions of scenes by chance, and whether a rewritten prompt still asks for all that was asked."""

import numpy as np

from wanstudio.painting.procedural.painter import FAMILIES
from wanstudio.painting.procedural.words.captions import caption
from wanstudio.painting.procedural.words.imagine import random_scene
from wanstudio.painting.procedural.words.parse import parse

assert FAMILIES


def captions(language: str, count: int, seed: int = 20261121) -> list[str]:
    """Half of them say where and when, the others name things alone, as short prompts do."""
    rng = np.random.default_rng(seed)
    told = []
    for k in range(count):
        scene = random_scene(rng)
        told.append(caption(scene, rng, language, terse=k % 2 == 1))
    return told


def keeps(before: str, after: str) -> bool:
    """The same things with the same counts, traits and relations; and of the world, what was said."""
    asked, shown = parse(before), parse(after)
    return (
        asked.things == shown.things
        and all(
            getattr(asked, part) in ("", getattr(shown, part))
            for part in ("setting", "time", "weather", "style")
        )
        and set(asked.moods) <= set(shown.moods)
    )
