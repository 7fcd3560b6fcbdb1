"""What the light does to every colour in a picture."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural.drawing.colour import RGB, darken, mix, ramp


@dataclass(frozen=True, slots=True)
class Light:
    """One picture's light.

    `toward` points to the light (y grows downwards), `key` multiplies every lit colour, `shade` tints
    shadows, `glow` tints lights, `haze` is the colour that distance fades to, `mist` how soon it does,
    `night` runs from 0 (day) to 1.
    `steps` is how many tones a form may have (0: any number), `lift` how far forms stand off the sheet.
    """

    toward: tuple[float, float]
    key: tuple[float, float, float]
    shade: RGB
    glow: RGB
    haze: RGB
    mist: float
    night: float = 0.0
    steps: int = 0
    lift: float = 0.0

    def fall_on(self, colour: RGB, depth: float) -> RGB:
        """The colour as it is seen at a depth from 0 (near) to 1 (the horizon)."""
        lit = (colour[0] * self.key[0], colour[1] * self.key[1], colour[2] * self.key[2])
        return mix(lit, self.haze, min(1.0, depth * self.mist))

    def tones(self, colour: RGB, depth: float, shine: bool = False) -> Pixels:
        """A ramp `[256, 3]` from the colour's shadow over itself to its light."""
        if shine:
            return ramp([(0, darken(colour, 0.5)), (0.5, colour), (1, mix(colour, (255, 250, 230), 0.7))])
        seen = self.fall_on(colour, depth)
        dark = self.fall_on(mix(darken(colour, 0.62), self.shade, 0.22), depth)
        bright = mix(seen, self.fall_on(mix(colour, self.glow, 0.85), depth), 0.8)
        whole = ramp([(0, dark), (0.5, seen), (1, bright)])
        return whole[_treads(self.steps)] if self.steps else whole


@cache
def _treads(steps: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.intp]]":
    """`[256]` which tone stands for each: the middle of its step, the edges between two a little smoothed."""
    step = np.floor(np.linspace(0.0, steps - 1e-6, 256))
    middle = 0.5 + (step - (steps - 1) / 2) / steps * 0.7
    smooth = np.convolve(np.pad(middle, 4, mode="edge"), np.full(9, 1 / 9), mode="valid")
    return np.asarray(np.clip(smooth * 255, 0, 255), np.intp)
