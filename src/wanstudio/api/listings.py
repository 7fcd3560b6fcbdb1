"""What a region offers: the list of models, and the list of limits."""

from collections.abc import Sequence

from wanstudio.api.task_list import page_number
from wanstudio.catalog.offers import Offer, money
from wanstudio.wire.auth import recognise
from wanstudio.wire.call import Call
from wanstudio.wire.door import Json, Reply, success

MOST_ROWS = 1000
LAST_PAGE = 1_000_000


async def list_models(call: Call) -> Reply:
    """Every model of the region, with its price."""
    caller = await recognise(call)
    query = call.query()
    offers = call.desk.served_in(caller.region)
    if query.get("providers", "wan") != "wan" or query.get("capabilities", "IG") != "IG":
        offers = ()
    rows = [_model(offer, name) for offer in offers for name in offer.names if _wanted(name, query)]
    return success({"success": True, **_page(call, "models", rows, 10)})


async def list_quotas(call: Call) -> Reply:
    """How much of every model the account may use at once."""
    caller = await recognise(call)
    query = call.query()
    offers = call.desk.served_in(caller.region)
    account_id = caller.account_id
    rows = [
        _quota(offer, name, account_id) for offer in offers for name in offer.names if _wanted(name, query)
    ]
    return success(_page(call, "quotas", rows, 20))


def _wanted(name: str, query: dict[str, str]) -> bool:
    """`model` is exact, `name` is a part of the name."""
    return query.get("model", name) == name and query.get("name", name) in name


def _page(call: Call, kind: str, rows: Sequence[Json], default_size: int) -> Json:
    query = call.query()
    page_no = page_number(query, "page_no", 1, LAST_PAGE)
    page_size = page_number(query, "page_size", default_size, MOST_ROWS)
    start = (page_no - 1) * page_size
    output = {
        "total": len(rows),
        "page_no": page_no,
        "page_size": page_size,
        kind: rows[start : start + page_size],
    }
    return {"output": output, "request_id": call.request_id}


def _model(offer: Offer, name: str) -> Json:
    model = offer.model
    price = {
        "type": "image_number",
        "price": money(offer.price_micros),
        "price_unit": f"{offer.region.currency} per image",
        "price_name": "Image generation",
    }
    return {
        "model": name,
        "name": name,
        "description": model.description,
        "provider": "wan",
        "inference_provider": "wanstudio",
        "capabilities": ["IG"],
        "features": [],
        "inference_metadata": {"request_modality": ["Text"], "response_modality": ["Image"]},
        "model_info": {
            "max_prompt_length": model.prompt_limit,
            "max_negative_prompt_length": model.negative_limit,
            "default_size": model.default_size,
        },
        "prices": [{"prices": [price]}],
    }


def _quota(offer: Offer, name: str, account_id: str) -> Json:
    limit = {
        "request_limit": offer.submit_rate,
        "request_limit_period": 1,
        "async_user_queue_limit": offer.queue_limit,
        "async_user_concurrency_limit": offer.running_limit,
    }
    return {"model": name, "workspace_id": account_id, "model_limit": limit}
