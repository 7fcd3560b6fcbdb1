"""What painter `auto` means on this machine, and why. Looks at files and installed packages, imports neither."""

from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Literal

from wanstudio.errors import SettingsInvalid
from wanstudio.painting.diffusion.embedded import has_weights, weights_folder
from wanstudio.painting.diffusion.properties import read_properties
from wanstudio.settings import Settings

BAR = 0.8
MEASURE = "one_coloured_thing"
"""In how many pictures of one coloured thing that thing and its colour must be seen."""

_PACKAGES = ("torch", "diffusers", "transformers", "tokenizers", "safetensors", "huggingface_hub")
INSTALL = "pip install 'wanstudio[painter,diffusion]'"


@dataclass(frozen=True, slots=True)
class Choice:
    """A painter, and a reason to show to the operator."""

    painter: Literal["procedural", "sketch"]
    reason: str


def judge(measured: float | None, missing: str | None) -> Choice:
    """The rule: the embedded model when it is good enough and can run, else the procedural painter.

    `measured` is what its evaluation found, `missing` a package that it needs and that is not installed.
    """
    if measured is None:
        return Choice("procedural", f"the embedded weights do not tell their {MEASURE}")
    standing = f"the embedded weights get one coloured thing right in {measured:.0%}, the bar is {BAR:.0%}"
    if measured < BAR:
        return Choice("procedural", standing)
    if missing is not None:
        return Choice("procedural", f"{standing}, but {missing} is not installed: {INSTALL}")
    return Choice("sketch", standing)


def choose(settings: Settings) -> Choice:
    """What `auto` means under these settings; CheckpointInvalid for a faulty declaration of the weights."""
    folder = weights_folder(settings)
    if not has_weights(folder):
        return Choice("procedural", f"there are no embedded weights in {folder}")
    return judge(read_properties(folder).measured.get(MEASURE), missing_package())


def settle(settings: Settings) -> Settings:
    """The settings with a painter named."""
    return replace(settings, painter=choose(settings).painter) if settings.painter == "auto" else settings


def missing_package() -> str | None:
    """The first package of the diffusion extra that is not installed."""
    return next((name for name in _PACKAGES if find_spec(name) is None), None)


def check_packages(settings: Settings) -> None:
    """Refuse a painter whose packages are not installed."""
    if settings.painter in ("diffusion", "sketch") and (missing := missing_package()):
        raise SettingsInvalid(problem=f"painter {settings.painter!r} needs {missing}: {INSTALL}")
