"""Opens the ports and runs the app until a signal ends it."""

import asyncio
import resource
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from typing import cast

import structlog
import uvicorn
from starlette.types import ASGIApp

from wanstudio.errors import SettingsInvalid
from wanstudio.server.connections import ConnectionMetrics, ConnectionTracker
from wanstudio.server.http_protocol import HttpProtocol
from wanstudio.settings import Settings

_BACKLOG = 2048
_SWITCH_SECONDS = 0.001
# Store, pictures, pipes of workers, webhooks under way, logs.
_OTHER_DESCRIPTORS = 256
_log = structlog.get_logger(__name__)


def open_sockets(settings: Settings) -> list[socket.socket]:
    """A listening socket for the port, each port of a region, and that of metrics; SettingsInvalid if one is taken."""
    ports = dict.fromkeys([settings.port, *settings.region_ports])
    opened = [_listen(settings.host, port) for port in ports]
    if settings.metrics_port:
        opened.append(_listen(settings.metrics_host or settings.host, settings.metrics_port))
    return opened


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio would not switch off the delay of small writes.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
    except OSError as error:
        opened.close()
        problem = f"cannot listen on {host}:{port}: {error.strerror}; choose another with --port"
        raise SettingsInvalid(problem=problem) from error
    opened.listen(_BACKLOG)
    return opened


def base_url(opened: socket.socket) -> str:
    """Where a client on this machine reaches a listening socket."""
    host, port = opened.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 (shown, not listened on)
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Announcing(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, announce: Callable[[], None], farewell: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._announce = announce
        self._farewell = farewell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._farewell()
        await super().shutdown(sockets)


def listen(
    app: ASGIApp,
    settings: Settings,
    metrics: ConnectionMetrics,
    sockets: list[socket.socket],
    announce: Callable[[], None],
    farewell: Callable[[], None],
    *,
    grace_seconds: int = 30,
) -> bool:
    """Serve until SIGTERM or SIGINT; `announce` is called once requests are answered, `farewell` when
    no more are taken.

    Calls that are being answered then get `grace_seconds` to end.
    Returns False when the app could not start.
    """
    # The writing thread of the store and the event loop hand the interpreter to each other often.
    sys.setswitchinterval(_SWITCH_SECONDS)
    tracker = ConnectionTracker(settings, metrics, most=_raise_descriptors(settings.max_connections))
    config = uvicorn.Config(
        app,
        lifespan="on",
        http=cast(type[asyncio.Protocol], partial(HttpProtocol, tracker)),
        ws="none",
        timeout_keep_alive=cast(int, settings.keep_alive_seconds),
        access_log=False,
        log_config=None,
        server_header=False,
        # `trust_proxy` decides that, for neighbours on this machine too.
        proxy_headers=False,
        timeout_graceful_shutdown=grace_seconds,
        backlog=_BACKLOG,
    )
    server = _Announcing(config, announce, farewell)
    # Once it has shut down in good order, uvicorn raises the signal again: that must not be our exit code.
    for event in (signal.SIGTERM, signal.SIGINT):
        signal.signal(event, lambda *_: None)
    server.run(sockets=sockets)
    return server.started


def _raise_descriptors(connections: int) -> int:
    """Let this process open as many files as so many connections need; returns how many connections it can hold."""
    needed = connections + _OTHER_DESCRIPTORS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = needed if hard == resource.RLIM_INFINITY else min(hard, needed)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    if allowed < needed:
        most = max(allowed - _OTHER_DESCRIPTORS, allowed // 2)
        _log.warning("few_descriptors", allowed=allowed, max_connections=most, remedy="raise `ulimit -Hn`")
        return most
    return connections
