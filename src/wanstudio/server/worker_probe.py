"""The probes of a worker process, which serves nothing else: `/healthz` while it lives, `/readyz` while it could paint."""

import asyncio
from collections.abc import Callable, Sequence

import msgspec
import structlog

_LONGEST_HEAD = 8192
_SECONDS = 5.0
_log = structlog.get_logger(__name__)


async def open_probe(host: str, port: int, problems: Callable[[], Sequence[str]]) -> asyncio.Server:
    """Answer probes on a port; `problems` says what keeps the worker from painting. Close what is returned."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(_answer(head, problems))
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            _log.debug("probe_not_answered", error=repr(error))
        finally:
            writer.close()

    return await asyncio.start_server(answer, host, port, limit=_LONGEST_HEAD)


def _answer(head: bytes, problems: Callable[[], Sequence[str]]) -> bytes:
    method, _, rest = head.partition(b" ")
    path = rest.split(b" ", 1)[0].partition(b"?")[0]
    if path not in (b"/healthz", b"/readyz"):
        return _response(b"404 Not Found", {"status": "no such probe"}, method)
    found = list(problems()) if path == b"/readyz" else []
    if found:
        return _response(b"503 Service Unavailable", {"status": "not ready", "problems": found}, method)
    return _response(b"200 OK", {"status": "ok"}, method)


def _response(status: bytes, told: object, method: bytes) -> bytes:
    body = msgspec.json.encode(told)
    head = b"HTTP/1.1 %s\r\ncontent-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
    return head % (status, len(body)) + (b"" if method == b"HEAD" else body)
