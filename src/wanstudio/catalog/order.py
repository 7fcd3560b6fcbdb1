"""One request for pictures, free of any wire format, and the rules that make it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wanstudio.catalog.models import Model
from wanstudio.catalog.sizes import size_for
from wanstudio.errors import OutOfDefinition, OutOfRange

MOST_IMAGES = 4
DEFAULT_IMAGES = 4
HIGHEST_SEED = 2**31 - 1


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


def make_order(
    model: Model,
    prompt: str,
    negative_prompt: object,
    wishes: Mapping[str, object],
    draw_seed: Callable[[], int],
) -> Order:
    """Fill in the defaults, cut the texts, and refuse what the reference does not allow.

    `wishes` is the request's `parameters` as decoded; names that are unknown are ignored and
    null means absent. `draw_seed` gives a seed when none was asked for.
    """
    width, height = size_for(model, wishes.get("size"))
    seed = _whole_number("seed", wishes.get("seed"), 0, HIGHEST_SEED)
    return Order(
        model=model.name,
        prompt=cut(prompt, model.prompt_limit),
        negative_prompt=cut(_text("negative_prompt", negative_prompt), model.negative_limit),
        width=width,
        height=height,
        n=_images(wishes),
        seed=draw_seed() if seed is None else seed,
        prompt_extend=_switch("prompt_extend", wishes.get("prompt_extend"), default=True),
        watermark=_switch("watermark", wishes.get("watermark"), default=False),
    )


def images_asked_for(wishes: object) -> int:
    """How many images a request meant, for a request that is refused for any reason."""
    try:
        return _images(wishes) if isinstance(wishes, Mapping) else DEFAULT_IMAGES
    except (OutOfRange, OutOfDefinition):
        return DEFAULT_IMAGES


def cut(text: str, limit: int) -> str:
    """The first `limit` characters; NUL goes, since no database keeps it in a text."""
    return text.replace("\x00", "")[:limit]


def _images(wishes: Mapping[str, object]) -> int:
    n = _whole_number("n", wishes.get("n"), 1, MOST_IMAGES)
    return DEFAULT_IMAGES if n is None else n


def _whole_number(name: str, value: object, low: int, high: int) -> int | None:
    """A number within its range; 2.0 is 2, since JSON does not tell them apart, but true is not 1."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise OutOfDefinition(parameter=name)
    if not low <= value <= high:
        raise OutOfRange(parameter=name, low=low, high=high)
    return value


def _switch(name: str, value: object, *, default: bool) -> bool:
    if value is None:
        return default
    if not isinstance(value, bool):
        raise OutOfDefinition(parameter=name)
    return value


def _text(name: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise OutOfDefinition(parameter=name)
    return value
