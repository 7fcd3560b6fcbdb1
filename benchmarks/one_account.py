"""Does one account submit as fast as fifty, on PostgreSQL, with one, two and four API processes?

Starts a PostgreSQL of its own as the tests do, then for each number of processes loads them as fast as may be with one
account and with fifty in turn, and with one account at 1,000 submissions a second. Run it from the root of the
checkout: `python -m benchmarks.one_account`. Another tree is measured with its `src` in PYTHONPATH.
"""

import os
import platform
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.http_load import BODY, ROUTE, free_port, load, request, show, wait_until_ready
from tests.postgres_server import PostgresServer

ACCOUNTS = 50
PROCESSES = (1, 2, 4)
CONNECTIONS = 32


def keys_of(environment: dict[str, str]) -> list[str]:
    command = [sys.executable, "-m", "wanstudio", "keys", "new", "--account"]
    made = [
        subprocess.run(
            [*command, f"account-{i}"], env=environment, capture_output=True, text=True, check=True
        )
        for i in range(ACCOUNTS)
    ]
    return [done.stdout.split()[-1] for done in made]


def load_all(ports: list[int], keys: list[str], **more: object) -> dict:
    """Every process under its share of the load at once."""
    requests = [request("POST", ROUTE, key, BODY) for key in keys]
    connections = CONNECTIONS // len(ports)
    if "rate" in more:
        more["rate"] = float(more["rate"]) / len(ports)
    with ThreadPoolExecutor(len(ports)) as pool:
        found = list(pool.map(lambda port: load(port, requests, connections=connections, **more), ports))
    return {
        "per_second": sum(one["per_second"] for one in found),
        "errors": sum(one["errors"] for one in found),
        "p50_ms": max(one["p50_ms"] for one in found),
        "p99_ms": max(one["p99_ms"] for one in found),
    }


def measure(processes: int, environment: dict[str, str], keys: list[str], folder: Path) -> None:
    ports = [free_port() for _ in range(processes)]
    command = [sys.executable, "-m", "wanstudio", "serve", "--no-worker", "--port"]
    servers = [
        subprocess.Popen(
            [*command, str(port), "--data", str(folder / str(port))],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for port in ports
    ]
    try:
        for port in ports:
            wait_until_ready(port, "/readyz")
        rates = []
        for _ in range(2):
            for chosen, name in ((keys[:1], "one account"), (keys, f"{ACCOUNTS} accounts")):
                found = load_all(ports, chosen)
                rates.append(found["per_second"])
                show(f"{processes} processes, {name}", found)
        print(
            f"{processes} processes: one account / fifty = {(rates[0] + rates[2]) / (rates[1] + rates[3]):.2f}"
        )
        show(f"{processes} processes, one account, 1,000/s", load_all(ports, keys[:1], rate=1000))
    finally:
        for server in servers:
            server.terminate()
            server.wait()


def main() -> None:
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = PostgresServer.start(folder)
        try:
            for processes in PROCESSES:
                environment = {
                    **os.environ,
                    # A new one each time: an account may have 100,000 tasks waiting.
                    "WANSTUDIO_DATABASE": server.new_database(),
                    "WANSTUDIO_OBJECTS": str(folder / "objects"),
                    "WANSTUDIO_LOG_LEVEL": "warning",
                    "WANSTUDIO_PAINTER": "procedural",
                }
                measure(processes, environment, keys_of(environment), folder)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
