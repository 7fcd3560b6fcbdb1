"""Outlines as arrays of points `[n, 2]`; knows nothing of colour or pixels."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Point = tuple[float, float]


@cache
def _circle(count: int) -> Points:
    angles = np.linspace(0.0, 2.0 * math.pi, count, endpoint=False)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def oval(cx: float, cy: float, rx: float, ry: float | None = None, turn: float = 0.0) -> Points:
    """An ellipse, turned by radians."""
    points = _circle(56) * (rx, rx if ry is None else ry)
    return np.add(rotate(points, turn), (cx, cy))


def poly(*corners: Point) -> Points:
    """Straight edges between the corners."""
    return np.array(corners, dtype=np.float64)


def box(x0: float, y0: float, x1: float, y1: float, radius: float = 0.0) -> Points:
    """A rectangle, its corners rounded by `radius`."""
    if radius <= 0:
        return poly((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    radius = min(radius, abs(x1 - x0) / 2, abs(y1 - y0) / 2)
    quarter = _circle(32) * radius
    corners = [
        np.add(quarter[0:9], (x1 - radius, y1 - radius)),
        np.add(quarter[8:17], (x0 + radius, y1 - radius)),
        np.add(quarter[16:25], (x0 + radius, y0 + radius)),
        np.add(np.concatenate([quarter[24:32], quarter[0:1]]), (x1 - radius, y0 + radius)),
    ]
    return np.concatenate(corners)


def arch(x0: float, y0: float, x1: float, y1: float, rise: float = 1.0) -> Points:
    """A doorway from the floor `y1` to a rounded top at `y0`."""
    half = (x1 - x0) / 2
    crown = _circle(32)[16:33] if rise == 0 else np.concatenate([_circle(32)[16:32], _circle(32)[0:1]])
    top = crown * (half, half * rise) + ((x0 + x1) / 2, y0 + half * rise)
    return np.concatenate([top, poly((x1, y1), (x0, y1))])


@cache
def _spline(steps: int) -> Points:
    t = np.linspace(0.0, 1.0, steps, endpoint=False)
    rows = [-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, -(t**2) + t**3]
    return np.asarray(0.5 * np.stack(rows, axis=1), np.float64)


def _run(knots: Points, steps: int) -> Points:
    quads = np.stack([knots[:-3], knots[1:-2], knots[2:-1], knots[3:]], axis=1)
    return np.asarray(np.einsum("sk,nkd->nsd", _spline(steps), quads), np.float64).reshape(-1, 2)


def blob(*knots: Point) -> Points:
    """A smooth closed outline through the knots."""
    ring = np.array(knots, dtype=np.float64)
    return _run(np.concatenate([ring[-1:], ring, ring[:2]]), 9)


def path(*knots: Point) -> Points:
    """A smooth open line through the knots."""
    line = np.array(knots, dtype=np.float64)
    ends = np.concatenate([line[:1] * 2 - line[1:2], line, line[-1:] * 2 - line[-2:-1]])
    return np.concatenate([_run(ends, 9), line[-1:]])


def ribbon(line: Points, start: float, end: float, belly: float = 0.0) -> Points:
    """The outline of a stroke along a line, its width going from `start` to `end`."""
    ahead = np.gradient(line, axis=0)
    ahead /= np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-9)[:, None]
    across = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    t = np.linspace(0.0, 1.0, len(line))
    half = (start + (end - start) * t + belly * np.sin(np.pi * t)) / 2
    side = across * half[:, None]
    if end < 0.004:
        return np.concatenate([line + side, (line - side)[::-1]])
    cap = (
        rotate(_circle(16)[0:9] * (end / 2), math.atan2(ahead[-1, 1], ahead[-1, 0]) - math.pi / 2) + line[-1]
    )
    return np.concatenate([line - side, cap, (line + side)[::-1]])


def rotate(points: Points, turn: float) -> Points:
    """Turn about the origin by radians (clockwise on the canvas)."""
    if turn == 0.0:
        return points
    c, s = math.cos(turn), math.sin(turn)
    return np.asarray(points @ np.array([[c, s], [-s, c]]), np.float64)


def mirror(points: Points) -> Points:
    """Left becomes right."""
    return points * (-1.0, 1.0)


def ruffle(points: Points, rng: np.random.Generator, depth: float) -> Points:
    """Push the outline in and out at random: fur, foliage, snow, torn paper."""
    middle = points.mean(axis=0)
    out = points - middle
    out /= np.maximum(np.hypot(out[:, 0], out[:, 1]), 1e-9)[:, None]
    return np.asarray(points + out * (rng.normal(0.0, depth, len(points)))[:, None], np.float64)


def petals(cx: float, cy: float, radius: float, count: int, notch: float = 0.45, turn: float = 0.0) -> Points:
    """A flower's or a star's rounded outline."""
    angles = np.linspace(0.0, 2.0 * math.pi, count * 12, endpoint=False)
    reach = radius * (1.0 - notch * (0.5 + 0.5 * np.cos(count * angles)) ** 1.5)
    return np.stack([cx + reach * np.cos(angles + turn), cy + reach * np.sin(angles + turn)], axis=1)


def star(
    cx: float, cy: float, radius: float, points: int = 5, inner: float = 0.45, turn: float = 0.0
) -> Points:
    """A pointed star."""
    angles = np.linspace(0.0, 2.0 * math.pi, points * 2, endpoint=False) - math.pi / 2 + turn
    reach = np.where(np.arange(points * 2) % 2 == 0, radius, radius * inner)
    return np.stack([cx + reach * np.cos(angles), cy + reach * np.sin(angles)], axis=1)
