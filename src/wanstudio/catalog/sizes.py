"""Which picture sizes a model paints: the area rule, the side rule, and how a size is written."""

import re

from wanstudio.catalog.models import Model
from wanstudio.errors import (
    AreaOutOfRange,
    OutOfDefinition,
    OutOfSpecification,
    SideOutOfRange,
    SizeMalformed,
)

LOWEST_AREA = 768 * 768
HIGHEST_AREA = 1440 * 1440
STEEPEST_RATIO = 4
SHORTEST_SIDE = 512
LONGEST_SIDE = 1440

# The sizes that the reference recommends, by ratio; "1:1" is the model's own default.
SHAPES: tuple[tuple[str, int, int], ...] = (
    ("2:3", 800, 1200),
    ("3:2", 1200, 800),
    ("3:4", 960, 1280),
    ("4:3", 1280, 960),
    ("9:16", 720, 1280),
    ("16:9", 1280, 720),
    ("21:9", 1344, 576),
)

# Nine digits: far above any size and far below what would be slow to multiply.
_WRITTEN = re.compile(r"(0|[1-9][0-9]{0,8})\*(0|[1-9][0-9]{0,8})")


def read_size(value: object) -> tuple[int, int]:
    """`"1280*720"` as (1280, 720)."""
    if not isinstance(value, str):
        raise OutOfDefinition(parameter="size")
    written = _WRITTEN.fullmatch(value)
    if written is None:
        raise SizeMalformed
    return int(written[1]), int(written[2])


def check_area(width: int, height: int) -> None:
    """Version 2.5 and later: enough pixels, not too many, and no stripes."""
    pixels = width * height
    if not LOWEST_AREA <= pixels <= HIGHEST_AREA:
        raise AreaOutOfRange(pixels=pixels, low=LOWEST_AREA, high=HIGHEST_AREA)
    if max(width, height) > STEEPEST_RATIO * min(width, height):
        raise OutOfSpecification(rule="the aspect ratio of size must be between 1:4 and 4:1")


def check_sides(width: int, height: int) -> None:
    """Version 2.2 and earlier: each side by itself."""
    if not (SHORTEST_SIDE <= width <= LONGEST_SIDE and SHORTEST_SIDE <= height <= LONGEST_SIDE):
        raise SideOutOfRange(low=SHORTEST_SIDE, high=LONGEST_SIDE)


def size_for(model: Model, value: object) -> tuple[int, int]:
    """Width and height of what `model` shall paint; None asks for its default."""
    if value is None:
        return model.default_side, model.default_side
    width, height = read_size(value)
    if model.size_rule == "area":
        check_area(width, height)
    else:
        check_sides(width, height)
    return width, height


def shapes_of(model: Model) -> tuple[tuple[str, int, int], ...]:
    """The eight ratios with their sizes, the model's default first: (ratio, width, height)."""
    return (("1:1", model.default_side, model.default_side), *SHAPES)
