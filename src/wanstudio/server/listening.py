"""Opens the ports and runs the app until a signal ends it."""

import signal
import socket
import sys
from collections.abc import Callable

import uvicorn

from wanstudio.errors import SettingsInvalid
from wanstudio.server.app import build_app
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


class _Announcing(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


def listen(settings: Settings, sockets: list[socket.socket], announce: Callable[[], None]) -> bool:
    """Serve until SIGTERM or SIGINT; `announce` is called once requests are answered.

    Returns False when the app could not start.
    """
    # The writing thread of the store and the event loop hand the interpreter to each other often.
    sys.setswitchinterval(_SWITCH_SECONDS)
    config = uvicorn.Config(
        build_app(settings),
        lifespan="on",
        http=JsonRefusingProtocol,
        access_log=False,
        log_config=None,
        server_header=False,
        # `trust_proxy` decides that, for neighbours on this machine too.
        proxy_headers=False,
        timeout_graceful_shutdown=30,
        backlog=_BACKLOG,
    )
    server = _Announcing(config, announce)
    # Once it has shut down in good order, uvicorn raises the signal again: that must not be our exit code.
    for event in (signal.SIGTERM, signal.SIGINT):
        signal.signal(event, lambda *_: None)
    server.run(sockets=sockets)
    return server.started
