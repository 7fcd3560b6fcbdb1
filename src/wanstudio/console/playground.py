"""The playground: a form, and under it what it painted."""

import hashlib
import secrets
from dataclasses import replace

from wanstudio.accounts.console_key import console_key_of, open_console_key
from wanstudio.catalog.models import Model
from wanstudio.catalog.order import Order
from wanstudio.catalog.sizes import shapes_of, size_for
from wanstudio.console.addresses import go_to
from wanstudio.console.cards import Card, card_of, image_of
from wanstudio.console.page import show
from wanstudio.console.snippets import snippets
from wanstudio.console.visit import Visit
from wanstudio.console.wishes import (
    Wishes,
    first_wishes,
    offer_of,
    read_order,
    read_wishes,
    varied,
    wishes_of,
)
from wanstudio.console.written import money
from wanstudio.errors import NothingHere, ServiceError
from wanstudio.submission import Application, submit
from wanstudio.tasks.ledger import TaskFilter, find_task, newest_tasks
from wanstudio.tasks.lifecycle import Task
from wanstudio.tasks.repeats import Mark
from wanstudio.wire.door import Answer, Reply, success
from wanstudio.wire.refused_calls import counting_refusals

ROUTE = "console:playground"
_SHOWN = 8
"""Cards beside the form; all the others are on the page of tasks."""


async def show_playground(visit: Visit) -> Answer:
    """The form, filled in from an earlier task where the query names one, and the newest pictures."""
    return await _playground(visit)


async def _playground(visit: Visit, filled: Wishes | None = None, error: ServiceError | None = None) -> Reply:
    desk, session = visit.desk, visit.session
    cards = await _newest(visit)
    wishes = filled or await _asked_again(visit, cards)
    offers = desk.served_in(session.region)
    offer = next((one for one in offers if one.model.name == wishes.model), offers[0])
    facts = {
        "wishes": wishes,
        "offers": offers,
        "offer": offer,
        "shapes": shapes_of(offer.model),
        "cards": cards,
        "waiting": any(card.is_open for card in cards),
        "price": _price(visit, wishes),
        "mark": secrets.token_urlsafe(12),
        "programs": snippets(offer.model, wishes, visit.call.base_url),
    }
    return show(visit, "playground.html", facts, error=error)


async def generate(visit: Visit) -> Answer:
    """Submit the form; the page's script gets the task's card, everybody else the page with it."""
    wishes = read_wishes(visit.form, _blank(visit))
    try:
        with counting_refusals(visit.call, console_key_of(visit.session), wishes.model):
            offer = offer_of(wishes, visit.session.region, visit.desk)
            order = read_order(wishes, offer)
        task_id = await _submit(visit, order, offer.model)
    except ServiceError as error:
        if visit.partial:
            raise
        return await _playground(visit, wishes, error)
    return await _card_or_page(visit, task_id)


async def show_programs(visit: Visit) -> Answer:
    """The form as it was filled in, with the programs that ask for it; for browsers without the script."""
    return await _playground(visit, read_wishes(visit.form, _blank(visit)))


async def vary(visit: Visit) -> Answer:
    """The same once more with another seed."""
    task = await _task(visit)
    if task.order is None:
        raise NothingHere
    order = varied(task)
    wishes = wishes_of(order)
    offer = offer_of(wishes, visit.session.region, visit.desk)
    return await _card_or_page(visit, await _submit(visit, order, offer.model))


async def show_card(visit: Visit) -> Answer:
    """One task's card, for the page's script."""
    return show(visit, "task_card.html", {"card": card_of(visit.desk, await _task(visit))})


async def check(visit: Visit) -> Answer:
    """What the form would cost, what is wrong with its size, and the programs that ask for the same."""
    wishes = read_wishes(visit.form, _blank(visit))
    try:
        offer = offer_of(wishes, visit.session.region, visit.desk)
    except ServiceError as error:
        return success({"price": "", "size_problem": error.message, "programs": {}})
    return success(
        {
            "price": _price(visit, wishes),
            "size_problem": _size_problem(offer.model, wishes),
            "prompt_limit": offer.model.prompt_limit,
            "default_size": offer.model.default_size,
            "programs": snippets(offer.model, wishes, visit.call.base_url),
        }
    )


def _size_problem(model: Model, wishes: Wishes) -> str:
    try:
        size_for(model, wishes.chosen_size)
    except ServiceError as error:
        return error.message
    return ""


def _blank(visit: Visit) -> Wishes:
    return first_wishes(visit.session.region, visit.desk)


async def _asked_again(visit: Visit, cards: list[Card]) -> Wishes:
    """The form of `?from=TASK&image=K` or `?from=TASK&rewritten=1`; else as it was last sent."""
    query = visit.call.query()
    task_id = query.get("from")
    if task_id is None:
        last = cards[0].task.order if cards else None
        return _with_model(visit, wishes_of(last) if last else _blank(visit), query.get("model", ""))
    task = await _find(visit, task_id)
    if task is None or task.order is None:
        return _blank(visit)
    painted = image_of(task, query.get("image", "0"))
    return wishes_of(task.order, painted, rewritten="rewritten" in query)


def _with_model(visit: Visit, wishes: Wishes, name: str) -> Wishes:
    """The same wishes of another model, at its own size; what is not offered is passed over."""
    offer = visit.desk.find_served(visit.session.region, name)
    return replace(wishes, model=offer.model.name, size=offer.model.default_size) if offer else wishes


def _price(visit: Visit, wishes: Wishes) -> str:
    try:
        offer = offer_of(wishes, visit.session.region, visit.desk)
    except ServiceError:
        return ""
    n = int(wishes.n) if wishes.n.isdecimal() and len(wishes.n) < 3 else 1
    return money(n * offer.price_micros, offer.region.currency, least=3)


async def _submit(visit: Visit, order: Order, model: Model) -> str:
    """Hand the order in as the console's own key; a form sent twice is one task."""
    caller = await open_console_key(visit.desk.database, visit.session)
    mark = visit.form.get("mark", "")[:64]
    digest = hashlib.sha256(repr(sorted(visit.form.items())).encode()).hexdigest()
    application = Application(
        caller=caller,
        request_id=visit.call.request_id,
        model=model.name,
        protocol=model.protocol,
        route=ROUTE,
        mark=Mark(caller.key_id, f"form {mark} {digest}", digest) if mark else None,
    )
    return await submit(visit.desk, application, order)


async def _card_or_page(visit: Visit, task_id: str) -> Answer:
    if not visit.partial:
        return go_to(visit.desk.settings, f"/#task-{task_id}")
    task = await _find(visit, task_id)
    if task is None:
        raise NothingHere
    return show(visit, "task_card.html", {"card": card_of(visit.desk, task)})


async def _newest(visit: Visit) -> list[Card]:
    desk, session = visit.desk, visit.session
    key_id = console_key_of(session).key_id
    now = desk.database.now_ms()
    chosen = TaskFilter(now - desk.service.retention_ms, now + 60_000, key_id=key_id, page_size=_SHOWN)
    tasks = await newest_tasks(desk.database, session.account_id, session.region, chosen)
    return [card_of(desk, task) for task in tasks]


async def _task(visit: Visit) -> Task:
    task = await _find(visit, visit.call.path_part("task_id"))
    if task is None:
        raise NothingHere
    return task


async def _find(visit: Visit, task_id: str) -> Task | None:
    session = visit.session
    if "\x00" in task_id:
        return None
    return await find_task(visit.desk.database, session.account_id, session.region, task_id)
