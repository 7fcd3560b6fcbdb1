"""A picture in the making: pixels, light, horizon; what settings and skies are painted on."""

from dataclasses import dataclass

import numpy as np

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural.drawing.light import Light
from wanstudio.painting.procedural.drawing.pen import Pen


@dataclass(frozen=True, slots=True)
class View:
    """`horizon` and `unit` (the short side) are pixels; `sun` is where the light stands, in pixels."""

    pixels: Pixels
    light: Light
    rng: np.random.Generator
    horizon: int
    unit: int
    sun: tuple[float, float]
    time: str
    weather: str
    season: str
    avoid: frozenset[str]

    @property
    def width(self) -> int:
        """The picture's width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """The picture's height in pixels."""
        return int(self.pixels.shape[0])

    @property
    def white(self) -> bool:
        """Whether snow lies."""
        return self.season == "winter"

    def shows(self, *kinds: str) -> bool:
        """Whether none of these is denied."""
        return self.avoid.isdisjoint(kinds)

    @property
    def shines(self) -> bool:
        """Whether sun or moon may be seen to shine."""
        return self.shows("moon" if self.time == "night" else "sun")

    def pen(self, x: float = 0.0, y: float = 0.0, scale: float = 0.0, depth: float = 0.0) -> Pen:
        """A pen at a pixel; by default one that draws in pixels of the whole picture."""
        return Pen(self.pixels, self.light, self.rng, x, y, scale or 1.0, depth=depth)

    def nearness(self, y: float) -> float:
        """0 at the horizon, 1 at the bottom edge."""
        return max(0.0, min(1.0, (y - self.horizon) / max(1, self.height - self.horizon)))
