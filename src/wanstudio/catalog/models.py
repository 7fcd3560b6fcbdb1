"""The text-to-image models: names, protocols, and the limits of each version."""

from dataclasses import dataclass
from typing import Literal

Protocol = Literal["messages", "prompt"]
SizeRule = Literal["area", "side"]


@dataclass(frozen=True, slots=True)
class Model:
    """One model of the API reference.

    `protocol` decides the path and both shapes; `size_rule` is one of `catalog/sizes.py`;
    `one_request` marks the models of the prompt protocol that the SDKs may call without a task;
    `singapore_name` is a second name that requests of that region may use: quota, rate, price and usage
    are those of `name`.
    """

    name: str
    version: str
    protocol: Protocol
    size_rule: SizeRule
    prompt_limit: int
    default_side: int
    description: str
    negative_limit: int = 500
    one_request: bool = False
    singapore_name: str | None = None

    @property
    def default_size(self) -> str:
        """The size of a picture when none is asked for."""
        return f"{self.default_side}*{self.default_side}"


def _side_model(
    name: str, version: str, description: str, *, one_request: bool = False, singapore_name: str | None = None
) -> Model:
    """A model of version 2.2 or earlier: these share every limit."""
    return Model(
        name,
        version,
        "prompt",
        "side",
        800,
        1024,
        description,
        one_request=one_request,
        singapore_name=singapore_name,
    )


MODELS: tuple[Model, ...] = (
    Model("wan2.6-t2i", "2.6", "messages", "area", 2100, 1280, "Wan 2.6: one request, free sizes"),
    Model("wan2.5-t2i-preview", "2.5", "prompt", "area", 2000, 1280, "Wan 2.5 preview: free sizes"),
    _side_model("wan2.2-t2i-flash", "2.2", "Wan 2.2, the fast edition", one_request=True),
    _side_model("wan2.2-t2i-plus", "2.2", "Wan 2.2, the careful edition", one_request=True),
    _side_model("wanx2.1-t2i-turbo", "2.1", "Wan 2.1, the fast edition", singapore_name="wan2.1-t2i-turbo"),
    _side_model("wanx2.1-t2i-plus", "2.1", "Wan 2.1, the careful edition", singapore_name="wan2.1-t2i-plus"),
    _side_model("wanx2.0-t2i-turbo", "2.0", "Wan 2.0, the fast edition"),
)

NAMES = tuple(name for model in MODELS for name in (model.name, model.singapore_name) if name)
"""Every name that a request may use in some region."""

_BY_NAME = {name: model for model in MODELS for name in (model.name, model.singapore_name) if name}


def find_model(name: str) -> Model | None:
    """The model that has exactly this name in some region: case and spaces count."""
    return _BY_NAME.get(name)


def counted_name(name: str) -> str:
    """The name under which a model is counted and shown; a name that is none stays as it is."""
    found = find_model(name)
    return found.name if found else name
