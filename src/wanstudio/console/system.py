"""What an operator looks at when something is slow: workers, queue, leases, memory, disk. Administrators only."""

import asyncio
import shutil
import time
from collections.abc import Mapping

from wanstudio import __version__
from wanstudio.console.page import show
from wanstudio.console.visit import Visit
from wanstudio.finishing.signing_health import WARN_DAYS
from wanstudio.settings import Settings
from wanstudio.tasks.overview import Overview, read_overview
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
        "silent_ms": max(_SILENT_MS, visit.desk.service.lease_ms),
        "service": visit.desk.service,
        "changed_models": sorted(visit.desk.service.changed),
        "waiting": sum(row.tasks for row in waiting),
        "running": sum(row.tasks for row in overview.queue if row.state == "running"),
        "oldest_ms": max((row.oldest_ms for row in waiting), default=None),
        "signing": _signing(visit, overview),
        "disk": await asyncio.to_thread(_disk, settings),
        "problems": visit.desk.readiness.problems,
        "gib": _GIB,
        "version": __version__,
        "store": "PostgreSQL" if settings.database else "SQLite",
    }
    return show(visit, "system.html", facts)


def _signing(visit: Visit, overview: Overview) -> Mapping[str, object] | None:
    """When the first signing certificate ends, of this server and its workers; None where none is known."""
    own = visit.desk.readiness.signing.ends
    told = [worker.status.get("signing_ends_ms") for worker in overview.workers]
    ends = [int(each) for each in [own and own.timestamp() * 1000, *told] if each]
    if not ends:
        return None
    days = (min(ends) / 1000 - time.time()) / 86_400
    return {"ends_ms": min(ends), "days": max(0, int(days)), "near": days <= WARN_DAYS, "over": days <= 0}


def _disk(settings: Settings) -> Mapping[str, int] | None:
    """Bytes of the disk under the data folder; None where pictures lie in a bucket or there is no folder yet."""
    if settings.objects is not None:
        return None
    try:
        usage = shutil.disk_usage(settings.data)
    except OSError:
        return None
    return {"free": usage.free, "total": usage.total}
