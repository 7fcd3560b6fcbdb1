"""Paints the gallery: kinds, styles, languages, ratios, and sixteen seeds of ten prompts.

Run: python docs/gallery/make_sheets.py
"""

import io
import re
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageDraw

from wanstudio.painting.painter import Canvas
from wanstudio.painting.procedural.painter import ProceduralPainter
from wanstudio.painting.procedural.words.captions import nouns_of
from wanstudio.vocabulary.things import THINGS

HERE = Path(__file__).parent
SEEDS = range(1, 17)
SIDE, TILE, LIMIT, LABEL = 768, 256, 200_000, 14
PAPER, TEXT = (250, 248, 243), (60, 56, 52)
PAINTER = ProceduralPainter()

# slug: (prompt, negative prompt)
PROMPTS: dict[str, tuple[str, str]] = {
    "flower-shop": (
        "A flower shop with exquisite windows, a beautiful wooden door, and flowers on display",
        "",
    ),
    "snow-chapel": (
        "Snowy ground, a small white chapel, aurora borealis, winter scene, soft light.",
        "person",
    ),
    "happy-cat": (
        "A sitting orange cat with a happy expression, lively and cute, realistic, and accurate.",
        "",
    ),
    "cars-rainbow": ("two red cars under a rainbow", ""),
    "balloons-sunset": ("three balloons above a lake at sunset", ""),
    "night-boat": ("a boat on the sea at night, full moon, stars", ""),
    "cabin-aurora": ("雪地里的小木屋，夜晚，极光", ""),
    "window-cat": ("一只橙色的猫坐在窗边", ""),
    "table-apples": ("桌子上有三个红苹果和一个蓝色的花瓶", ""),
    "umbrella-rain": ("a girl with a yellow umbrella and a small white dog on a street in the rain", ""),
}

STYLES = (
    "flat illustration", "watercolour painting", "pencil sketch", "pixel art", "paper cut", "neon", "pastel",
    "ink wash painting",
)  # fmt: skip
STYLED = (
    "a cottage by a lake, pine trees, mountain, sunset",
    "an orange cat sitting in a flower garden",
    "a castle at night, full moon",
)

CHINESE = (
    "一间有着精致窗户的花店，漂亮的木质门，摆放着花朵",
    "荷花池塘里的一只小船，清晨，薄雾",
    "竹林里的大熊猫，水墨画",
    "夜晚的海边，灯塔，一轮明月",
    "女孩骑着一匹白色的马，草原上，日落",
    "秋天的森林里，一只小鹿",
    "剪纸风格，雪地里的红色宝塔",
    "城市夜景，霓虹，下雨，一辆黄色的出租车",
    "桌子上有一个金色的茶壶和两个蓝色的杯子",
    "海底，一只绿色的海龟和三条橙色的金鱼",
)

RATIOS = (
    (1280, 1280), (800, 1200), (1200, 800), (960, 1280), (1280, 960), (720, 1280), (1280, 720), (1344, 576),
)  # fmt: skip
RATIO_PROMPT = "a red boat on a lake, mountains, two pine trees, sunset"

WATERMARKS = [
    "## Watermarks",
    "",
    "![watermarks](watermarks.jpg)",
    "",
    "Lower right corners, pixel for pixel, by `python docs/gallery/make_watermarks.py`.",
    "",
]


def paint(prompt: str, seed: int, width: int = SIDE, height: int = SIDE, negative: str = "") -> Image.Image:
    """One picture."""
    return Image.fromarray(PAINTER.paint(Canvas("procedural", prompt, negative, width, height, seed)))


def grid(
    pictures: Iterable[tuple[Image.Image, str]], columns: int, tile: int, tall: int | None = None
) -> Image.Image:
    """Pictures row by row, `tile` wide and `tall` (or as much) high, each with its label below if it has one."""
    cells, tall = list(pictures), tall or tile
    step = tall + (LABEL if any(label for _, label in cells) else 0)
    page = Image.new("RGB", (columns * tile, -(-len(cells) // columns) * step), PAPER)
    draw = ImageDraw.Draw(page)
    for k, (picture, label) in enumerate(cells):
        x, y = k % columns * tile, k // columns * step
        page.paste(picture.resize((tile, tall), Image.Resampling.LANCZOS), (x, y))
        draw.text((x + tile / 2, y + tall + 1), label, fill=TEXT, anchor="ma")
    return page


def kinds_sheets() -> dict[str, Image.Image]:
    """Every kind once, on two sheets."""
    kinds = list(THINGS)
    half = -(-len(kinds) // 2)
    sheets = {}
    for name, part in (("kinds-one", kinds[:half]), ("kinds-two", kinds[half:])):
        cells = ((paint(f"a {nouns_of(kind, False)[0][0]}", 7, 512, 512), kind) for kind in part)
        sheets[name] = grid(cells, 8, 160)
    return sheets


def styles_sheet() -> Image.Image:
    """A row for each style, a column for each prompt."""
    return grid(
        ((paint(f"{prompt}, {style}", 3), f"{style}") for prompt in STYLED for style in STYLES), 8, 224
    )


def ratios_sheet() -> Image.Image:
    """All ratios of one prompt, at one height."""
    tall, gap = 240, 8
    page = Image.new("RGB", (1300, 2 * (tall + LABEL + gap)), PAPER)
    draw, x, y = ImageDraw.Draw(page), 0, 0
    for width, height in RATIOS:
        wide = tall * width // height
        if x + wide > page.width:
            x, y = 0, y + tall + LABEL + gap
        picture = paint(RATIO_PROMPT, 5, width, height)
        page.paste(picture.resize((wide, tall), Image.Resampling.LANCZOS), (x, y))
        draw.text((x + wide / 2, y + tall + 1), f"{width}*{height}", fill=TEXT, anchor="ma")
        x += wide + gap
    return page


def encode(page: Image.Image) -> bytes:
    """As JPEG, at the best quality that stays under the limit."""
    for quality in (80, 74, 66, 58, 50, 42):
        buffer = io.BytesIO()
        page.save(buffer, "JPEG", quality=quality, optimize=True)
        if buffer.tell() < LIMIT:
            break
    return buffer.getvalue()


def keep(slug: str, page: Image.Image, title: str, note: str = "") -> list[str]:
    """Write a sheet; the lines that show it on the page."""
    assert re.fullmatch(r"[a-z-]+", slug)
    (HERE / f"{slug}.jpg").write_bytes(encode(page))
    return [f"## {title}", "", f"![{slug}]({slug}.jpg){note}", ""]


def main() -> None:
    """Write every sheet and the page that lists them."""
    lines = [
        "# Gallery",
        "",
        "Painted by `python docs/gallery/make_sheets.py` with the procedural painter (no weights).",
        "",
    ]
    for slug, page in kinds_sheets().items():
        lines += keep(slug, page, f"All kinds of things, {slug.removeprefix('kinds-')} of two")
    prompts = "; ".join(f"“{prompt}”" for prompt in STYLED)
    lines += keep("styles", styles_sheet(), "The eight styles", f"\n\n{prompts}, each with the style's name.")
    chinese = grid(((paint(prompt, 4), "") for prompt in CHINESE), 5, TILE)
    listed = "\n".join(f"{k}. {prompt}" for k, prompt in enumerate(CHINESE, 1))
    lines += keep("chinese", chinese, "Ten prompts in Chinese", f"\n\n{listed}")
    lines += keep("ratios", ratios_sheet(), "All ratios", f"\n\n“{RATIO_PROMPT}”")
    lines += WATERMARKS
    lines += [f"The sheets below show seeds {SEEDS[0]} to {SEEDS[-1]}, row by row.", ""]
    for slug, (prompt, negative) in PROMPTS.items():
        page = grid(((paint(prompt, seed, negative=negative), "") for seed in SEEDS), 4, TILE)
        without = f" (negative prompt: “{negative}”)" if negative else ""
        lines += keep(slug, page, prompt, without)
    (HERE / "README.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
