"""Small pictures for pages: only for those who may see the task."""

from wanstudio.console.visit import Visit
from wanstudio.errors import NotFound
from wanstudio.tasks.ledger import find_task
from wanstudio.tasks.lifecycle import Painted
from wanstudio.wire.door import Reply


async def fetch_thumbnail(visit: Visit) -> Reply:
    """`GET /thumbnails/{task_id}/{index}`."""
    call, session = visit.call, visit.session
    task_id, number = call.path_part("task_id"), call.path_part("index")
    task = await find_task(visit.desk.database, session.account_id, session.region, task_id)
    outcome = (
        task.outcomes[int(number)] if task and number.isdigit() and int(number) < len(task.outcomes) else None
    )
    picture = await visit.desk.objects.get(outcome.key) if isinstance(outcome, Painted) else None
    if picture is None:
        raise NotFound
    caching = b"private, max-age=86400, immutable"
    return Reply(
        picture,
        media=b"image/png",
        headers=((b"cache-control", caching), (b"x-content-type-options", b"nosniff")),
    )
