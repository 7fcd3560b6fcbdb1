"""The packages of each optional extra, and the error for a missing one."""

from importlib.util import find_spec
from typing import Literal

from wanstudio.errors import PackageMissing

Extra = Literal["painter", "diffusion", "postgres", "s3", "provenance"]

PACKAGES: dict[Extra, tuple[str, ...]] = {
    "painter": ("numpy", "cv2", "isal"),
    "diffusion": ("torch", "diffusers", "transformers", "tokenizers", "safetensors"),
    "postgres": ("asyncpg",),
    "s3": ("obstore",),
    "provenance": ("c2pa",),
}
"""The modules that each extra makes importable."""


def check_extra(extra: Extra, purpose: str) -> None:
    """Raise PackageMissing if a package of the extra is not installed; imports none of them."""
    missing = next((name for name in PACKAGES[extra] if not _installed(name)), None)
    if missing is not None:
        raise PackageMissing(purpose=purpose, package=missing, extra=extra)


def extra_of(package: str) -> Extra | None:
    """The extra that installs a package."""
    root = package.partition(".")[0]
    return next((extra for extra, names in PACKAGES.items() if root in names), None)


def _installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False
