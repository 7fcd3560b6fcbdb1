"""A load generator for one question: how many of these requests a second, and how late at a given rate?

Run by `http_load.py` as a process of its own: reads a job as JSON from standard input, prints its
findings as JSON.
"""

import asyncio
import json
import sys
import time


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    return status, await reader.readexactly(length)


class Load:
    def __init__(self, job: dict) -> None:
        self.job = job
        self.latencies: list[float] = []
        self.errors = 0
        self.task_ids: list[str] = []
        self.sent = 0

    def _due(self, started: float) -> float:
        """When the next request should leave: evenly at `rate`, or at once when there is none."""
        self.sent += 1
        rate = self.job.get("rate")
        return started + self.sent / rate if rate else 0.0

    async def _client(self, started: float, number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.job["port"])
        requests = [text.encode() for text in self.job["requests"]]
        until = started + self.job["seconds"]
        turn = number
        while True:
            due = self._due(started)
            if max(due, time.perf_counter()) > until:
                break
            if (pause := due - time.perf_counter()) > 0:
                await asyncio.sleep(pause)
            began = due or time.perf_counter()
            writer.write(requests[turn % len(requests)])
            turn += 1
            status, body = await _answer(reader)
            self.latencies.append(time.perf_counter() - began)
            if status != 200:
                self.errors += 1
            elif self.job.get("keep_ids"):
                self.task_ids.append(json.loads(body)["output"]["task_id"])
        writer.close()

    async def run(self) -> dict:
        started = time.perf_counter()
        await asyncio.gather(*(self._client(started, i) for i in range(self.job["connections"])))
        spent = time.perf_counter() - started
        ordered = sorted(self.latencies)
        return {
            "per_second": len(ordered) / spent,
            "p50_ms": 1000 * ordered[len(ordered) // 2],
            "p99_ms": 1000 * ordered[int(len(ordered) * 0.99)],
            "errors": self.errors,
            "task_ids": self.task_ids,
        }


if __name__ == "__main__":
    try:
        import uvloop

        uvloop.install()
    except ImportError:
        pass
    print(json.dumps(asyncio.run(Load(json.load(sys.stdin)).run())))
