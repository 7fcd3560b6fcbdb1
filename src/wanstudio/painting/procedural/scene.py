"""What a prompt asks to see, as records; knows neither words nor pixels."""

from dataclasses import dataclass
from typing import Literal

Time = Literal["", "dawn", "day", "sunset", "dusk", "night"]
Weather = Literal["", "clear", "cloudy", "rain", "snow", "fog", "storm", "wind"]
Size = Literal["", "tiny", "small", "big", "giant"]
Place = Literal["", "left", "right", "middle", "top", "bottom"]
Link = Literal["above", "under", "behind", "before", "on", "in", "beside", "left of", "right of", "held"]


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a thing is with regard to another, which is named by its index in the scene."""

    link: Link
    to: int


@dataclass(frozen=True, slots=True)
class Thing:
    """One kind of thing, as often as `count` says, with what was said of it."""

    kind: str
    count: int = 1
    colours: tuple[str, ...] = ()
    size: Size = ""
    pose: str = ""
    expression: str = ""
    material: str = ""
    place: Place = ""
    relation: Relation | None = None
    never: frozenset[str] = frozenset()  # traits that it must not have


@dataclass(frozen=True, slots=True)
class Scene:
    """All that is to be seen."""

    things: tuple[Thing, ...] = ()
    setting: str = ""
    time: Time = ""
    weather: Weather = ""
    style: str = ""
    moods: tuple[str, ...] = ()
    avoid: frozenset[str] = frozenset()  # what is denied: not even as an ornament

    def kinds(self) -> tuple[str, ...]:
        """The kinds of its things, in the order of the prompt."""
        return tuple(thing.kind for thing in self.things)

    def shows(self, kind: str) -> bool:
        """Whether it has a thing of that kind."""
        return kind in self.kinds()
