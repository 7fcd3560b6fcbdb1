"""The catalogue as it is on this server: limits, prices, what stands behind each model, how fast it paints."""

from collections.abc import Mapping

from wanstudio.catalog.offers import Offer
from wanstudio.catalog.served import has_painter
from wanstudio.catalog.sizes import HIGHEST_AREA, LONGEST_SIDE, LOWEST_AREA, SHORTEST_SIDE
from wanstudio.console.page import show
from wanstudio.console.visit import Visit
from wanstudio.errors import ServiceError
from wanstudio.painting.auto import settle
from wanstudio.painting.diffusion.checkpoints import Checkpoint, Shelf, read_shelf
from wanstudio.painting.diffusion.registry import open_checkpoint
from wanstudio.settings import Settings
from wanstudio.tasks.overview import Pace, read_pace
from wanstudio.wire.door import Answer


async def show_models(visit: Visit) -> Answer:
    """A row for each model of the session's region."""
    desk, session = visit.desk, visit.session
    settings = settle(desk.settings)
    shelf = _shelf(settings)
    pace = await read_pace(desk.database, session.region)
    rows = [_row(offer, settings, shelf, pace) for offer in desk.service.offers_in(session.region)]
    facts = {
        "rows": rows,
        "painter": settings.painter,
        "area": (LOWEST_AREA, HIGHEST_AREA),
        "side": (SHORTEST_SIDE, LONGEST_SIDE),
    }
    return show(visit, "models.html", facts)


def _shelf(settings: Settings) -> Shelf | None:
    """The checkpoints, where the painter has any; a server without workers need not have their folders."""
    if settings.painter == "procedural":
        return None
    try:
        return read_shelf(settings)
    except ServiceError:
        return None


def _row(
    offer: Offer, settings: Settings, shelf: Shelf | None, pace: Mapping[str, Pace]
) -> Mapping[str, object]:
    name = offer.model.name
    behind, steps = _behind(name, settings, shelf)
    measured = pace.get(name)
    return {
        "offer": offer,
        "behind": behind,
        "steps": steps,
        "image_ms": measured.image_ms if measured else None,
        "images": measured.images if measured else 0,
    }


def _behind(name: str, settings: Settings, shelf: Shelf | None) -> tuple[str, str]:
    """The checkpoint's name and its steps."""
    if shelf is None:
        return settings.painter, "–"
    if not has_painter(name, settings):
        return "", "–"
    try:
        checkpoint = shelf.find(name)
    except ServiceError:
        return "procedural", "–"
    return checkpoint.label, _steps(checkpoint)


def _steps(checkpoint: Checkpoint) -> str:
    """How many steps it takes, where its folder can be read here."""
    try:
        return str(open_checkpoint(checkpoint).spec.steps)
    except ServiceError:
        return str(checkpoint.table.get("steps", "–"))
