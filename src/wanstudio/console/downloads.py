"""Tables as files that spreadsheets open: comma separated, sent while they are being read."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from starlette.types import Send

from wanstudio.wire.call import Call

Record = Sequence[object]


@dataclass(frozen=True, slots=True)
class Download:
    """A file of rows under one heading; `pages` are read only as fast as they are taken away."""

    name: str
    heading: Record
    pages: AsyncIterator[list[Record]]
    status = 200
    code = ""

    async def send(self, call: Call, send: Send) -> None:
        """Write the file a page at a time."""
        headers = [
            (b"content-type", b"text/csv; charset=utf-8"),
            (b"content-disposition", f'attachment; filename="{self.name}"'.encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
            (b"x-request-id", call.request_id.encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if call.method != "HEAD":
            await _send_part(send, [self.heading])
            async for page in self.pages:
                await _send_part(send, page)
        await send({"type": "http.response.body", "body": b""})


async def _send_part(send: Send, rows: Iterable[Record]) -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    await send({"type": "http.response.body", "body": written.getvalue().encode(), "more_body": True})
