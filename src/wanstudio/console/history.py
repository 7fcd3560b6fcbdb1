"""The tasks of the last day: the list with its filters, one task whole, and cancelling one that waits."""

from collections.abc import Mapping
from urllib.parse import urlencode

from wanstudio.accounts.api_keys import Caller, KeyRow, newest_keys
from wanstudio.accounts.billing import charged_for
from wanstudio.accounts.directory import name_keys
from wanstudio.console.addresses import go_to
from wanstudio.console.cards import card_of
from wanstudio.console.choices import Choice
from wanstudio.console.page import show
from wanstudio.console.visit import Visit
from wanstudio.errors import NothingHere
from wanstudio.submission import cancel
from wanstudio.tasks.ledger import TaskFilter, find_task, list_tasks
from wanstudio.tasks.lifecycle import Task
from wanstudio.wire.door import Answer

STATES = ("PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELED")
SPANS: Mapping[str, int] = {"hour": 3_600_000, "quarter": 6 * 3_600_000, "day": 24 * 3_600_000}
_PAGE = 20
_LAST_PAGE = 10_000
_MOST_KEYS = 150
"""Keys to choose from, the newest valid ones first."""


async def show_tasks(visit: Visit) -> Answer:
    """One page of the account's tasks, newest first."""
    desk, session, query = visit.desk, visit.session, visit.call.query()
    chosen = _filter_of(visit, query)
    total, tasks = await list_tasks(desk.database, session.account_id, session.region, chosen)
    kept = {name: query[name] for name in ("state", "model", "span", "key", "id") if query.get(name)}
    keys, _ = await newest_keys(desk.database, session.account_id, session.region, _MOST_KEYS)
    names = await name_keys(desk.database, {task.key_id for task in tasks})
    facts = {
        "cards": [card_of(desk, task) for task in tasks],
        "total": total,
        "page_no": chosen.page_no,
        "pages": max(1, -(-total // _PAGE)),
        "kept": kept,
        "kept_query": urlencode(kept),
        "states": STATES,
        "models": [offer.model.name for offer in desk.service.offers_in(session.region)],
        "keys": _choices(keys, kept.get("key", "")),
        "key_names": {key.key_id: key.name for key in names.values()},
    }
    return show(visit, "tasks.html", facts)


def _choices(keys: list[KeyRow], chosen: str) -> list[Choice]:
    """The keys to choose from, and the one that is chosen if it is not among them."""
    found = [Choice(key.key_id, f"{key.name} ({key.hint})", key.key_id == chosen) for key in keys]
    if chosen and not any(choice.chosen for choice in found):
        found.append(Choice(chosen, chosen, chosen=True))
    return found


def _filter_of(visit: Visit, query: Mapping[str, str]) -> TaskFilter:
    """What the query asks for; a value that is none of ours counts as absent."""
    now = visit.desk.database.now_ms()
    number = query.get("page", "1")
    page_no = int(number) if number.isdecimal() and len(number) < 6 else 1
    status = query.get("state")
    span = SPANS.get(query.get("span", ""), max(visit.desk.service.retention_ms, SPANS["day"]))
    return TaskFilter(
        start_ms=now - span,
        end_ms=now + 60_000,
        task_id=query.get("id"),
        model=query.get("model"),
        status=status if status in STATES else None,
        key_id=query.get("key"),
        page_no=max(1, min(page_no, _LAST_PAGE)),
        page_size=_PAGE,
    )


async def show_task(visit: Visit) -> Answer:
    """Everything that is known of one task."""
    desk, task = visit.desk, await _task(visit)
    names = await name_keys(desk.database, [task.key_id])
    facts = {
        "card": card_of(desk, task),
        "task": task,
        "key": names.get(task.key_id),
        "paid": await charged_for(desk.database, task.task_id),
    }
    return show(visit, "task.html", facts)


async def cancel_task(visit: Visit) -> Answer:
    """Cancel a task that waits; the page's script gets its card."""
    task = await _task(visit)
    caller = Caller(task.account_id, task.key_id, task.region)
    await cancel(visit.desk, caller, task.task_id)
    if not visit.partial:
        return go_to(visit.desk.settings, f"/tasks/{task.task_id}")
    return show(visit, "task_card.html", {"card": card_of(visit.desk, await _task(visit))})


async def _task(visit: Visit) -> Task:
    session, task_id = visit.session, visit.call.path_part("task_id")
    found = None
    if "\x00" not in task_id:
        found = await find_task(visit.desk.database, session.account_id, session.region, task_id)
    if found is None:
        raise NothingHere
    return found
