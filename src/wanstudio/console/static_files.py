"""Style sheet, scripts and icons: named after what they hold, so that a browser may keep them for ever."""

import gzip
import hashlib
from functools import cache
from importlib.resources import files

from wanstudio.errors import NotFound
from wanstudio.wire.call import Call
from wanstudio.wire.door import Header, Reply

_KINDS = {
    ".css": b"text/css; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".svg": b"image/svg+xml",
}


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(one.name for one in (files(__package__) / "static").iterdir()))


@cache
def _content(name: str) -> bytes:
    return (files(__package__) / "static" / name).read_bytes()


@cache
def _packed(name: str) -> bytes:
    """The content as gzip; the same for everybody, so that its length tells nobody anything."""
    return gzip.compress(_content(name), mtime=0)


@cache
def _digest() -> str:
    """Of all files together: scripts import each other by name alone."""
    return hashlib.sha256(b"".join(map(_content, _names()))).hexdigest()[:12]


def address_of(name: str) -> str:
    """Where a page finds the file of this name."""
    return f"/static/{_digest()}/{name}"


@cache
def scripts() -> tuple[str, ...]:
    """The scripts that a page imports, so that it can ask for all of them at once."""
    return tuple(name for name in _names() if name.endswith(".js") and not name.endswith("_worker.js"))


async def fetch_static(call: Call) -> Reply:
    """`GET /static/{digest}/{name}`; an old digest gives the present file, not to be kept."""
    name = call.path_part("name")
    if name not in _names():
        raise NotFound
    fresh = address_of(name) == call.scope["path"]
    caching = b"public, max-age=31536000, immutable" if fresh else b"no-cache"
    packed = "gzip" in call.header(b"accept-encoding")
    headers: tuple[Header, ...] = (
        (b"cache-control", caching),
        (b"vary", b"accept-encoding"),
        (b"x-content-type-options", b"nosniff"),
    )
    if packed:
        headers = (*headers, (b"content-encoding", b"gzip"))
    return Reply(
        _packed(name) if packed else _content(name), media=_KINDS[name[name.rindex(".") :]], headers=headers
    )
