"""A client of a task's events that reads each as it is sent, and can leave."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    id: str
    kind: str
    body: dict[str, Any]


class Stream:
    """One open stream on an ASGI app. `next` waits for an event; None is the end of the stream."""

    def __init__(self, app: Any, path: str, key: str, last_event_id: str = "") -> None:
        self.status, self.headers, self.comments = 0, {}, 0
        self._left, self._parts = asyncio.Event(), asyncio.Queue()
        self._text = ""
        headers = [(b"authorization", f"Bearer {key}".encode())]
        if last_event_id:
            headers.append((b"last-event-id", last_event_id.encode()))
        scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
        scope |= {"scheme": "http", "root_path": ""}
        self.call = asyncio.create_task(app(scope, self._receive, self._send))

    async def _receive(self):
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self._parts.put_nowait(message["body"].decode())
            if not message.get("more_body"):
                self._parts.put_nowait(None)

    async def next(self) -> Event | None:
        while True:
            block, found, rest = self._text.partition("\n\n")
            if found:
                self._text = rest
                if event := self._read(block):
                    return event
                continue
            part = await asyncio.wait_for(self._parts.get(), 20)
            if part is None:
                return None
            self._text += part

    def _read(self, block: str) -> Event | None:
        lines = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        self.comments += block == ":"
        return Event(lines["id"], lines["event"], json.loads(lines["data"])) if "event" in lines else None

    async def rest(self) -> list[Event]:
        """Every event until the stream ends."""
        events = []
        while event := await self.next():
            events.append(event)
        await self.call
        return events

    async def leave(self) -> None:
        """Close the connection, as a client does that loses interest."""
        self._left.set()
        await self.call
