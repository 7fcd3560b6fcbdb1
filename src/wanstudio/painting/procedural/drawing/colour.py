"""Arithmetic on colours: mixing, lightening, warming, and the named pigments of the vocabulary."""

import colorsys

import numpy as np

from wanstudio.painting.painter import Pixels

RGB = tuple[float, float, float]

PIGMENTS: dict[str, RGB] = {
    "red": (206, 44, 46),
    "orange": (238, 134, 42),
    "yellow": (246, 204, 54),
    "green": (74, 152, 72),
    "teal": (38, 152, 150),
    "blue": (52, 104, 196),
    "purple": (132, 78, 176),
    "pink": (240, 138, 170),
    "brown": (134, 86, 52),
    "black": (46, 44, 52),
    "white": (245, 243, 238),
    "grey": (140, 144, 152),
    "golden": (224, 170, 56),
    "silver": (188, 196, 206),
    "beige": (222, 198, 160),
    "turquoise": (64, 196, 196),
    "lavender": (178, 156, 220),
    "crimson": (170, 24, 52),
    "navy": (34, 52, 110),
    "mint": (150, 214, 180),
    "peach": (250, 184, 144),
}


def ink(code: str) -> RGB:
    """A colour from six hexadecimal digits."""
    return (int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16))


def pigment_of(colour: RGB) -> str:
    """The name of the pigment that a colour comes nearest to."""
    return min(
        PIGMENTS, key=lambda name: sum((a - b) ** 2 for a, b in zip(PIGMENTS[name], colour, strict=True))
    )


def mix(first: RGB, second: RGB, share: float) -> RGB:
    """`share` of the second colour in the first."""
    keep = 1.0 - share
    return (
        first[0] * keep + second[0] * share,
        first[1] * keep + second[1] * share,
        first[2] * keep + second[2] * share,
    )


def lighten(colour: RGB, share: float) -> RGB:
    """Towards a warm white."""
    return mix(colour, (255.0, 252.0, 244.0), share)


def darken(colour: RGB, share: float) -> RGB:
    """Towards a cool near-black, as shadows are."""
    return mix(colour, (18.0, 16.0, 38.0), share)


def turn(colour: RGB, degrees: float, vivid: float = 1.0) -> RGB:
    """Turn the hue and scale the saturation."""
    hue, light, chroma = colorsys.rgb_to_hls(*(min(max(c, 0.0), 255.0) / 255.0 for c in colour))
    red, green, blue = colorsys.hls_to_rgb((hue + degrees / 360.0) % 1.0, light, min(1.0, chroma * vivid))
    return (red * 255.0, green * 255.0, blue * 255.0)


def vary(colour: RGB, rng: np.random.Generator, reach: float = 1.0) -> RGB:
    """The same colour as another hand would have mixed it."""
    degrees, vivid, light = rng.normal(0.0, (4.0 * reach, 0.08 * reach, 0.05 * reach))
    moved = turn(colour, float(degrees), 1.0 + float(vivid))
    return lighten(moved, float(light)) if light > 0 else darken(moved, -float(light))


def choose(rng: np.random.Generator, codes: str) -> RGB:
    """One of several colours written as hexadecimal words."""
    words = codes.split()
    return ink(words[int(rng.integers(len(words)))])


def ramp(stops: list[tuple[float, RGB]]) -> Pixels:
    """`[256, 3]` uint8 colours running through the stops, places 0 to 1."""
    places = [place * 255.0 for place, _ in stops]
    channels = [np.interp(np.arange(256), places, [colour[k] for _, colour in stops]) for k in range(3)]
    return np.clip(np.stack(channels, axis=1), 0, 255).astype(np.uint8)
