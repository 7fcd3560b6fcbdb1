"""Draws the sheet of watermarks: both labels on dark, light and busy pictures at several sizes.

Run: python docs/gallery/make_watermarks.py
"""

from collections.abc import Iterator

import numpy as np
from make_sheets import HERE, encode, grid, paint
from PIL import Image

from wanstudio.finishing.watermark import Label, stamp

LABELS: tuple[Label, ...] = ("AI-generated", "AI生成")
SIZES = ((512, 512), (768, 1152), (1280, 1280))
CORNER = (360, 150)
PICTURES = {
    "dark": ("a boat on the sea at night, full moon, stars", 3),
    "light": ("Snowy ground, a small white chapel, winter scene, soft light.", 5),
    "busy": ("an orange cat sitting in a flower garden, trees, butterflies", 3),
}
FLAT = {"black": 0, "white": 255}


def pictures(width: int, height: int) -> Iterator[tuple[str, np.ndarray]]:
    """Every background of one size, by name."""
    for name, (prompt, seed) in PICTURES.items():
        yield name, np.asarray(paint(prompt, seed, width, height))
    for name, level in FLAT.items():
        yield name, np.full((height, width, 3), level, np.uint8)


def corner(picture: np.ndarray, label: Label) -> Image.Image:
    """The lower right corner with its watermark, pixel for pixel."""
    width, height = CORNER
    return Image.fromarray(stamp(picture, label)[-height:, -width:])


def main() -> None:
    """Write the sheet: a column for each size, a row for each background and label."""
    columns = [
        [(corner(picture, label), f"{name}, {w}*{h}") for label in LABELS for name, picture in pictures(w, h)]
        for w, h in SIZES
    ]
    width, height = CORNER
    page = grid((cell for row in zip(*columns, strict=True) for cell in row), len(SIZES), width, height)
    (HERE / "watermarks.jpg").write_bytes(encode(page))


if __name__ == "__main__":
    main()
