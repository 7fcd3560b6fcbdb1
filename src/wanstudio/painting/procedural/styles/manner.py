"""The list of manners; each style's file adds its own."""

from collections.abc import Callable
from dataclasses import dataclass

from wanstudio.painting.procedural.drawing.view import View

Repaint = Callable[[View], None]


def _leave(view: View) -> None:
    """Nothing more to do."""


@dataclass(frozen=True, slots=True)
class Manner:
    """One style.

    `steps` is how many tones a form is modelled in (0: as many as there are), `lift` how far forms stand
    off the sheet as a share of the short side, `sharp` keeps the background of a portrait in focus, `sky`
    repaints the sky before anything stands before it, `repaint` the whole sheet at the end.
    """

    name: str
    repaint: Repaint
    steps: int = 0
    lift: float = 0.0
    sharp: bool = False
    sky: Repaint = _leave


_MANNERS: dict[str, Manner] = {}


def manner(
    name: str, steps: int = 0, lift: float = 0.0, sharp: bool = False, sky: Repaint = _leave
) -> Callable[[Repaint], Repaint]:
    """Register the repainting of a style under its name."""

    def keep(repaint: Repaint) -> Repaint:
        _MANNERS[name] = Manner(name, repaint, steps, lift, sharp, sky)
        return repaint

    return keep


def manner_of(style: str) -> Manner | None:
    """The manner of a style; None for the painter's own."""
    return _MANNERS.get(style)


def manners() -> tuple[str, ...]:
    """The names of all manners."""
    return tuple(_MANNERS)
