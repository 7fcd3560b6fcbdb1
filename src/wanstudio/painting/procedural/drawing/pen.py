"""What things are drawn with: outlines in a thing's own coordinates, under the picture's light.

A thing stands on (0, 0); y grows downwards, so its top is at y = -1; `scale` is its height in pixels.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural.drawing import brush
from wanstudio.painting.procedural.drawing.colour import RGB, darken, lighten
from wanstudio.painting.procedural.drawing.light import Light
from wanstudio.painting.procedural.drawing.shapes import Point, Points, oval, ribbon, rotate
from wanstudio.painting.procedural.drawing.texture import Field, clouds

TINY = 0.013  # of the picture's short side; below this no one sees a shape's modelling


@dataclass(frozen=True, slots=True)
class Pen:
    """A place in the picture to draw at. `depth` runs from 0 (near) to 1 (the horizon)."""

    pixels: Pixels
    light: Light
    rng: np.random.Generator
    x: float
    y: float
    scale: float
    side: float = 1.0
    turn: float = 0.0
    depth: float = 0.0

    def at(self, x: float, y: float, size: float = 1.0, flip: bool = False, turn: float = 0.0) -> "Pen":
        """A smaller pen at a point of this one."""
        spot = self.place(np.array([[x, y]]))[0]
        return replace(
            self,
            x=float(spot[0]),
            y=float(spot[1]),
            scale=self.scale * size,
            side=-self.side if flip else self.side,
            turn=self.turn + turn * self.side,
        )

    def place(self, points: Points) -> Points:
        """A thing's points as pixels of the picture."""
        return rotate(points * (self.side, 1.0), self.turn) * self.scale + (self.x, self.y)

    def fill(
        self,
        outline: Points,
        colour: RGB,
        to: RGB | None = None,
        volume: float = 0.0,
        slope: float = 0.0,
        grain: float = 0.0,
        cell: float = 0.12,
        stretch: float = 1.0,
        soft: float = 0.0,
        alpha: float = 1.0,
        shine: bool = False,
    ) -> None:
        """Fill an outline.

        `to` is the colour at its foot, `volume` rounds it, `slope` lights its top, `grain` roughens it with
        noise of size `cell`, `soft` blurs its edge, `shine` keeps the dark of night from it.
        """
        spots = self.place(outline)
        span = float(np.ptp(spots, axis=0).max()) / min(self.pixels.shape[:2])
        plain = (span < TINY and not soft) or (to is None and volume == slope == grain == 0.0)
        if self.light.lift and alpha < 0.62 and not shine:
            return
        self._lift(spots, span if alpha > 0.8 and soft == 0.0 else 0.0)
        seen = colour if shine else self.light.fall_on(colour, self.depth)
        if plain and soft == 0.0 and alpha == 1.0:
            brush.flat(self.pixels, spots, seen)
            return
        patch = brush.cut(self.pixels, spots, soft * self.scale)
        if patch is None:
            return
        if plain:
            brush.tint(self.pixels, patch, seen, alpha)
            return
        tone = self._tone(patch, volume, slope, (grain, cell * self.scale, stretch))
        layer = brush.toned(tone, self.light.tones(colour, self.depth, shine))
        if to is not None:
            _run_into(layer, brush.toned(tone, self.light.tones(to, self.depth, shine)))
        brush.lay(self.pixels, patch, layer, alpha)

    def _lift(self, spots: Points, span: float) -> None:
        """The shadow of cut card on what lies under it; small pieces are glued flat."""
        reach = min(span * 0.08, self.light.lift) * min(self.pixels.shape[:2])
        patch = (
            None
            if span < 0.035 or not self.light.lift
            else brush.cut(self.pixels, spots + (reach * 0.5, reach * 0.9), reach)
        )
        if patch is not None:
            brush.tint(self.pixels, patch, darken(self.light.shade, 0.55), 0.5)

    def _tone(
        self, patch: brush.Patch, volume: float, slope: float, noise: tuple[float, float, float]
    ) -> Field:
        height, width = patch.cover.shape[:2]
        tone = np.full((height, width), 0.5, np.float32)
        if slope:
            tone += np.linspace(slope / 2, -slope / 2, height, dtype=np.float32)[:, None]
        if volume:
            tone += brush.relief(patch.cover, self.light.toward) * np.float32(volume * 0.5)
        grain, cell, stretch = noise
        if grain and not self.light.steps:
            tone += clouds(self.rng, height, width, max(cell, 4.0), stretch) * np.float32(grain * 0.1)
        return tone

    def stroke(
        self,
        line: Points,
        colour: RGB,
        start: float,
        end: float | None = None,
        volume: float = 0.0,
        alpha: float = 1.0,
        belly: float = 0.0,
        soft: float = 0.0,
        shine: bool = False,
    ) -> None:
        """Draw along a line, its width going from `start` to `end`."""
        outline = ribbon(line, start, start if end is None else end, belly)
        self.fill(outline, colour, volume=volume, alpha=alpha, soft=soft, shine=shine)

    def dot(self, x: float, y: float, radius: float, colour: RGB, shine: bool = False) -> None:
        """A small round spot."""
        spot = self.place(np.array([[x, y]]))[0]
        seen = colour if shine else self.light.fall_on(colour, self.depth)
        brush.dot(self.pixels, float(spot[0]), float(spot[1]), radius * self.scale, seen)

    def glow(self, x: float, y: float, radius: float, colour: RGB, power: float = 0.6) -> None:
        """Light around a point."""
        spot = self.place(np.array([[x, y]]))[0]
        brush.glow(self.pixels, float(spot[0]), float(spot[1]), radius * self.scale, colour, power)

    def shadow(
        self, x: float, y: float, rx: float, ry: float, power: float = 0.45, soft: float = 0.3
    ) -> None:
        """A soft dark pool, as a thing leaves on the ground it stands on."""
        if self.light.lift:
            return
        patch = brush.cut(self.pixels, self.place(oval(x, y, rx, ry)), soft * min(rx, ry) * self.scale)
        if patch is not None:
            dark = self.light.fall_on(darken(self.light.shade, 0.55), self.depth)
            brush.tint(self.pixels, patch, dark, power * (1.0 - 0.6 * self.depth))

    def hairs(
        self,
        outline: Points,
        count: int,
        length: float,
        angle: float = math.pi / 2,
        spread: float = 0.25,
        contrast: float = 0.12,
        away: Point | None = None,
        width: float = 0.0024,
    ) -> None:
        """Short strokes in the colours they lie on: fur, grass, bark, brushwork."""
        spots = self.place(outline)
        patch = None if self.light.steps else brush.cut(self.pixels, spots)
        if patch is None:
            return
        view = patch.of(self.pixels)
        height, width_px = patch.cover.shape
        columns = self.rng.integers(0, width_px, count)
        rows = self.rng.integers(0, height, count)
        angles = angle + self.rng.normal(0, spread, count)
        if away is not None:
            centre = self.place(np.array([away]))[0] - (patch.left, patch.top)
            angles = angles - angle + np.arctan2(rows - centre[1], columns - centre[0])
        elif self.side < 0:
            angles = math.pi - angles
        reach = length * self.scale * self.rng.uniform(0.5, 1.2, count)
        ends = np.stack([columns + reach * np.cos(angles), rows + reach * np.sin(angles)], 1)
        shifts = self.rng.normal(0.15, 1.0, count) * contrast
        weight = max(1, round(width * self.scale))
        inside = patch.cover[rows, columns] > 128
        colours = view[rows, columns].astype(float)
        for k in np.flatnonzero(inside):
            colour: RGB = (colours[k, 0], colours[k, 1], colours[k, 2])
            shade = lighten(colour, shifts[k]) if shifts[k] > 0 else darken(colour, -shifts[k])
            start = (float(columns[k]), float(rows[k]))
            brush.hair(view, start, (float(ends[k, 0]), float(ends[k, 1])), shade, weight)


def _run_into(layer: Pixels, lower: Pixels) -> None:
    """Let one layer turn into another from top to bottom."""
    fall = np.linspace(0, 1, len(layer), dtype=np.float32)[:, None]
    brush.blend(layer, lower, np.broadcast_to(fall, layer.shape[:2]).copy())
