"""What an operator looks at when something is slow: workers, queue, leases, memory, disk. Administrators only."""

import asyncio
import shutil
from collections.abc import Mapping

from wanstudio import __version__
from wanstudio.console.page import show
from wanstudio.console.visit import Visit
from wanstudio.settings import Settings
from wanstudio.tasks.overview import read_overview
from wanstudio.wire.door import Answer

_SILENT_MS = 60_000
_GIB = 2**30


async def show_system(visit: Visit) -> Answer:
    """Everything at this moment; the page's script asks again every few seconds."""
    settings = visit.desk.settings
    overview = await read_overview(visit.desk.database)
    waiting = [row for row in overview.queue if row.state != "running"]
    facts = {
        "overview": overview,
        "silent_ms": max(_SILENT_MS, int(settings.lease_seconds * 1000)),
        "waiting": sum(row.tasks for row in waiting),
        "running": sum(row.tasks for row in overview.queue if row.state == "running"),
        "oldest_ms": max((row.oldest_ms for row in waiting), default=None),
        "disk": await asyncio.to_thread(_disk, settings),
        "gib": _GIB,
        "version": __version__,
        "store": "PostgreSQL" if settings.database else "SQLite",
    }
    return show(visit, "system.html", facts)


def _disk(settings: Settings) -> Mapping[str, int] | None:
    """Bytes of the disk under the data folder; None where pictures lie in a bucket or there is no folder yet."""
    if settings.objects is not None:
        return None
    try:
        usage = shutil.disk_usage(settings.data)
    except OSError:
        return None
    return {"free": usage.free, "total": usage.total}
