"""A relay that lets the first create reach the server, and drops the connection instead of answering."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Relay:
    """Relays connections to a port of this machine; the answer to the first POST is never passed on."""

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.dropped = 0
        self._posted = False
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(self._target) as server:
            sending = threading.Thread(target=self._pass_on, args=(client, server), daemon=True)
            sending.start()
            while answer := server.recv(65_536):
                if self._posted and not self.dropped:
                    self.dropped += 1
                    break
                client.sendall(answer)
            client.shutdown(socket.SHUT_RDWR)
            sending.join()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        try:
            while sent := client.recv(65_536):
                self._posted = self._posted or sent.startswith(b"POST")
                server.sendall(sent)
        except OSError:
            return


@contextmanager
def dropping(port: int) -> Iterator[Relay]:
    relay = Relay(port)
    yield relay
    relay.close()
