"""Outlines and tones onto pixels: cover, relief, blend, glow, shadow. Coordinates are pixels here."""

from dataclasses import dataclass

import cv2
import numpy as np

from wanstudio.painting.painter import Pixels
from wanstudio.painting.procedural.drawing.colour import RGB
from wanstudio.painting.procedural.drawing.shapes import Point, Points
from wanstudio.painting.procedural.drawing.texture import Field

FINE = 4


@dataclass(frozen=True, slots=True)
class Patch:
    """The part of a picture that an outline touches, and how much it covers of each pixel `[h, w]`."""

    left: int
    top: int
    cover: Pixels

    def of(self, pixels: Pixels) -> Pixels:
        """The same part of the picture, as a view."""
        height, width = self.cover.shape[:2]
        return pixels[self.top : self.top + height, self.left : self.left + width]


def _whole(points: Points) -> "np.ndarray[tuple[int, ...], np.dtype[np.int32]]":
    return np.round(points * (1 << FINE)).astype(np.int32)


def _bytes(colour: RGB) -> tuple[int, int, int]:
    red, green, blue = (int(min(max(c, 0.0), 255.0)) for c in colour)
    return red, green, blue


def flat(pixels: Pixels, outline: Points, colour: RGB) -> None:
    """Fill an outline with one colour: the quick way, for small and many things."""
    cv2.fillPoly(pixels, [_whole(outline - 0.5)], _bytes(colour), cv2.LINE_AA, FINE)


def hair(pixels: Pixels, start: Point, end: Point, colour: RGB, width: int = 1) -> None:
    """One straight hair."""
    a = (int(start[0] * 16), int(start[1] * 16))
    b = (int(end[0] * 16), int(end[1] * 16))
    cv2.line(pixels, a, b, _bytes(colour), width, cv2.LINE_AA, FINE)


def dot(pixels: Pixels, x: float, y: float, radius: float, colour: RGB) -> None:
    """A round spot."""
    cv2.circle(pixels, (int(x * 16), int(y * 16)), int(radius * 16), _bytes(colour), -1, cv2.LINE_AA, FINE)


def cut(pixels: Pixels, outline: Points, soft: float = 0.0) -> Patch | None:
    """The outline's patch, its edge blurred over `soft` pixels; None when outside the picture."""
    height, width = pixels.shape[:2]
    margin = 2 + int(2.2 * soft)
    left, top = (max(0, int(v) - margin) for v in outline.min(axis=0))
    right = min(width, int(outline[:, 0].max()) + margin + 1)
    bottom = min(height, int(outline[:, 1].max()) + margin + 1)
    if right - left < 1 or bottom - top < 1:
        return None
    cover = np.zeros((bottom - top, right - left), np.uint8)
    cv2.fillPoly(cover, [_whole(outline - (left + 0.5, top + 0.5))], 255, cv2.LINE_AA, FINE)
    return Patch(left, top, blur(cover, soft) if soft >= 0.6 else cover)


def blur(image: Pixels, sigma: float) -> Pixels:
    """A Gaussian blur whose cost does not grow with its width."""
    if sigma <= 4:
        return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)
    height, width = image.shape[:2]
    shrink = min(sigma / 3, 16.0)
    small = cv2.resize(
        image, (max(2, int(width / shrink)), max(2, int(height / shrink))), interpolation=cv2.INTER_AREA
    )
    small = cv2.GaussianBlur(small, (0, 0), sigma / shrink)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def relief(cover: Pixels, toward: Point) -> Field:
    """`[h, w]` about -1 to 1: the roundness a flat shape would have, lit from `toward`."""
    height, width = cover.shape[:2]
    shrink = max(1.0, max(height, width) / 88)
    size = (max(2, int(width / shrink)), max(2, int(height / shrink)))
    small = np.asarray(cv2.resize(cover, size, interpolation=cv2.INTER_AREA), np.float32) / 255
    pad = 12
    wide = cv2.copyMakeBorder(small, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    sigma = max(1.2, min(9.0, 0.2 * min(size)))
    hill = np.asarray(cv2.GaussianBlur(wide, (0, 0), sigma), np.float32)
    inner = slice(pad, -pad)
    slope_x = hill[inner, pad + 1 : 1 - pad] - hill[inner, pad - 1 : -pad - 1]
    slope_y = hill[pad + 1 : 1 - pad, inner] - hill[pad - 1 : -pad - 1, inner]
    lit = -(slope_x * toward[0] + slope_y * toward[1]) * (sigma * 1.25) + 0.25 * (hill[inner, inner] - 0.75)
    return np.asarray(cv2.resize(lit, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def toned(tone: Field, ramp: Pixels) -> Pixels:
    """Each tone (0 to 1) as its colour on a ramp `[256, 3]`."""
    index = np.clip(tone * 255, 0, 255).astype(np.uint8)
    return np.asarray(cv2.applyColorMap(index, ramp.reshape(256, 1, 3)), np.uint8)


def blend(under: Pixels, over: Pixels, share: Field) -> None:
    """Lay one picture over another, pixel by pixel, in place."""
    under[...] = cv2.blendLinear(over, np.ascontiguousarray(under), share, 1 - share)


def lay(pixels: Pixels, patch: Patch, colour: Pixels, alpha: float = 1.0) -> None:
    """Lay a patch of colour where the outline covers the picture."""
    blend(patch.of(pixels), colour, patch.cover.astype(np.float32) * np.float32(alpha / 255))


def tint(pixels: Pixels, patch: Patch, colour: RGB, alpha: float) -> None:
    """One even colour, see-through: shadows, glass, veils."""
    plain = np.empty((*patch.cover.shape[:2], 3), np.uint8)
    plain[:] = _bytes(colour)
    lay(pixels, patch, plain, alpha)


def tint_all(pixels: Pixels, colour: RGB, alpha: float) -> None:
    """One even colour over the whole picture."""
    plain = np.empty_like(pixels)
    plain[:] = _bytes(colour)
    pixels[...] = cv2.addWeighted(plain, alpha, pixels, 1 - alpha, 0)


def glow(pixels: Pixels, x: float, y: float, radius: float, colour: RGB, power: float) -> None:
    """Light that spreads from a point and only ever brightens."""
    height, width = pixels.shape[:2]
    left, right = max(0, int(x - radius)), min(width, int(x + radius) + 1)
    top, bottom = max(0, int(y - radius)), min(height, int(y + radius) + 1)
    if right - left < 2 or bottom - top < 2:
        return
    shrink = max(1.0, radius / 64)
    columns = np.linspace(left, right, max(2, int((right - left) / shrink)), dtype=np.float32)
    rows = np.linspace(top, bottom, max(2, int((bottom - top) / shrink)), dtype=np.float32)
    far = np.hypot((columns - x)[None, :], (rows - y)[:, None]) / radius
    fall = np.clip(1 - far, 0, 1) ** 2.2 * power
    light = (fall[..., None] * np.array(colour, np.float32)).astype(np.float32)
    screen(pixels[top:bottom, left:right], light)


def screen(view: Pixels, light: Field) -> None:
    """Add light `[h', w', 3]` of 0 to 255, stretched over the view, without burning out."""
    height, width = view.shape[:2]
    layer = np.clip(light, 0, 255).astype(np.uint8)
    if layer.shape[:2] != (height, width):
        layer = np.asarray(cv2.resize(layer, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
    rest = cv2.multiply(view, layer, scale=1 / 255)
    view[...] = cv2.subtract(cv2.add(view, layer, dtype=cv2.CV_16U), rest, dtype=cv2.CV_8U)
