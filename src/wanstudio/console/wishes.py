"""The playground's form as an order, and an order as the form that would ask for it again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from wanstudio.catalog.offers import Offer
from wanstudio.catalog.order import Order, make_order
from wanstudio.console.form import Form
from wanstudio.errors import ModelNotExist
from wanstudio.submission import Desk
from wanstudio.tasks.lifecycle import Painted, Task
from wanstudio.wire.fields import given
from wanstudio.wire.one_request import draw_seed


@dataclass(frozen=True, slots=True)
class Wishes:
    """Every field of the form as text, as a browser sends and shows it.

    `size` is `width*height`, or `custom` for `width` and `height`; switches are `on` or empty.
    """

    prompt: str = ""
    negative_prompt: str = ""
    model: str = ""
    size: str = ""
    width: str = ""
    height: str = ""
    n: str = "1"
    seed: str = ""
    prompt_extend: str = "on"
    watermark: str = ""

    @property
    def chosen_size(self) -> str:
        """The size as the API takes it."""
        return f"{self.width.strip()}*{self.height.strip()}" if self.size == "custom" else self.size


def first_wishes(region: str, desk: Desk) -> Wishes:
    """The form as it is opened."""
    model = desk.served_in(region)[0].model
    return Wishes(model=model.name, size=model.default_size)


def read_wishes(form: Form, blank: Wishes) -> Wishes:
    """What was filled in; an unticked box is not sent at all."""
    unticked = {"prompt_extend": "", "watermark": ""}
    sent = {name: form[name] for name in Wishes.__slots__ if form.get(name)}
    return replace(blank, **{**unticked, **sent})


def wishes_of(order: Order, painted: Painted | None = None, *, rewritten: bool = False) -> Wishes:
    """The form that asks for this order again: of one picture with its seed, or with the rewritten prompt."""
    return Wishes(
        prompt=(painted.actual_prompt if painted and rewritten else None) or order.prompt,
        negative_prompt=order.negative_prompt,
        model=order.model,
        size=order.size,
        width=str(order.width),
        height=str(order.height),
        n="1" if painted and not rewritten else str(order.n),
        seed=str(painted.seed) if painted and not rewritten else "",
        prompt_extend="on" if order.prompt_extend and not rewritten else "",
        watermark="on" if order.watermark else "",
    )


def varied(task: Task) -> Order:
    """The same order with another seed."""
    assert task.order is not None
    return replace(task.order, seed=draw_seed())


def offer_of(wishes: Wishes, region: str, desk: Desk) -> Offer:
    """What the chosen model costs here. Raises ModelNotExist."""
    offer = desk.find_served(region, wishes.model)
    if offer is None:
        raise ModelNotExist
    return offer


def read_order(wishes: Wishes, offer: Offer) -> Order:
    """The order; raises what the API raises for the same wishes."""
    prompt = given("prompt", wishes.prompt)
    return make_order(offer.model, prompt, wishes.negative_prompt, parameters_of(wishes), draw_seed)


def parameters_of(wishes: Wishes) -> Mapping[str, object]:
    """The request's `parameters` that say the same as the form."""
    parameters: dict[str, object] = {
        "size": wishes.chosen_size,
        "n": _whole(wishes.n),
        "prompt_extend": wishes.prompt_extend == "on",
        "watermark": wishes.watermark == "on",
    }
    if wishes.seed.strip():
        parameters["seed"] = _whole(wishes.seed)
    return parameters


def _whole(text: str) -> object:
    """A number where it is one; else the text, which the catalogue refuses by its name."""
    stripped = text.strip()
    return int(stripped) if stripped.isascii() and stripped.isdecimal() and len(stripped) < 12 else stripped
