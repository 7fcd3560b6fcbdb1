"""Counts open connections, in all and by address, and decides which one is closed when there are too many."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from enum import Enum
from itertools import chain
from typing import Protocol

import structlog

from wanstudio.server.stranger_queue import StrangerQueue
from wanstudio.settings import Settings

RESERVED_FOR_PROBES = 16
SWEEP_SECONDS = 1.0
_WARN_SECONDS = 10.0
_log = structlog.get_logger(__name__)


class Admission(Enum):
    """What a new connection may be used for."""

    ANY = "any"
    PROBES = "probes"
    NOTHING = "nothing"


class Connection(Protocol):
    """What the tracker needs of an HTTP connection."""

    address: str

    @property
    def is_idle(self) -> bool:
        """Whether no request is being received or answered."""
        ...

    def close_idle(self) -> None:
        """Close it now; no request is being answered on it."""
        ...

    def sweep(self, now: float) -> None:
        """Close it if a deadline has passed; `now` is the event loop's time in seconds."""
        ...


class ConnectionMetrics(Protocol):
    """What counts connections for the operator."""

    def show_connections(self, count: Callable[[], int]) -> None:
        """Read the number of open connections from `count` at each scrape."""
        ...

    def count_refused_connection(self, setting: str) -> None:
        """Count a connection that was refused, or closed to make room, because of this setting."""
        ...


class ConnectionTracker:
    """The open connections of one process.

    A stranger is a connection on which no request with a valid key, session or link has been answered yet.
    At a limit the connection that has been idle longest is closed, strangers first. If none is idle, the new
    one is refused, but for a few that may only ask the probes.
    """

    def __init__(self, settings: Settings, metrics: ConnectionMetrics, most: int | None = None) -> None:
        self.settings = settings
        self.strangers = StrangerQueue()
        self._most = settings.max_connections if most is None else min(most, settings.max_connections)
        # Behind a trusted proxy every connection has the proxy's address.
        self._most_per_address = 0 if settings.trust_proxy else settings.max_connections_per_address
        self._metrics = metrics
        self._open: dict[Connection, None] = {}
        # A dictionary as an ordered set: the first has been idle longest.
        self._idle_strangers: dict[Connection, None] = {}
        self._probing: dict[Connection, None] = {}
        self._by_address: Counter[str] = Counter()
        self._warned_at: dict[str, float] = {}
        self._sweeping = False
        metrics.show_connections(lambda: len(self._open))

    def opened(self, connection: Connection) -> Admission:
        """Count a new connection and say what it may be used for; closes an idle stranger to make room."""
        self._start_sweeping()
        limit, address = self._most_per_address, connection.address
        if limit and self._by_address[address] >= limit:
            self._report("max_connections_per_address", address=address)
            if not self._evict(one for one in self._idle() if one.address == address):
                return Admission.NOTHING
        if len(self._open) < self._most:
            self._count(connection)
            return Admission.ANY
        self._report("max_connections")
        if self._evict(self._idle()):
            self._count(connection)
            return Admission.ANY
        if len(self._probing) >= RESERVED_FOR_PROBES:
            self._evict(iter(self._probing))
        self._count(connection)
        self._probing[connection] = None
        return Admission.PROBES

    def closed(self, connection: Connection) -> None:
        """Forget a connection; one that was forgotten already does not matter."""
        if connection in self._open:
            del self._open[connection]
            self._idle_strangers.pop(connection, None)
            self._probing.pop(connection, None)
            self._by_address[connection.address] -= 1
            if not self._by_address[connection.address]:
                del self._by_address[connection.address]

    def busy(self, connection: Connection) -> None:
        """The head of a request has come in whole: it must be answered."""
        self._idle_strangers.pop(connection, None)

    def idle(self, connection: Connection) -> None:
        """A stranger waits for its next request."""
        if connection in self._open and connection not in self._probing:
            self._idle_strangers[connection] = None

    def _count(self, connection: Connection) -> None:
        self._open[connection] = None
        self._by_address[connection.address] += 1

    def _idle(self) -> Iterator[Connection]:
        """Connections that may be closed: idle strangers, the longest idle first, then the oldest idle others."""
        known = (one for one in self._open if one.is_idle and one not in self._probing)
        return chain(self._idle_strangers, known)

    def _evict(self, candidates: Iterator[Connection]) -> bool:
        oldest = next(candidates, None)
        if oldest is None:
            return False
        self.closed(oldest)
        oldest.close_idle()
        return True

    def _report(self, setting: str, **facts: str) -> None:
        """Count a connection that a limit closed; log it at most once in ten seconds, or the log would be flooded."""
        self._metrics.count_refused_connection(setting)
        now = asyncio.get_running_loop().time()
        if now - self._warned_at.get(setting, -_WARN_SECONDS) >= _WARN_SECONDS:
            self._warned_at[setting] = now
            _log.warning("connection_limit_reached", setting=setting, open=len(self._open), **facts)

    def _start_sweeping(self) -> None:
        if not self._sweeping:
            self._sweeping = True
            asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._sweep)

    def _sweep(self) -> None:
        """Close what is past a deadline; runs once a second while connections are open."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        for connection in list(self._open):
            connection.sweep(now)
        self._sweeping = bool(self._open)
        if self._sweeping:
            loop.call_later(SWEEP_SECONDS, self._sweep)
