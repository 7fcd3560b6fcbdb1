"""Opens the ports and runs the app until a signal ends it."""

import signal
import socket
import sys
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from wanstudio.errors import SettingsInvalid
from wanstudio.server.wire import JsonRefusingProtocol
from wanstudio.settings import Settings

_BACKLOG = 2048
_SWITCH_SECONDS = 0.001


def open_sockets(settings: Settings) -> list[socket.socket]:
    """One listening socket for the port and for each port of a region; SettingsInvalid if one is taken."""
    ports = dict.fromkeys([settings.port, *settings.region_ports])
    return [_listen(settings.host, port) for port in ports]


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
    config = uvicorn.Config(
        app,
        lifespan="on",
        http=JsonRefusingProtocol,
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
