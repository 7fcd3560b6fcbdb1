"""One known word of a text."""

from dataclasses import dataclass
from typing import Literal

Part = Literal[
    "thing", "colour", "count", "size", "pose", "expression", "material", "place", "link", "after",
    "setting", "time", "weather", "style", "mood", "deny", "break", "join", "stop",
    # A known word that says nothing here.
    "aside",
    # What is denied: everywhere, as an ornament only, or as a trait.
    "denied", "shunned", "never",
]  # fmt: skip

TRAITS = ("colour", "size", "pose", "expression", "material")
"""What may be denied of a thing."""
WORLD = ("setting", "time", "weather", "style", "mood")


@dataclass(frozen=True, slots=True)
class Mark:
    """One known word: what part of speech it is, what it means, where it stood.

    `of` says whose a denied trait is: a kind's, the "last" thing's, the "next" one's; everything's if it is empty.
    """

    part: Part
    value: str
    start: int
    end: int
    plural: bool = False
    chinese: bool = False
    of: str = ""
