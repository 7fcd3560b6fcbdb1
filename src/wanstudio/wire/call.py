"""One request as handlers see it: headers, query, body, region, and whether the client is still there."""

import asyncio
import re
from collections.abc import Coroutine
from ipaddress import ip_address
from typing import Any, TypeVar, cast, overload
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope

from wanstudio.catalog.regions import region_of
from wanstudio.errors import BodyTooLarge
from wanstudio.submission import Desk

_T = TypeVar("_T")
# What a proxy may write into `X-Forwarded-Proto` and `X-Forwarded-Host`.
_SCHEME = re.compile(r"https?")
_HOST = re.compile(r"(?:[\w.~-]{1,255}|\[[0-9A-Fa-f:.]{2,64}\])(?::[0-9]{1,5})?", re.ASCII)


KNOWN = "wanstudio.known"
"""The key of the ASGI scope that says: this request had a valid key, session or signed link."""


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
        """A header by its lower-case name; `absent` if it was not sent.

        Several lines of one name are one list (RFC 9110, 5.3) and are joined with commas, cookies with
        semicolons (RFC 9113, 8.2.3).
        """
        found: bytes | None = None
        for key, value in self.scope["headers"]:
            if key == name:
                found = value if found is None else found + (b"; " if name == b"cookie" else b", ") + value
        return absent if found is None else found.decode("latin-1")

    def enabled(self, name: bytes) -> bool:
        """Whether a header says `enable`."""
        return "enable" in (entry.strip().lower() for entry in self.header(name).split(","))

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
        scheme, host = self.scope["scheme"], self.header(b"host") or self._own_address()
        if settings.trust_proxy:
            forwarded = self._nearest(b"x-forwarded-proto"), self._nearest(b"x-forwarded-host")
            scheme = forwarded[0] if _SCHEME.fullmatch(forwarded[0]) else scheme
            host = forwarded[1] if _HOST.fullmatch(forwarded[1]) else host
        return f"{scheme}://{host}"

    def _own_address(self) -> str:
        """The address and port that the client reached, for a request without `Host`."""
        host, port = self.scope.get("server") or ("localhost", None)
        shown = f"[{host}]" if ":" in host else host
        return shown if port in (None, 80) else f"{shown}:{port}"

    def _nearest(self, name: bytes) -> str:
        """What the trusted proxy wrote: the last entry, since a proxy appends to what the client sent."""
        return self.header(name).rpartition(",")[2].strip()

    def mark_known(self) -> None:
        """Note that the client has shown a valid key, session or link: its connection is no stranger's."""
        self.scope[KNOWN] = True

    @property
    def client(self) -> str:
        """The address the request came from; behind a trusted proxy, the one that proxy saw."""
        client = self.scope.get("client")
        direct = str(client[0]) if client else "unknown"
        if self.desk.settings.trust_proxy:
            return _read_address(self._nearest(b"x-forwarded-for")) or direct
        return direct

    def admit(self, account_id: str, kind: str, per_second: float) -> None:
        """Count one call of this kind, or raise RateQuotaExceeded."""
        self.desk.call_rate.admit(account_id, kind, per_second)

    async def body(self, most: int | None = None) -> bytes:
        """The whole body, refused as soon as it is known to be too long: for the service, or longer than `most`."""
        limit = self.desk.settings.max_body_bytes if most is None else most
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


def _read_address(text: str) -> str:
    """An IP address as a proxy writes it, some with a port; empty if it is none."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
