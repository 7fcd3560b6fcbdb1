"""HTTP/1.1 on the socket: uvicorn's protocol with limits, and with every refusal in JSON.

What differs from uvicorn: an upgrade that is offered is ignored and the request answered over HTTP/1.1
(RFC 9110, 7.8); heads, bodies and responses have limits of size and time; HTTP/1.1 needs exactly one
`Host` (RFC 9112, 3.2); bytes that are no HTTP are refused in the service's own form.
"""

import math
import re
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from wanstudio.accounts.networks import network_of
from wanstudio.errors import (
    BodyInvalid,
    HeadTooLarge,
    HostInvalid,
    RequestTooSlow,
    ServiceError,
    TooManyConnections,
)
from wanstudio.server.connections import Admission, ConnectionTracker
from wanstudio.server.doors import PROBES, refusal_at
from wanstudio.wire.call import KNOWN

MOST_HEADERS = 128
MOST_PIPELINED = 32
_PROBES = frozenset({b"/metrics", *(path.encode() for path in PROBES)})
_HOST = re.compile(rb"(?:[\w.~!$&'()*+,;=%-]{0,255}|\[[0-9A-Fa-f:.]{2,64}\])(?::[0-9]{0,5})?", re.ASCII)
_PIECE = 16_384
_UPGRADE = frozenset({b"upgrade", b"http2-settings"})


class _Refused(Exception):
    """Stops the parser from one of its callbacks; `HttpProtocol._refusal` holds the error."""


class HttpProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, tracker: ConnectionTracker, **uvicorn: Any) -> None:
        super().__init__(**uvicorn)
        self._tracker = tracker
        self._settings = tracker.settings
        self.address = ""
        self._admission = Admission.ANY
        self._known = False
        self._queued = 0
        self._refusal: ServiceError | None = None
        # The request that is being received.
        self._head_bytes = 0
        self._receiving = False
        self._in_body = False
        self._upgrading = False
        self._body_ends = math.inf
        self._deadline = math.inf
        # The response that is being sent.
        self._unsent = 0
        self._unsent_since = 0.0

    # What asyncio calls.

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.address = network_of(self.client[0] if self.client else "")
        self._admission = self._tracker.opened(self)
        if self._admission is Admission.NOTHING:
            self._refuse(TooManyConnections())
            return
        self._deadline = self.loop.time() + self._settings.head_seconds
        self._tracker.idle(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._tracker.closed(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        # Data that is queued for this connection must be read first.
        if (self._known and not self._queued) or self._tracker.strangers.has_room():
            self._receive(data)
            return
        self._queued += 1
        self.flow.pause_reading()
        self._tracker.strangers.wait(partial(self._receive_queued, data))

    def _receive_queued(self, data: bytes) -> None:
        self._queued -= 1
        if self.parser is not None:
            self.flow.resume_reading()
            self._receive(data)

    def _receive(self, data: bytes) -> None:
        if self._refusal is not None:
            return
        self._unset_keepalive_if_required()
        if not self._in_body:
            self._head_bytes += len(data)
            if not self._receiving:
                self._deadline = self.loop.time() + self._settings.head_seconds
        self._parse(data)
        if self._refusal is None:
            self._set_deadline()

    def _parse(self, data: bytes) -> None:
        try:
            if len(data) > _PIECE and not self._in_body:
                self._parse_in_pieces(data)
            else:
                self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._ignore_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError:
            self._refuse(self._refusal or BodyInvalid())

    def _parse_in_pieces(self, data: bytes) -> None:
        """Look at the number of headers now and then: each costs far more than its few bytes."""
        for start in range(0, len(data), _PIECE):
            try:
                self.parser.feed_data(data[start : start + _PIECE])
            except httptools.HttpParserUpgrade as upgrade:
                upgrade.args = (start + upgrade.args[0],)
                raise
            if self._receiving and not self._in_body and len(self.headers) > MOST_HEADERS:
                self._refusal = HeadTooLarge()
                raise httptools.HttpParserError

    def _ignore_upgrade(self, rest: bytes) -> None:
        """Parse the request again without the offer: the parser treats the rest as another protocol."""
        self._upgrading = False
        if self.scope["method"] == "CONNECT":
            self._refuse(BodyInvalid())
            return
        version = self.scope["http_version"].encode()
        lines = [self.scope["method"].encode() + b" " + self.url + b" HTTP/" + version]
        lines += [name + b": " + value for name, value in _without_upgrade(self.headers)]
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn sets it
        self._parse(b"\r\n".join(lines) + b"\r\n\r\n" + rest)

    # What the parser calls.

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._receiving = True
        if len(self.pipeline) >= MOST_PIPELINED:
            self._stop(TooManyConnections())

    def on_headers_complete(self) -> None:
        self._check_head()
        if self.parser.should_upgrade():
            self.scope["method"] = self.parser.get_method().decode("ascii")
            self.scope["http_version"] = self.parser.get_http_version()
            self._upgrading = True
            return
        if self._admission is Admission.PROBES and self.url.partition(b"?")[0] not in _PROBES:
            self._stop(TooManyConnections())
        self._head_bytes = 0
        super().on_headers_complete()
        self._in_body = True
        if not self._known:
            self._tracker.busy(self)

    def on_message_complete(self) -> None:
        if self._upgrading:
            return
        super().on_message_complete()
        self._receiving = self._in_body = False
        self._body_ends = math.inf
        if not self._answering:
            # The response came before the end of the body: uvicorn's timer for idle connections is off again.
            self._deadline = self.loop.time() + self._settings.keep_alive_seconds

    def _check_head(self) -> None:
        most = self._settings.max_head_bytes
        if len(self.headers) > MOST_HEADERS:
            self._stop(HeadTooLarge())
        if self._head_bytes > most:
            size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > most:
                self._stop(HeadTooLarge())
        hosts = [value for name, value in self.headers if name == b"host"]
        missing = not hosts and self.parser.get_http_version() == "1.1"
        if missing or len(hosts) > 1 or not _are_hosts(*hosts):
            self._stop(HostInvalid())

    def _stop(self, refusal: ServiceError) -> None:
        self._refusal = refusal
        raise _Refused

    # What uvicorn calls.

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._known:
            self._known = KNOWN in self.cycle.scope
            if not self._known and not self._receiving and not self.pipeline:
                self._tracker.idle(self)

    def _should_upgrade(self) -> bool:
        return False

    # Deadlines and refusals.

    def _set_deadline(self) -> None:
        """Until when the client must send more, after a piece of a request was parsed."""
        if self._in_body:
            now = self.loop.time()
            if self._body_ends == math.inf:
                self._body_ends = now + self._settings.body_seconds
            self._deadline = min(now + self._settings.stalled_transfer_seconds, self._body_ends)
        elif self._receiving:
            if self._head_bytes > self._settings.max_head_bytes:
                self._refuse(HeadTooLarge())
        else:
            self._head_bytes = 0
            if self._answering:
                self._deadline = math.inf

    def sweep(self, now: float) -> None:
        """Close the connection if the client sends or reads too slowly."""
        # A body that we do not read yet is not the client's fault.
        late = now > self._deadline and not (self._in_body and self.flow.read_paused)
        if late and self._refusal is None:
            self._refuse(RequestTooSlow() if self._receiving else None)
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0 or unsent != self._unsent:
            self._unsent, self._unsent_since = unsent, now
        elif now - self._unsent_since > self._settings.stalled_transfer_seconds:
            self.transport.abort()

    def close_idle(self) -> None:
        """Close the connection, on which no request is being answered."""
        self.transport.abort()

    def _refuse(self, error: ServiceError | None) -> None:
        """Read no more; answer what is being received with this error where that is possible, and close."""
        self._refusal = error or BodyInvalid()
        if self._answering and not self._in_body:
            # Complete requests before this one are still answered; uvicorn closes after the last.
            self.cycle.keep_alive = False
            return
        # A response that has begun, or is due before this one, leaves no place for the error.
        begun = self._in_body and (self.pipeline or self.cycle.response_started)
        if error is not None and not begun:
            self._answer(error)
        self.transport.close()

    @property
    def is_idle(self) -> bool:
        """Whether no request is being received or answered."""
        return not self._receiving and not self._answering

    @property
    def _answering(self) -> bool:
        """Whether a request waits for its response or for the end of it."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _answer(self, error: ServiceError) -> None:
        request_id = str(uuid4())
        path = self.url.decode("ascii", "replace") if self._receiving else "/"
        body = refusal_at(path)(error, request_id).body
        status = HTTPStatus(error.status)
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nx-request-id: {request_id}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)


@lru_cache(maxsize=1024)
def _are_hosts(*names: bytes) -> bool:
    return all(_HOST.fullmatch(name) for name in names)


def _without_upgrade(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers without those that offer another protocol on this connection."""
    kept = []
    for name, value in headers:
        if name == b"connection":
            tokens = [token.strip() for token in value.split(b",")]
            value = b", ".join(token for token in tokens if token.lower() not in _UPGRADE)  # noqa: PLW2901
        if name not in _UPGRADE and (name != b"connection" or value):
            kept.append((name, value))
    return kept
