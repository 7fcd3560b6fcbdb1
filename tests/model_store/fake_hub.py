"""A server that speaks both hubs' plain protocols over folders of the test, with faults that may change meanwhile."""

import hashlib
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

LARGE = 1024
BLOCK = 16_384
BRANCHES = ("main", "master")


@dataclass
class Asked:
    """One request."""

    host: str
    path: str
    range: str | None
    authorization: str | None
    sent: int = 0


@dataclass
class FakeHub:
    """Serves `root/owner/name/...`. Faults go by a file's path in its repository, or by a part of the URL's path.

    `cuts`: after so many bytes the connection breaks, one entry a request. `wrong`: how many times other bytes of
    the same length come. `statuses`: statuses of the next requests to such a URL, each with a Retry-After of
    `retry_after`. `drops`: how many of the next requests to such a URL end without an answer. `slow`: seconds for each
    block.
    """

    root: Path
    url: str = ""
    cdn: str = ""
    license: str = "apache-2.0"
    gated: bool = False
    token: str | None = None
    ranges: bool = True
    page: int = 0
    retry_after: str | None = None
    cuts: dict[str, list[int]] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, list[int]] = field(default_factory=dict)
    drops: dict[str, int] = field(default_factory=dict)
    slow: dict[str, float] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    extra: dict[str, bytes] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)

    def files(self, repository: str) -> dict[str, bytes]:
        place = self.root / repository
        found = {p.relative_to(place).as_posix(): p.read_bytes() for p in place.rglob("*") if p.is_file()}
        return dict(sorted({**found, **self.extra}.items()))

    def commit(self, repository: str) -> str:
        told = hashlib.sha1()
        for name, data in self.files(repository).items():
            told.update(name.encode() + hashlib.sha256(data).digest())
        return told.hexdigest()

    def bodies(self, path: str) -> list[Asked]:
        """The requests for the bytes of a file."""
        return [asked for asked in self.log if unquote(asked.path).partition("&x=")[0].endswith(path)]


@contextmanager
def serving(root, **faults):
    hub = FakeHub(root, **faults)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            try:
                answer(hub, self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.url, hub.cdn = (f"http://{host}:{server.server_port}" for host in ("127.0.0.1", "localhost"))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()


def answer(hub, request):
    url = urlsplit(request.path)
    path, query = unquote(url.path), parse_qs(url.query)
    asked = Asked(request.headers["Host"].partition(":")[0], request.path, request.headers.get("Range"),
                  request.headers.get("Authorization"))  # fmt: skip
    hub.log.append(asked)
    if faulty(hub, request):
        return None
    parts = path.strip("/").split("/")
    if parts[0] == "cdn":
        return send(hub, request, asked, "/".join(parts[1:3]), "/".join(parts[3:]))
    if parts[:3] == ["api", "v1", "models"]:
        return modelscope(hub, request, asked, "/".join(parts[3:5]), parts[5:], query)
    if hub.token and asked.authorization != f"Bearer {hub.token}":
        return reply(request, 401, b"{}", {"X-Error-Code": "GatedRepo" if hub.gated else "RepoNotFound"})
    if parts[:2] == ["api", "models"]:
        return api(hub, request, "/".join(parts[2:4]), parts[4:], query)
    return resolve(hub, request, asked, "/".join(parts[:2]), parts[3], "/".join(parts[4:]))


def faulty(hub, request):
    """Whether the request is answered by a fault."""
    path = unquote(request.path)
    for part, statuses in hub.statuses.items():
        if part in path and statuses:
            headers = {} if hub.retry_after is None else {"Retry-After": hub.retry_after}
            reply(request, statuses.pop(0), b"busy", headers)
            return True
    for part in hub.drops:
        if part in path and hub.drops[part] > 0:
            hub.drops[part] -= 1
            request.close_connection = True
            return True
    return False


def reply(request, status, body, headers=None):
    request.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body)


def api(hub, request, repository, rest, query):
    if not (hub.root / repository).is_dir():
        return reply(request, 404, b"{}", {"X-Error-Code": "RepoNotFound"})
    if rest[1] not in (*BRANCHES, hub.commit(repository)):
        return reply(request, 404, b"{}", {"X-Error-Code": "RevisionNotFound"})
    if rest[0] == "revision":
        about = {"id": repository, "sha": hub.commit(repository), "cardData": {"license": hub.license}}
        return reply(request, 200, json.dumps(about).encode())
    rows = [row(hub, name, data) for name, data in hub.files(repository).items()]
    begin = int(query.get("cursor", ["0"])[0])
    headers = {}
    if hub.page and begin + hub.page < len(rows):
        following = f"{hub.url}{urlsplit(request.path).path}?cursor={begin + hub.page}"
        headers["Link"] = f'<{following}>; rel="next"'
    rows = rows[begin : begin + hub.page] if hub.page else rows
    return reply(request, 200, json.dumps(rows).encode(), headers)


def row(hub, name, data):
    size = hub.sizes.get(name, len(data))
    git = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    found = {"type": "file", "path": name, "size": size, "oid": git}
    if len(data) > LARGE:
        found["lfs"] = {"oid": hashlib.sha256(data).hexdigest(), "size": size, "pointerSize": 130}
    return found


def resolve(hub, request, asked, repository, commit, name):
    data = hub.files(repository).get(name)
    if data is None or commit != hub.commit(repository):
        return reply(request, 404, b"{}", {"X-Error-Code": "EntryNotFound"})
    if len(data) > LARGE:
        place = f"{hub.cdn}/cdn/{repository}/{quote(name)}"
        return reply(request, 302, b"", {"Location": place})
    return send(hub, request, asked, repository, name)


def modelscope(hub, request, asked, repository, rest, query):
    if not (hub.root / repository).is_dir():
        return reply(request, 404, b'{"Code": 10010205001, "Success": false}')
    if rest == ["repo"]:
        return send(hub, request, asked, repository, query["FilePath"][0])
    if not rest:
        return reply(request, 200, json.dumps({"Code": 200, "Data": {"License": hub.license}}).encode())
    rows = [
        {
            "Path": name,
            "Type": "blob",
            "Size": hub.sizes.get(name, len(data)),
            "Sha256": hashlib.sha256(data).hexdigest(),
            "Revision": hub.commit(repository),
            "CommittedDate": 1_700_000_000,
        }
        for name, data in hub.files(repository).items()
    ]
    return reply(request, 200, json.dumps({"Code": 200, "Data": {"Files": rows}}).encode())


def send(hub, request, asked, repository, name):
    data = hub.files(repository)[name]
    whole = len(data)
    if hub.wrong.get(name, 0) > 0:
        hub.wrong[name] -= 1
        data = data[:-1] + bytes([data[-1] ^ 1])
    begin = 0
    if asked.range and hub.ranges:
        begin = int(asked.range.removeprefix("bytes=").rstrip("-"))
    request.send_response(206 if begin else 200)
    request.send_header("Content-Length", str(whole - begin))
    if begin:
        request.send_header("Content-Range", f"bytes {begin}-{whole - 1}/{whole}")
    request.end_headers()
    cuts = hub.cuts.get(name)
    end = begin + cuts.pop(0) if cuts else whole
    for at in range(begin, min(end, whole), BLOCK):
        block = data[at : min(at + BLOCK, end, whole)]
        request.wfile.write(block)
        asked.sent += len(block)
        time.sleep(hub.slow.get(name, 0))
    if end < whole:
        request.wfile.flush()
        request.close_connection = True
