"""The list of tasks on the wire: which ones a query asks for, and how a page of them is written."""

from collections.abc import Mapping, Sequence

from wanstudio.api.clock import read_compact
from wanstudio.api.prompt_format import task_times
from wanstudio.catalog.models import counted_name
from wanstudio.catalog.regions import api_id_of
from wanstudio.errors import OutOfDefinition, OutOfRange, OutOfSpecification
from wanstudio.tasks.ledger import TaskFilter
from wanstudio.tasks.lifecycle import Task
from wanstudio.wire.door import Json

DAY_MS = 24 * 3_600_000
MOST_ROWS = 1000
LAST_PAGE = 1_000_000
STATUSES = ("PENDING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELED", "UNKNOWN")


def read_filter(query: Mapping[str, str], now_ms: int) -> TaskFilter:
    """Which tasks a query asks for; values that are empty count as absent."""
    start_ms, end_ms = _window(_moment(query, "start_time"), _moment(query, "end_time"), now_ms)
    status = query.get("status")
    if status is not None and status not in STATUSES:
        raise OutOfDefinition(parameter="status")
    return TaskFilter(
        start_ms=start_ms,
        end_ms=end_ms,
        task_id=query.get("task_id"),
        model=counted_name(query.get("model_name", "")) or None,
        status=status,
        key_id=query.get("api_key_id"),
        page_no=page_number(query, "page_no", 1, LAST_PAGE),
        page_size=page_number(query, "page_size", 10, MOST_ROWS),
    )


def _moment(query: Mapping[str, str], name: str) -> int | None:
    text = query.get(name)
    if text is None:
        return None
    moment = read_compact(text)
    if moment is None:
        raise OutOfSpecification(rule=f"{name} is written YYYYMMDDhhmmss in UTC+8")
    return moment


def _window(start_ms: int | None, end_ms: int | None, now_ms: int) -> tuple[int, int]:
    """At most 24 hours: the last ones, those from a start, those until an end, or between both."""
    if end_ms is not None:
        # An end is written in whole seconds: the second it names belongs to the window.
        end_ms += 999
    if start_ms is None:
        end_ms = now_ms if end_ms is None else end_ms
        return end_ms - DAY_MS, end_ms
    if end_ms is None:
        return start_ms, start_ms + DAY_MS
    if end_ms < start_ms:
        raise OutOfSpecification(rule="end_time must not be before start_time")
    if end_ms - start_ms > DAY_MS + 999:
        raise OutOfSpecification(rule="start_time and end_time must be at most 24 hours apart")
    return start_ms, end_ms


def page_number(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    """A count from 1 on, as written in a query."""
    text = query.get(name)
    if text is None:
        return default
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        raise OutOfDefinition(parameter=name)
    if len(text) > 9 or not 1 <= int(text) <= most:
        raise OutOfRange(parameter=name, low=1, high=most)
    return int(text)


def list_body(total: int, page: Sequence[Task], chosen: TaskFilter, request_id: str) -> Json:
    """A page of tasks: `data` as the service writes it, `tasks` as the newest SDK reads it."""
    return {
        "request_id": request_id,
        "total": total,
        "total_page": -(-total // chosen.page_size),
        "page_no": chosen.page_no,
        "page_size": chosen.page_size,
        "data": [_row(task) for task in page],
        "tasks": [{"task_id": task.task_id, "task_status": task.status, **task_times(task)} for task in page],
    }


def _row(task: Task) -> Json:
    moments = (
        ("gmt_create", task.submitted_at),
        ("start_time", task.scheduled_at),
        ("end_time", task.ended_at),
    )
    return {
        "api_key_id": task.key_id,
        "caller_parent_id": task.account_id,
        "caller_uid": task.account_id,
        **{name: moment for name, moment in moments if moment is not None},
        "model_name": task.model,
        "region": api_id_of(task.region),
        "request_id": task.request_id,
        "status": task.status,
        "task_id": task.task_id,
        "user_api_unique_key": f"apikey:v1:{task.route}:{task.model}",
    }
