"""What painter `auto` means under these settings, and why. Looks at installed packages, imports none."""

from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Literal

from wanstudio.catalog.served import has_checkpoints
from wanstudio.errors import SettingsInvalid
from wanstudio.settings import Settings

_PACKAGES = ("torch", "diffusers", "transformers", "tokenizers", "safetensors")
INSTALL = "pip install '.[painter,diffusion]' in the source tree"


@dataclass(frozen=True, slots=True)
class Choice:
    """A painter, and a reason to show to the operator."""

    painter: Literal["procedural", "diffusion"]
    reason: str


def choose(settings: Settings) -> Choice:
    """What `auto` means: the operator's checkpoints if any are configured, else the procedural painter."""
    if has_checkpoints(replace(settings, painter="auto")):
        return Choice("diffusion", f"{len(settings.checkpoints)} configured in [checkpoints]")
    return Choice("procedural", "no checkpoint is configured")


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
