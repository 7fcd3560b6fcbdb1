"""A TCP proxy on threads of the test, whose connections can fall silent as those behind a lost route do."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class TcpProxy:
    """Passes everything on to one port of this machine, until told to be silent."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._open: list[tuple[socket.socket, threading.Event]] = []
        self._silent_from_now = False
        threading.Thread(target=self._serve, daemon=True).start()

    def bury(self) -> None:
        """From now on nothing passes on the connections there are; new ones work."""
        for _, silent in self._open:
            silent.set()

    def fall_silent(self) -> None:
        """Nothing passes any more, on new connections either; they are accepted."""
        self._silent_from_now = True
        self.bury()

    def speak(self) -> None:
        """New connections work again."""
        self._silent_from_now = False

    def close(self) -> None:
        """End every connection."""
        self._listening.close()
        for client, _ in self._open:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                silent = threading.Event()
                if self._silent_from_now:
                    silent.set()
                self._open.append((client, silent))
                threading.Thread(target=self._carry, args=(client, silent), daemon=True).start()

    def _carry(self, client: socket.socket, silent: threading.Event) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._target))
        except OSError:
            # Nobody is there: the client learns of it as it would without a proxy.
            client.close()
            return
        back = threading.Thread(target=_copy, args=(server, client, silent), daemon=True)
        back.start()
        _copy(client, server, silent)
        back.join()


def _copy(source: socket.socket, to: socket.socket, silent: threading.Event) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            if not silent.is_set():
                to.sendall(data)
        to.shutdown(socket.SHUT_WR)


@contextmanager
def tcp_proxying(target: int) -> Iterator[TcpProxy]:
    """A proxy in front of a port of this machine."""
    proxy = TcpProxy(target)
    yield proxy
    proxy.close()
