"""Which offers this installation serves: where checkpoints paint, only names with one behind them."""

from wanstudio.catalog.models import find_model
from wanstudio.catalog.offers import Offer
from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.settings import Settings


def has_checkpoints(settings: Settings) -> bool:
    """Whether checkpoints paint: they are asked for, or `auto` finds some configured."""
    configured = bool(settings.checkpoints) or settings.default_checkpoint is not None
    return settings.painter == "diffusion" or (settings.painter == "auto" and configured)


def has_painter(model: str, settings: Settings) -> bool:
    """Whether anything paints for the model of this name.

    With checkpoints configured, a name without one is not served unless the operator allows drawings
    (`procedural_fallback`). Otherwise a forgotten line would bill drawings as photographs.
    """
    if not has_checkpoints(settings) or settings.procedural_fallback:
        return True
    return settings.default_checkpoint is not None or model in checkpoint_names(settings)


def checkpoint_names(settings: Settings) -> frozenset[str]:
    """The models of the catalogue that have a checkpoint of their own."""
    found = (find_model(name) for name in settings.checkpoints)
    return frozenset(model.name for model in found if model)


def find_served(region: str, name: str, settings: Settings, service: ServiceSettings) -> Offer | None:
    """The offer for this name, or None where the region does not know it or nothing paints for it."""
    offer = service.find_offer(region, name)
    return offer if offer and has_painter(offer.model.name, settings) else None


def served_in(region: str, settings: Settings, service: ServiceSettings) -> tuple[Offer, ...]:
    """Everything that a region offers and something paints, newest model first."""
    return tuple(offer for offer in service.offers_in(region) if has_painter(offer.model.name, settings))
