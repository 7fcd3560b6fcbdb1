"""Two whole installations of real parts, and what can befall them."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path

from tests.live_server import PAINTER, LiveServer, new_key, run_wanstudio
from tests.postgres_server import PostgresServer
from tests.s3_server import IDENTITY, SECRET, S3Server
from tests.tcp_proxy import TcpProxy

LEASE_SECONDS = 4.0
LONGEST_FREEZE = 2.2 * LEASE_SECONDS
STEP_MS = 1_200_000
_CLOCK = Path(__file__).parent / "stepping_clock"

Fault = Callable[[], None]


def _freeze(pid: int, seconds: float) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(pid, signal.SIGCONT)


class OnSqlite:
    """One server with two workers of its own on a data folder."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self._folder, self._dice = folder, dice
        folder.mkdir(parents=True)
        self._clock = folder / "clock"
        self.environment = {
            "WANSTUDIO_WORKERS": "2",
            "WANSTUDIO_LEASE_SECONDS": str(LEASE_SECONDS),
            "PYTHONPATH": os.pathsep.join(filter(None, [str(_CLOCK), os.environ.get("PYTHONPATH", "")])),
            "CHAOS_CLOCK_FILE": str(self._clock),
        }
        self.apis = [LiveServer.start(folder / "data", **self.environment)]
        self.keys = [new_key(folder / "data", "--account", name) for name in ("one", "two", "three")]

    @property
    def faults(self) -> Mapping[str, Fault]:
        """By name, what takes as long as it does and is over then."""
        return {
            "worker killed": self._kill_worker,
            "worker frozen": self._freeze_worker,
            "server killed": self._kill_server,
            "server frozen": lambda: _freeze(self.apis[0].process.pid, self._dice.uniform(0.5, 3)),
            "pictures away": self._pictures_away,
            "clock stepped": self._step_clock,
        }

    def _worker(self) -> int:
        workers = self.apis[0].worker_pids()
        return self._dice.choice(workers) if workers else 0

    def _kill_worker(self) -> None:
        if pid := self._worker():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _freeze_worker(self) -> None:
        if pid := self._worker():
            _freeze(pid, self._dice.uniform(0.5 * LEASE_SECONDS, LONGEST_FREEZE))

    def _kill_server(self) -> None:
        self.apis[0].kill()
        self.apis[0] = LiveServer.start(self.apis[0].data, port=self.apis[0].port, **self.environment)

    def _pictures_away(self) -> None:
        pictures, elsewhere = self._folder / "data" / "objects" / "r", self._folder / "elsewhere"
        if not pictures.is_dir():
            return
        pictures.rename(elsewhere)
        pictures.write_text("in the way: nothing can be stored or read here")
        time.sleep(self._dice.uniform(1, 6))
        pictures.unlink()
        elsewhere.rename(pictures)

    def _step_clock(self) -> None:
        self._clock.write_text(str(self._dice.randint(-STEP_MS, STEP_MS)))

    def ended_by_themselves(self) -> list[str]:
        """What ended without being killed; the server starts its workers again and says why they ended."""
        deaths = [line for line in self.apis[0].log.read_text().splitlines() if "worker_died" in line]
        return [line for line in deaths if json.loads(line)["exit_code"] != -signal.SIGKILL]

    def billed(self) -> int:
        """Images in the ledger."""
        with closing(sqlite3.connect(self._folder / "data" / "wanstudio.sqlite3")) as store:
            return int(store.execute("SELECT count(*) FROM charges").fetchone()[0])

    def stop(self) -> None:
        """End everything in good order."""
        self.apis[0].stop()


class OnFleet:
    """Two servers and three workers on PostgreSQL behind a proxy, and a bucket."""

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self._folder, self._dice = folder, dice
        folder.mkdir(parents=True)
        self._postgres = PostgresServer.start(folder)
        self._bucket = S3Server.start(folder / "s3")
        self._proxy = TcpProxy(self._postgres.port)
        self._database = self._postgres.new_database()
        self.environment = {
            "WANSTUDIO_DATABASE": self._database.replace(str(self._postgres.port), str(self._proxy.port)),
            "WANSTUDIO_OBJECTS": f"s3://pictures?endpoint={self._bucket.endpoint}",
            "WANSTUDIO_S3_ACCESS_KEY": IDENTITY,
            "WANSTUDIO_S3_SECRET_KEY": SECRET,
            "WANSTUDIO_LEASE_SECONDS": str(LEASE_SECONDS),
        }
        self.apis = [self._serve(f"api{i}") for i in range(2)]
        made = [
            run_wanstudio("keys", "new", "--account", name, **self.environment)
            for name in ("one", "two", "three")
        ]
        self.keys = [done.stdout.splitlines()[-1] for done in made]
        self._workers = [self._work(i) for i in range(3)]
        self._ended: list[str] = []

    def _serve(self, name: str, port: int | None = None) -> LiveServer:
        return LiveServer.start(self._folder / name, "--no-worker", port=port, **self.environment)

    def _work(self, number: int) -> subprocess.Popen[bytes]:
        with (self._folder / f"worker{number}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "wanstudio", "work", "--data", str(self._folder / f"w{number}")],
                env={**os.environ, **PAINTER, **self.environment},
                stderr=log,
            )

    @property
    def faults(self) -> Mapping[str, Fault]:
        """By name, what takes as long as it does and is over then."""
        return {
            "worker killed": self._kill_worker,
            "worker frozen": self._freeze_worker,
            "server killed": self._kill_server,
            "server frozen": lambda: _freeze(self._api().process.pid, self._dice.uniform(0.5, 3)),
            "sessions ended": self._end_sessions,
            "database killed": self._kill_database,
            "database silent": self._silence,
            "dead connections": self._proxy.bury,
            "bucket away": self._bucket_away,
            "clock stepped": self._step_clock,
        }

    def _api(self) -> LiveServer:
        return self._dice.choice(self.apis)

    def _kill_worker(self) -> None:
        number = self._dice.randrange(3)
        self._note_ended(number)
        self._workers[number].kill()
        self._workers[number].wait()
        self._workers[number] = self._work(number)

    def _note_ended(self, number: int) -> None:
        code = self._workers[number].poll()
        if code is not None:
            self._ended.append(f"worker {number} ended with {code}")

    def _freeze_worker(self) -> None:
        pid = self._dice.choice(self._workers).pid
        _freeze(pid, self._dice.uniform(0.5 * LEASE_SECONDS, LONGEST_FREEZE))

    def _kill_server(self) -> None:
        number = self._dice.randrange(2)
        self.apis[number].kill()
        self.apis[number] = self._serve(f"api{number}", self.apis[number].port)

    def _sql(self, sql: str) -> str:
        command = [self._postgres.binaries / "psql", self._database, "-q", "-t", "-c", sql]
        return subprocess.run(command, check=False, capture_output=True, text=True).stdout

    def _end_sessions(self) -> None:
        self._sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'wanstudio'"
        )

    def _kill_database(self) -> None:
        self._postgres.kill()
        time.sleep(self._dice.uniform(0, 1.6 * LEASE_SECONDS))
        self._postgres = self._postgres.start_again()

    def _silence(self) -> None:
        self._proxy.fall_silent()
        time.sleep(self._dice.uniform(0.5, 1.8 * LEASE_SECONDS))
        self._proxy.speak()

    def _bucket_away(self) -> None:
        self._bucket.stop()
        time.sleep(self._dice.uniform(1, 6))
        self._bucket = self._bucket.start_again()

    def _step_clock(self) -> None:
        """As when a standby whose clock differs takes over: the sessions end, and new ones see its time."""
        name = self._database.rpartition("/")[2]
        step = self._dice.randint(-STEP_MS, STEP_MS)
        self._sql(f"ALTER DATABASE \"{name}\" SET wanstudio.clock_offset_ms = '{step}'")
        self._end_sessions()

    def ended_by_themselves(self) -> list[str]:
        """What ended without being killed."""
        for number in range(3):
            self._note_ended(number)
        return self._ended

    def billed(self) -> int:
        """Images in the ledger."""
        return int(self._sql("SELECT count(*) FROM charges"))

    def stop(self) -> None:
        """End everything in good order."""
        for worker in self._workers:
            worker.terminate()
        for worker in self._workers:
            worker.wait(60)
        for api in self.apis:
            api.stop()
        self._proxy.close()
        self._bucket.stop()
        self._postgres.stop()
