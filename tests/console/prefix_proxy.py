"""A real reverse proxy that serves a service under a path, strips that path, and knows nothing else."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "te", "upgrade"}


def _handler(prefix: str, upstream: int, *, keeps_back: bool) -> type[BaseHTTPRequestHandler]:
    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def _pass_on(self) -> None:
            if not (self.path == prefix or self.path.startswith(f"{prefix}/")):
                self.send_error(404)
                return
            length = int(self.headers.get("Content-Length") or 0)
            kept = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            if length:
                kept["Content-Length"] = str(length)
            connection = http.client.HTTPConnection("127.0.0.1", upstream, timeout=60)
            connection.request(self.command, self.path[len(prefix) :] or "/", self.rfile.read(length), kept)
            answer = connection.getresponse()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in HOP_BY_HOP | {"server", "date"}:
                    self.send_header(name, value)
            self.end_headers()
            try:
                while part := answer.read() if keeps_back else answer.read1(65_536):
                    self.wfile.write(part)
            except OSError:
                pass  # the browser has left
            finally:
                connection.close()

        do_GET = do_POST = do_HEAD = _pass_on  # noqa: N815 - http.server looks for these names

        def log_message(self, *_: object) -> None:
            pass

    return Proxy


@contextmanager
def prefix_proxy(prefix: str, port: int, upstream: int, *, keeps_back: bool = False) -> Iterator[str]:
    """Serve the service on `upstream` under `prefix` of `port`; with `keeps_back` only whole answers pass."""
    handler = _handler(prefix, upstream, keeps_back=keeps_back)
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{port}{prefix}"
    server.shutdown()
    server.server_close()
