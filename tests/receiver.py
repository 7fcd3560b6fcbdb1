"""A real HTTP server that takes webhooks on a thread, and answers as the test tells it to.

A step of the script is a status; the last one is repeated. `hold` keeps everybody waiting until `release`.
"""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec

WAIT_SECONDS = 30


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        return msgspec.json.decode(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """The server's side and the test's."""

    port: int = 0
    script: list[int] = field(default_factory=lambda: [200])
    answer: bytes = b"thank you"
    location: str = ""
    received: list[Received] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)
    free: threading.Event = field(default_factory=threading.Event)
    most_at_once: int = 0
    at_once: int = 0

    def __post_init__(self) -> None:
        self.free.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?from=wan"

    def hold(self) -> None:
        self.free.clear()

    def release(self) -> None:
        self.free.set()

    def wait(self, least: int = 1) -> list[Received]:
        """What was received, once it is so much."""
        with self.news:
            assert self.news.wait_for(lambda: len(self.received) >= least, WAIT_SECONDS)
            return list(self.received)

    def take(self, received: Received) -> int:
        with self.news:
            self.received.append(received)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            status = self.script.pop(0) if len(self.script) > 1 else self.script[0]
            self.news.notify_all()
        self.free.wait(WAIT_SECONDS)
        with self.news:
            self.at_once -= 1
        return status


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = receiver.take(Received(self.path, headers, body))
            try:
                self.send_response(status)
                if receiver.location:
                    self.send_header("Location", receiver.location)
                self.send_header("Content-Length", str(len(receiver.answer)))
                self.end_headers()
                self.wfile.write(receiver.answer)
            except OSError:
                pass  # The sender was broken off meanwhile.

        def log_message(self, *_: object) -> None:
            pass

    return Handler


class _Server(ThreadingHTTPServer):
    request_queue_size = 128


@contextmanager
def receiving(
    port: int = 0, *, receiver: Receiver | None = None, certificate: tuple[Path, Path] | None = None
) -> Iterator[Receiver]:
    """A receiver on a port of this machine; `certificate` is the file of a chain and that of its key."""
    opened = receiver or Receiver()
    server = _Server(("127.0.0.1", port), _handler(opened))
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    opened.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield opened
    finally:
        opened.release()
        server.shutdown()
        server.server_close()
        thread.join()
