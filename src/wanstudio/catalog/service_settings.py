"""What all processes of a service agree on: the profile, how long things last, and each model's price and limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from wanstudio.catalog.models import find_model
from wanstudio.catalog.offers import CALL_LIMITS, CallLimits, Offer, Profile, offers_under
from wanstudio.catalog.regions import REGIONS

_HOUR_MS = 3_600_000


@dataclass(frozen=True)
class ServiceSettings:
    """The values that hold for every process, read from the store; change them with `wanstudio service set`.

    `changed` has fields of `Offer` by region and model where they are not the profile's own.
    """

    profile: Profile = "studio"
    retention_hours: float = 24.0
    task_timeout_hours: float = 3.0
    lease_seconds: float = 10.0
    changed: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)

    @property
    def retention_ms(self) -> int:
        """How long ended tasks, their pictures and their links live, in milliseconds."""
        return int(self.retention_hours * _HOUR_MS)

    @property
    def task_timeout_ms(self) -> int:
        """After how long a task without a result fails, in milliseconds."""
        return int(self.task_timeout_hours * _HOUR_MS)

    @property
    def lease_ms(self) -> int:
        """How long a silent worker keeps its tasks, in milliseconds."""
        return int(self.lease_seconds * 1000)

    @property
    def call_limits(self) -> CallLimits:
        """How often a second an account may query, list and cancel tasks."""
        return CALL_LIMITS[self.profile]

    @cached_property
    def _offers(self) -> Mapping[str, Mapping[str, Offer]]:
        return {region.name: self._offers_of(region.name) for region in REGIONS}

    def _offers_of(self, region: str) -> Mapping[str, Offer]:
        changed: Mapping[tuple[str, str], Mapping[str, Any]] = self.changed
        profile = offers_under(self.profile, region)
        return {name: replace(offer, **changed.get((region, name), {})) for name, offer in profile.items()}

    def offers_in(self, region: str) -> tuple[Offer, ...]:
        """Everything the region offers, newest model first."""
        return tuple(self._offers.get(region, {}).values())

    def find_offer(self, region: str, model: str) -> Offer | None:
        """The offer for the model of this name, or None if the region knows no such name."""
        found = find_model(model)
        offer = self._offers.get(region, {}).get(found.name) if found else None
        return offer if offer and model in offer.names else None

    def limit_of(self, region: str, model: str) -> int:
        """The running limit of a region's model; a model that is no longer offered keeps a limit of one."""
        offer = self.find_offer(region, model)
        return offer.running_limit if offer else 1
