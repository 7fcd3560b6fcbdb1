"""Sessions of PostgreSQL whose process stands still, or whose machine is gone without a word: their locks are freed.

Until then they would stop what they have locked: all claims, or an account's submissions. SQLite has one lock for
all, and nobody who could be asked to free it.
"""

import structlog

from wanstudio.database.connection import Database

FROZEN_SECONDS = 10.0
_log = structlog.get_logger(__name__)


async def end_frozen_sessions(database: Database, *, seconds: float = FROZEN_SECONDS) -> int:
    """End sessions of this service that have sent nothing for so long inside a transaction; returns how many."""
    if database.dialect == "sqlite":
        return 0
    ended = await database.read(lambda tx: tx.rows("schema/end_frozen", seconds=seconds))
    if ended:
        _log.error("frozen_sessions_ended", sessions=len(ended))
    return len(ended)
