"""What the built-in rewriter may add. Data only: light, composition and finish, never a thing to see.

No phrase holds a colour, a number, a place or a time of day, because it would change the picture's
subject instead of its care.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aspect:
    """One side of a picture: what may be said of it, and the words that say it was already said."""

    phrases: tuple[str, ...]
    said_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All aspects in one language; `night` and `drawn` replace an aspect when the prompt is so."""

    light: Aspect
    night_light: Aspect
    composition: Aspect
    finish: Aspect
    drawn_finish: Aspect
    night: tuple[str, ...]
    drawn: tuple[str, ...]


_ENGLISH_LIGHT = ("light", "lighting", "lit", "backlit", "sunlight", "moonlight", "shadow", "glow", "glowing")
_CHINESE_LIGHT = ("光", "影", "逆光", "照明")

ENGLISH = Vocabulary(
    light=Aspect(
        (
            "natural lighting with delicate shading",
            "diffused lighting and smooth shadows",
            "directional lighting that models every form",
        ),
        _ENGLISH_LIGHT,
    ),
    night_light=Aspect(
        ("low-key lighting with deep contrast", "subdued lighting with luminous highlights"), _ENGLISH_LIGHT
    ),
    composition=Aspect(
        ("balanced composition", "harmonious composition", "composition with depth", "distinct focal point"),
        ("composition", "composed", "framing", "framed", "symmetrical", "symmetry", "close-up", "panorama"),
    ),
    finish=Aspect(
        ("fine detail", "intricate detail", "crisp focus", "lifelike texture"),
        ("detail", "details", "detailed", "texture", "focus", "hd", "4k", "8k", "resolution", "photorealistic"),
    ),
    drawn_finish=Aspect(
        ("expressive line work", "harmonious palette", "careful craftsmanship"),
        ("detail", "details", "detailed", "palette", "line", "lines", "brushwork"),
    ),
    night=("night", "nights", "midnight", "moon", "moonlit", "starry", "stars", "aurora", "neon", "dark"),
    drawn=(
        "anime", "cartoon", "comic", "drawing", "illustration", "ink", "oil", "painting", "pixel", "poster",
        "sketch", "vector", "watercolor", "watercolour",
    ),
)  # fmt: skip

CHINESE = Vocabulary(
    light=Aspect(("光线自然", "光影过渡细腻", "明暗层次丰富"), _CHINESE_LIGHT),
    night_light=Aspect(("明暗反差强烈", "幽暗中有光影层次"), _CHINESE_LIGHT),
    composition=Aspect(
        ("构图均衡", "构图富有纵深", "主体突出"), ("构图", "特写", "全景", "远景", "近景", "俯视", "仰视")
    ),
    finish=Aspect(("细节丰富", "画面清晰", "质感细腻"), ("细节", "清晰", "质感", "高清", "写实", "逼真")),
    drawn_finish=Aspect(("线条流畅", "色调和谐", "笔触考究"), ("线条", "色调", "笔触", "细节")),
    night=("夜", "月", "星", "极光", "霓虹", "昏暗"),
    drawn=("动漫", "卡通", "漫画", "插画", "水墨", "油画", "水彩", "素描", "国画", "海报", "像素", "版画"),
)

VOCABULARIES: Mapping[str, Vocabulary] = {"english": ENGLISH, "chinese": CHINESE}
