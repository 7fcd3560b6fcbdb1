"""`GET /v1/models`: what the caller's region offers, under the catalogue's names."""

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
    offers = call.desk.served_in(caller.region)
    return success({"object": "list", "data": [_row(name) for offer in offers for name in offer.names]})


async def show_model(call: Call) -> Reply:
    """One model."""
    caller = await recognise(call)
    name = call.path_part("model")
    offered(call.desk, caller.region, name)
    return success(_row(name))


def _row(name: str) -> Json:
    return {"id": name, "object": "model", "created": UNKNOWN_DATE, "owned_by": OWNER}
