"""A composed picture, before any pixel: where everything stands, in units of the picture's short side."""

from dataclasses import dataclass

from wanstudio.painting.procedural.things.registry import Look


@dataclass(frozen=True, slots=True)
class Placed:
    """One thing in the picture: the middle of its foot at (x, y), as high as `height`."""

    kind: str
    x: float
    y: float
    height: float
    look: Look
    depth: float = 0.0
    flip: bool = False
    source: int = 0  # the thing's index in the scene

    @property
    def half(self) -> float:
        """Half its width."""
        return self.height * self.look.wide / 2


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that the easel needs; `things` are in painting order, from far to near."""

    width: float
    height: float
    setting: str
    time: str
    weather: str
    season: str
    style: str
    moods: tuple[str, ...]
    horizon: float
    sun: tuple[float, float]
    close: bool
    things: tuple[Placed, ...] = ()
    avoid: frozenset[str] = frozenset()
