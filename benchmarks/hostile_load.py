"""How late is another customer's task query while strangers and two customers do their worst?

A server on one core; on the other a worker, a chat server and a webhook receiver that answer with junk, 200 connections
without a key that do everything an edge must withstand, and two customers that create tasks as fast as they may. Prints
the latency of the victim's queries with and without them, and the largest resident memory of the API process.
"""

import argparse
import asyncio
import itertools
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from http_load import free_port, request, resident_mib, wait_until_ready

STRANGERS = 200
TEXT2IMAGE = "/api/v1/services/aigc/text2image/image-synthesis"
HOST = b"Host: wan.test\r\n"
JUNK = b"a" * 60_000 + b"\r\n\r\n"
NEWLINES = "a" + "\n" * 1500 + "b"
THOUGHTS = "<think>" * 4000
# What strangers send, one of these a connection, again and again; None is a pause of two seconds.
ATTACKS: tuple[tuple[bytes | None, ...], ...] = (
    (b"GET / HTTP/1.1\r\n" + HOST, *([b"a:b\r\n" * 50_000] * 32)),
    (b"GET / HTTP/1.1\r\n" + HOST, b"x: " + b"a" * 8_000_000),
    (b"GET /sign-in HTTP/1.1\r\n" + HOST + b"Cookie: " + b"a=b; " * 800_000 + b"\r\n\r\n",),
    (b"GET /sign-in HTTP/1.1\r\n" + HOST + b"Cookie: " + b"a=b; " * 11_000 + b"\r\n\r\n",),
    (
        b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 1000000\r\n\r\n" + b"%41=%42&" * 125_000,
    ),
    (
        b"POST /setup HTTP/1.1\r\n" + HOST + b"Content-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 8000\r\n\r\n" + b"a=1&" * 2000,
    ),
    (b"GET /healthz HT", None, None, None),
    (
        b"POST " + TEXT2IMAGE.encode() + b" HTTP/1.1\r\n" + HOST + b"Content-Length: 100000\r\n\r\n{",
        None,
        None,
    ),
    (b"POST /sign-in HTTP/1.1\r\n" + HOST + b"Content-Length: 8000\r\n\r\na=", None, None),
    (None, None, None),
    (b"GET /api/v1/tasks/none HTTP/1.1\r\n" + HOST + b"\r\n",) * 20,
    (b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n",) * 20,
    ((b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n") * 2000,),
    (b"\x16\x03\x01junk" * 1000,),
)


def create(key: str, prompt: str, extend: bool) -> bytes:
    body = {
        "model": "wan2.2-t2i-flash",
        "input": {"prompt": prompt},
        "parameters": {"n": 1, "size": "512*512", "prompt_extend": extend},
    }
    return request("POST", TEXT2IMAGE, key, json.dumps(body)).encode()


async def stranger(port: int, attack: tuple[bytes | None, ...]) -> None:
    """One connection after the other; whatever comes back is read and thrown away."""
    while True:
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            reading = asyncio.create_task(drain(reader))
            try:
                for piece in attack:
                    if piece is None:
                        await asyncio.wait({reading}, timeout=2)
                        continue
                    writer.write(piece)
                    await writer.drain()
                await asyncio.wait({reading}, timeout=2)
            finally:
                reading.cancel()
                writer.close()
        await asyncio.sleep(0)


async def drain(reader: asyncio.StreamReader) -> None:
    with suppress(OSError):
        while await reader.read(1 << 16):
            pass


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    return int(head[9:12]), await reader.readexactly(length)


async def customer(port: int, requests: list[bytes], counted: dict[int, int]) -> None:
    """Creates as fast as they are answered, on one connection."""
    turn = itertools.cycle(requests)
    while True:
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            while True:
                writer.write(next(turn))
                status, _ = await read_answer(reader)
                counted[status] = counted.get(status, 0) + 1


async def victim(port: int, query: str, seconds: float) -> list[float]:
    """Latencies of a query every twentieth of a second in milliseconds, in order of size; by a process of its own."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, str(Path(__file__)), "--victim", str(port), str(seconds),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await program.communicate(query.encode())
    return sorted(json.loads(out))


def ask_again_and_again(port: int, seconds: float) -> None:
    """What the victim's process does: it goes before everything else on its core."""
    with suppress(PermissionError):
        os.nice(-15)
    query, found = sys.stdin.buffer.read(), []
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answers = connection.makefile("rb")
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            began = time.perf_counter()
            connection.sendall(query)
            head = b"".join(iter(answers.readline, b"\r\n"))
            assert head.startswith(b"HTTP/1.1 200")
            answers.read(int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]))
            found.append(1000 * (time.perf_counter() - began))
            time.sleep(0.05)
    print(json.dumps(found))


@asynccontextmanager
async def answering(port: int, answer: bytes) -> AsyncIterator[None]:
    """A server that answers every request with the same bytes and closes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
            await reader.readexactly(length)
            writer.write(answer)
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", port):
        yield


def chat_answer(text: str) -> bytes:
    body = json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )


def run(*arguments: object, **environment: str) -> str:
    command = [sys.executable, "-m", "wanstudio", *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, **environment}
    )
    return done.stdout


def start(core: int, *arguments: object, **environment: str) -> subprocess.Popen:
    command = ["taskset", "-c", str(core), sys.executable, "-m", "wanstudio", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **environment}
    )


def show(name: str, found: list[float]) -> None:
    p50, p99 = found[len(found) // 2], found[int(len(found) * 0.99)]
    print(f"{name:28} p50 {p50:7.1f} ms   p99 {p99:7.1f} ms   max {found[-1]:7.1f} ms   of {len(found)}")


async def watch_memory(pid: int, found: list[float]) -> None:
    while True:
        found.append(resident_mib(pid))
        await asyncio.sleep(0.2)


async def attack(
    port: int, receiver: int, chat: int, data: Path, pid: int, seconds: float, only: int | None
) -> None:
    mallory, trudy, alice = (
        run("keys", "new", "--data", data, "--account", name).split()[-1]
        for name in ("mallory", "trudy", "alice")
    )
    first = json.loads(await once(port, create(alice, "a red boat", extend=False)))["output"]["task_id"]
    query = request("GET", f"/api/v1/tasks/{first}", alice)
    show("alone", await victim(port, query, seconds / 2))
    lines = run("keys", "list", "--data", data).splitlines()
    key_id = next(line.split()[0] for line in lines if "mallory" in line)
    run("webhooks", "set", key_id, f"http://127.0.0.1:{receiver}/", "--data", data,
        WANSTUDIO_WEBHOOK_PRIVATE_ADDRESSES="true")  # fmt: skip
    counted: dict[int, int] = {}
    memory: list[float] = []
    marks = create(trudy, "\u203c" * 2100, extend=False)
    newlines = create(mallory, "a cat" + "\n" * 700 + "and a dog", extend=True)
    async with answering(receiver, JUNK), answering(chat, chat_answer(NEWLINES + THOUGHTS)):
        attacks = ATTACKS if only is None else ATTACKS[only : only + 1]
        tasks = [
            asyncio.create_task(stranger(port, attacks[i % len(attacks)]))
            for i in range(STRANGERS * bool(attacks))
        ]
        tasks += [asyncio.create_task(customer(port, [each], counted)) for each in (marks, newlines)]
        tasks.append(asyncio.create_task(watch_memory(pid, memory)))
        await asyncio.sleep(2)
        show("under attack", await victim(port, query, seconds))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    print(f"{'API process, resident':28} {max(memory):7.0f} MiB at most")
    print(f"{'the two customers':28} {dict(sorted(counted.items()))}")


async def once(port: int, asked: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(asked)
    _, body = await read_answer(reader)
    writer.close()
    return body


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument(
        "--only", type=int, help="One kind of attack by its number; one that is none for no strangers."
    )
    parser.add_argument("--victim", nargs=2, metavar=("PORT", "SECONDS"), help="Used by itself.")
    chosen = parser.parse_args()
    if chosen.victim:
        ask_again_and_again(int(chosen.victim[0]), float(chosen.victim[1]))
        return
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    os.sched_setaffinity(0, {1})
    port, receiver, chat = free_port(), free_port(), free_port()
    settings = {
        "WANSTUDIO_REWRITER": "chat", "WANSTUDIO_REWRITER_URL": f"http://127.0.0.1:{chat}/v1",
        "WANSTUDIO_REWRITER_MODEL": "m", "WANSTUDIO_WEBHOOK_PRIVATE_ADDRESSES": "true",
        "WANSTUDIO_PAINTER": "procedural", "WANSTUDIO_PROFILE": "model-studio", "WANSTUDIO_LOG_LEVEL": "warning",
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        server = start(0, "serve", "--no-worker", "--port", port, "--data", data, **settings)
        wait_until_ready(port, "/readyz")
        worker = start(1, "work", "--data", data, **settings)
        os.nice(5)  # strangers are many, but their machine is not this one
        try:
            asyncio.run(attack(port, receiver, chat, data, server.pid, chosen.seconds, chosen.only))
        finally:
            for process in (worker, server):
                process.terminate()
                process.wait()


if __name__ == "__main__":
    main()
