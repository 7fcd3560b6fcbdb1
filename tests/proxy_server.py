"""Real proxies on threads of the test: SOCKS5 and HTTP. Every name leads to one port of this machine."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Proxy:
    """`asked` are the hosts that clients wanted to reach through it."""

    kind: str
    target: int
    listening: socket.socket
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.kind}://127.0.0.1:{self.listening.getsockname()[1]}"

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listening.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        server = socket.create_connection(("127.0.0.1", self.target))
        with client, server, suppress(OSError):
            if self.kind == "socks5":
                self._greet(client)
            else:
                head = client.recv(65536)
                self.asked.append(head.split(b" ")[1].decode())
                server.sendall(head)
            back = threading.Thread(target=_copy, args=(server, client), daemon=True)
            back.start()
            _copy(client, server)
            back.join(10)

    def _greet(self, client: socket.socket) -> None:
        """RFC 1928: no authentication, CONNECT to a name."""
        methods = client.recv(2)[1]
        client.recv(methods)
        client.sendall(b"\x05\x00")
        kind = client.recv(4)[3]
        host = client.recv(client.recv(1)[0]) if kind == 3 else client.recv(4)
        client.recv(2)
        self.asked.append(host.decode("latin-1"))
        client.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")


def _copy(source: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            to.sendall(data)
        to.shutdown(socket.SHUT_WR)


@contextmanager
def proxying(kind: str, target: int) -> Iterator[Proxy]:
    """A proxy of the kind `socks5` or `http` whose every name leads to the port `target`."""
    listening = socket.create_server(("127.0.0.1", 0))
    proxy = Proxy(kind, target, listening)
    threading.Thread(target=proxy.serve, daemon=True).start()
    yield proxy
    listening.close()
