"""`GET /v1/models`: what the caller's region offers, under the catalogue's names."""

from wanstudio.catalog.models import Model
from wanstudio.catalog.offers import offers_in
from wanstudio.openai_api.images import offered
from wanstudio.wire.auth import recognise
from wanstudio.wire.call import Call
from wanstudio.wire.door import Json, Reply, success

OWNER = "wan"
# The catalogue knows no dates, and clients want a number.
UNKNOWN_DATE = 0


async def list_models(call: Call) -> Reply:
    """Every model of the region, newest first."""
    caller = await recognise(call)
    offers = offers_in(caller.region, call.desk.settings.profile)
    return success({"object": "list", "data": [_row(offer.model) for offer in offers]})


async def show_model(call: Call) -> Reply:
    """One model."""
    caller = await recognise(call)
    return success(_row(offered(caller.region, call.desk.settings.profile, call.path_part("model"))))


def _row(model: Model) -> Json:
    return {"id": model.name, "object": "model", "created": UNKNOWN_DATE, "owned_by": OWNER}
