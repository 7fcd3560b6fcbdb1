"""What is said of a scene that the model learns from: captions in English and Chinese, long and short."""

import numpy as np

from sketch.world import OUTDOORS
from wanstudio.painting.procedural.scene import Scene
from wanstudio.painting.procedural.words.captions import Language, caption, nouns_of
from wanstudio.prompt_extension.builtin import extend

_LONGEST = 2000
PRAISE: dict[Language, tuple[str, ...]] = {
    "english": (
        "realistic", "accurate", "realistic, and accurate", "highly detailed", "masterpiece", "best quality", "4k", "8k",
        "high resolution", "beautiful", "professional", "cinematic", "sharp focus", "elegant",
        "exquisite", "vivid colors", "photorealistic", "award winning", "stunning", "a work of art", "hd", "clear",
        "intricate details", "perfect composition", "natural", "trending", "delicate", "ultra detailed",
    ),
    "chinese": (
        "高清", "写实", "真实", "准确", "精美", "细节丰富", "大师作品", "高质量", "最佳质量", "超清", "画面精致",
        "构图完美", "色彩鲜艳", "电影感", "专业", "清晰", "逼真", "艺术感",
    ),
}  # fmt: skip
"""What people add to a prompt that no drawing can show: the model has to have read past such words."""
_PRAISED = 0.2
CAPTIONED: tuple[Language, ...] = ("english",) * 3 + ("chinese",) * 2 + ("english", "chinese")
"""The languages of `captions_of`, one by one."""


def captions_of(scene: Scene, rng: np.random.Generator) -> list[str]:
    """What may be said of it: three captions in English, two in Chinese, and in each one that only names its things.

    One in each language as the built-in rewriter makes it, where it can add no scene or hour of its own: words
    of light that the model had never read cost it a fifth of the hours.
    """
    told = [caption(scene, rng, language) for language in CAPTIONED[:5]]
    if scene.setting and (scene.time or scene.setting not in OUTDOORS):
        for number in (2, 4):
            told[number] = extend(told[number], "", _LONGEST, int(rng.integers(2**31)))
    told += [_named(scene, rng, "english"), _named(scene, rng, "chinese")]
    return [praised(text, rng, language) for text, language in zip(told, CAPTIONED, strict=True)]


def praised(text: str, rng: np.random.Generator, language: Language) -> str:
    """A caption, one time in five with words behind it that say nothing of the picture."""
    if not text or rng.random() >= _PRAISED:
        return text
    comma = ", " if language == "english" else "，"
    words = rng.choice(PRAISE[language], int(rng.integers(1, 4)), replace=False)
    return comma.join([text.rstrip(".。"), *map(str, words)])


def _named(scene: Scene, rng: np.random.Generator, language: Language) -> str:
    """Its things as a caption would name them, or, as often, by bare nouns, as negative prompts do."""
    if rng.random() < 0.5:
        return caption(scene, rng, language, terse=True)
    column = ("english", "chinese").index(language)
    return (", ", "，")[column].join(
        str(rng.choice(nouns_of(one.kind, False)[column])) for one in scene.things
    )
