"""One request for pictures, free of any wire format."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be painted, with every default filled in and every text cut to its limit.

    `prompt` and `negative_prompt` are truncated to the model's limits; `width` and `height` are
    pixels; `n` is 1 to 4; image i (from 0) is painted with `seed_of(i)`.
    """

    model: str
    prompt: str
    negative_prompt: str
    width: int
    height: int
    n: int
    seed: int
    prompt_extend: bool = True
    watermark: bool = False

    @property
    def size(self) -> str:
        """The size as the API writes it: `width*height`."""
        return f"{self.width}*{self.height}"

    def seed_of(self, index: int) -> int:
        """The seed of image `index`, counted from 0: seed, seed+1, ..., wrapping at 2**31."""
        return (self.seed + index) % 2**31
