"""What each region sells: models, prices, free images, and how fast an account may send.

Money is counted in micros, millionths of the region's currency, as whole numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from wanstudio.catalog.models import MODELS, Model
from wanstudio.catalog.regions import REGIONS, Region

Profile = Literal["studio", "model-studio"]


@dataclass(frozen=True, slots=True)
class Offer:
    """One model in one region under one profile.

    `submit_rate` is requests a second; `running_limit` tasks run at once and further ones wait,
    `queue_limit` of them at most. Failed images cost nothing and use up no free image.
    """

    region: Region
    model: Model
    price_micros: int
    free_images: int
    submit_rate: int
    running_limit: int
    queue_limit: int = 500
    free_days: int = 90

    @property
    def names(self) -> tuple[str, ...]:
        """The names that requests of the region may use; the first is the one that is counted and shown."""
        second = self.model.singapore_name if self.region.name == "singapore" else None
        return (self.model.name, second) if second else (self.model.name,)


@dataclass(frozen=True, slots=True)
class CallLimits:
    """How often a second an account may query, list and cancel tasks."""

    query: int
    listing: int
    cancel: int


CALL_LIMITS: Mapping[str, CallLimits] = {
    "studio": CallLimits(100_000, 100_000, 100_000),
    "model-studio": CallLimits(20, 20, 20),
}

# name: Beijing micro-yuan, Singapore micro-dollars, free images, submits/s Beijing, Singapore, running.
# The service lists no Singapore price for 2.0: it is Beijing's, converted as its other prices are.
_TABLE: Mapping[str, tuple[int, int, int, int, int, int]] = {
    "wan2.6-t2i": (200_000, 30_000, 50, 1, 5, 5),
    "wan2.5-t2i-preview": (200_000, 30_000, 50, 5, 5, 5),
    "wan2.2-t2i-flash": (140_000, 25_000, 100, 2, 2, 2),
    "wan2.2-t2i-plus": (200_000, 50_000, 100, 2, 2, 2),
    "wanx2.1-t2i-turbo": (140_000, 25_000, 500, 2, 2, 2),
    "wanx2.1-t2i-plus": (200_000, 50_000, 500, 2, 2, 2),
    "wanx2.0-t2i-turbo": (40_000, 5_734, 500, 2, 2, 2),
}


def _exact(region: Region, model: Model) -> Offer:
    """The service's own numbers."""
    yuan, dollars, free, beijing_rate, singapore_rate, running = _TABLE[model.name]
    if region.name == "singapore":
        return Offer(region, model, dollars, free, singapore_rate, running)
    return Offer(region, model, yuan, free, beijing_rate, running)


def _generous(offer: Offer) -> Offer:
    """The same offer with the limits of an operator who owns the machine."""
    return replace(offer, submit_rate=10_000, running_limit=64, queue_limit=100_000)


@cache
def offers_under(profile: str, region: str) -> Mapping[str, Offer]:
    """Everything that a profile offers in a region by model, newest first; what the operator changed is not in it."""
    exact = [_exact(r, model) for r in REGIONS if r.name == region for model in MODELS]
    chosen = exact if profile == "model-studio" else [_generous(offer) for offer in exact]
    return {offer.model.name: offer for offer in chosen}


def money(micros: int) -> str:
    """Micros as an exact decimal number without trailing zeros: 25000 is `0.025`."""
    sign = "-" if micros < 0 else ""
    return f"{sign}{abs(micros) // 1_000_000}.{abs(micros) % 1_000_000:06d}".rstrip("0").removesuffix(".")
