"""Paints the gallery: one sheet of sixteen seeds for each prompt. Run: python docs/gallery/make_sheets.py."""

import io
import re
from pathlib import Path

from PIL import Image

from wanstudio.painting.painter import Canvas
from wanstudio.painting.procedural.painter import ProceduralPainter

HERE = Path(__file__).parent
SEEDS = range(1, 17)
SIDE, TILE, LIMIT = 768, 256, 200_000

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


def sheet(prompt: str, negative: str) -> Image.Image:
    """Sixteen pictures, four by four."""
    painter = ProceduralPainter()
    page = Image.new("RGB", (4 * TILE, 4 * TILE))
    for k, seed in enumerate(SEEDS):
        pixels = painter.paint(Canvas("procedural", prompt, negative, SIDE, SIDE, seed))
        tile = Image.fromarray(pixels).resize((TILE, TILE), Image.Resampling.LANCZOS)
        page.paste(tile, (k % 4 * TILE, k // 4 * TILE))
    return page


def encode(page: Image.Image) -> bytes:
    """As JPEG, at the best quality that stays under the limit."""
    for quality in (80, 74, 66, 58):
        buffer = io.BytesIO()
        page.save(buffer, "JPEG", quality=quality, optimize=True)
        if buffer.tell() < LIMIT:
            break
    return buffer.getvalue()


def main() -> None:
    """Write every sheet and the page that lists them."""
    lines = [
        "# Gallery",
        "",
        "Painted by `python docs/gallery/make_sheets.py` with the procedural painter (no weights).",
        f"Each sheet shows seeds {SEEDS[0]} to {SEEDS[-1]}, row by row.",
        "",
    ]
    for slug, (prompt, negative) in PROMPTS.items():
        assert re.fullmatch(r"[a-z-]+", slug)
        (HERE / f"{slug}.jpg").write_bytes(encode(sheet(prompt, negative)))
        without = f" (negative prompt: “{negative}”)" if negative else ""
        lines += [f"## {prompt}", "", f"![{slug}]({slug}.jpg){without}", ""]
    (HERE / "README.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
