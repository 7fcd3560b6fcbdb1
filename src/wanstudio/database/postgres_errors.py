"""What an error of asyncpg or PostgreSQL means: the database is away, the transaction may be repeated, or neither."""

import asyncpg

DATABASE_ERRORS = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""Everything that can come out of a connection."""

# By SQLSTATE (appendix A of PostgreSQL's manual): connection, authorization, no such database, resources,
# a lock that is not available, an operator's intervention, the system, the configuration file.
_AWAY_CLASSES = ("08", "28", "3D", "53", "55", "57", "58", "F0")
# Unknown whether it was committed; a standby; the server ended an idle or long transaction; rights withdrawn.
_AWAY_STATES = ("40003", "25006", "25P03", "25P04", "42501")
_REPEATED = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    # The schema was changed under a connection that knew the one before: asyncpg has forgotten it by now.
    asyncpg.InvalidCachedStatementError,
    asyncpg.OutdatedSchemaCacheError,
)


def may_be_repeated(error: BaseException) -> bool:
    """Whether the same transaction may well succeed at once."""
    return isinstance(error, _REPEATED)


def is_away(error: BaseException) -> bool:
    """Whether there is no database to speak to just now, as opposed to one that refuses this statement."""
    if isinstance(error, asyncpg.PostgresError):
        state = error.sqlstate or ""
        return state[:2] in _AWAY_CLASSES or state in _AWAY_STATES
    if isinstance(error, asyncpg.InterfaceError):
        # Of these, the ones that are a ValueError too say that a value cannot be sent at all.
        return not isinstance(error, ValueError)
    return isinstance(error, OSError | TimeoutError | asyncpg.InternalClientError)
