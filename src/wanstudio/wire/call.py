"""One request as handlers see it: headers, query, body, region, and whether the client is still there."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar, cast, overload
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope

from wanstudio.catalog.regions import region_of
from wanstudio.errors import BodyTooLarge
from wanstudio.submission import Desk

_T = TypeVar("_T")


class ClientGone(Exception):
    """The client closed the connection: nobody waits for an answer."""


class Call:
    """Reads one request, each part only when it is asked for."""

    __slots__ = ("_receive", "method", "request_id", "scope")

    def __init__(self, scope: Scope, receive: Receive, request_id: str) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        self.request_id = request_id
        self._receive = receive

    @property
    def desk(self) -> Desk:
        """What the server opened when it started."""
        return cast(Desk, self.scope["app"].state.desk)

    @overload
    def header(self, name: bytes) -> str: ...
    @overload
    def header(self, name: bytes, absent: None) -> str | None: ...
    def header(self, name: bytes, absent: str | None = "") -> str | None:
        """A header by its lower-case name; `absent` if it was not sent."""
        for key, value in self.scope["headers"]:
            if key == name:
                return cast(bytes, value).decode("latin-1")
        return absent

    def enabled(self, name: bytes) -> bool:
        """Whether a header says `enable`."""
        return self.header(name).strip().lower() == "enable"

    def query(self) -> dict[str, str]:
        """The query's values, empty ones left out; of several with one name the last counts."""
        pairs = parse_qsl(self.scope["query_string"].decode("latin-1"))
        return {name: value.replace("\x00", "") for name, value in pairs}

    def path_part(self, name: str) -> str:
        """A variable part of the path."""
        return cast(str, self.scope["path_params"][name])

    @property
    def region(self) -> str:
        """The region this request came in on."""
        settings = self.desk.settings
        server = self.scope.get("server")
        return region_of(
            self.header(b"host"),
            server[1] if server else None,
            settings.region_hosts,
            settings.region_ports,
            settings.region,
        )

    @property
    def base_url(self) -> str:
        """Where the client reaches this server, as far as it can be known."""
        settings = self.desk.settings
        if settings.public_url:
            return settings.public_url.rstrip("/")
        scheme, host = self.scope["scheme"], self.header(b"host") or "localhost"
        if settings.trust_proxy:
            scheme = _first(self.header(b"x-forwarded-proto")) or scheme
            host = _first(self.header(b"x-forwarded-host")) or host
        return f"{scheme}://{host}"

    @property
    def client(self) -> str:
        """The address the request came from; behind a trusted proxy, the one that proxy saw."""
        seen = self.header(b"x-forwarded-for").rpartition(",")[2].strip()
        if seen and self.desk.settings.trust_proxy:
            return seen
        client = self.scope.get("client")
        return str(client[0]) if client else "unknown"

    def admit(self, account_id: str, kind: str, per_second: float) -> None:
        """Count one call of this kind, or raise RateQuotaExceeded."""
        self.desk.call_rate.admit(account_id, kind, per_second)

    async def body(self) -> bytes:
        """The whole body, refused as soon as it is known to be too long."""
        limit = self.desk.settings.max_body_bytes
        declared = self.header(b"content-length")
        if declared.isdigit() and int(declared) > limit:
            raise BodyTooLarge
        parts: list[bytes] = []
        size = 0
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > limit:
                raise BodyTooLarge
            if not message.get("more_body", False):
                return b"".join(parts)

    async def while_present(self, work: Coroutine[Any, Any, _T]) -> _T:
        """What `work` returns; it is cancelled when the client goes. Only after `body()`."""
        working = asyncio.ensure_future(work)
        leaving = asyncio.ensure_future(self._gone())
        try:
            await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                raise ClientGone
            return working.result()
        finally:
            working.cancel()
            leaving.cancel()
            await asyncio.gather(working, leaving, return_exceptions=True)

    async def _gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass


def _first(header: str) -> str:
    """The value of the proxy nearest to the client: each further one is appended."""
    return header.partition(",")[0].strip()
