"""Small pictures for pages: only for those who may see the task."""

import asyncio

from wanstudio.console.cards import image_of
from wanstudio.console.visit import Visit
from wanstudio.errors import NothingHere
from wanstudio.finishing.thumbnail import make_thumbnail
from wanstudio.tasks.ledger import find_task
from wanstudio.wire.door import Reply

_LONGEST = 768
"""Pixels of the longer side: sharp in half of a wide page, a tenth of the picture's bytes."""


async def fetch_thumbnail(visit: Visit) -> Reply:
    """`GET /thumbnails/{task_id}/{index}`: made when it is asked for, kept by the browser."""
    call, session = visit.call, visit.session
    task_id = call.path_part("task_id")
    task = None
    if "\x00" not in task_id:
        task = await find_task(visit.desk.database, session.account_id, session.region, task_id)
    painted = image_of(task, call.path_part("index")) if task else None
    picture = await visit.desk.objects.get(painted.key) if painted else None
    if picture is None:
        raise NothingHere
    small = await asyncio.to_thread(make_thumbnail, picture, _LONGEST)
    return Reply(
        small.data,
        media=small.media.encode(),
        headers=(
            (b"cache-control", b"private, max-age=86400, immutable"),
            (b"x-content-type-options", b"nosniff"),
        ),
    )
