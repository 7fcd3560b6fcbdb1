"""Starts a real S3 server as a direct child: it checks signatures, keys and expiry."""

import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.postgres_server import free_port

RCLONE = Path(sys.executable).with_name("rclone")
IDENTITY, SECRET = "an-identity", "a-secret"


@dataclass(frozen=True)
class S3Server:
    """One bucket named `pictures`."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path

    @classmethod
    def start(cls, folder: Path) -> "S3Server":
        (folder / "buckets" / "pictures").mkdir(parents=True)
        return cls._start(folder, free_port())

    @classmethod
    def _start(cls, folder: Path, port: int) -> "S3Server":
        command = [RCLONE, "serve", "s3", f"--addr=127.0.0.1:{port}", f"--auth-key={IDENTITY},{SECRET}"]
        isolation = ["--config=", f"--cache-dir={folder / 'cache'}"]
        process = subprocess.Popen(
            [*command, *isolation, f":local:{folder / 'buckets'}"], stderr=subprocess.DEVNULL
        )
        server = cls(process, port, folder)
        server.wait_until_it_answers()
        return server

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until_it_answers(self) -> None:
        for _ in range(200):
            assert self.process.poll() is None, "the S3 server ended by itself"
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("the S3 server did not start within 10 s")

    def start_again(self) -> "S3Server":
        """The same bucket at the same address, after `stop`."""
        return self._start(self.folder, self.port)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
