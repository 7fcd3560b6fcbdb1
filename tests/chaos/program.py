"""Customers go on while everything breaks: `python -m tests.chaos.program fleet --seconds 360 --seed 1`.

Three customers submit (each create named, sent up to three times, to any server, until it is accepted), query and cancel,
while one fault after another befalls the installation. In the end every accepted task must have ended, none FAILED,
each billed for what can be fetched and nothing else, no server answered 500, and no worker ended by itself.
"""

import argparse
import random
import tempfile
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from tests.chaos.installations import OnFleet, OnSqlite
from tests.live_server import CHAPEL, LiveServer

CREATE = "/services/aigc/text2image/image-synthesis"
Installation = OnSqlite | OnFleet


@dataclass
class Customer(threading.Thread):
    """Submits until told to stop; remembers what it was promised."""

    installation: Installation
    key: str
    dice: random.Random
    over: threading.Event
    statuses: Counter[int] = field(default_factory=Counter)
    tasks: dict[str, str] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)
    cancelled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        while not self.over.is_set():
            name = uuid.uuid4().hex
            task_id = self._create(name)
            if task_id and self.dice.random() < 0.15:
                time.sleep(self.dice.uniform(0, 1))
                self._cancel(task_id)
            time.sleep(self.dice.uniform(0.1, 0.6))

    def _create(self, name: str) -> str | None:
        """Send a create until it is accepted, and then perhaps again: it must be the same task."""
        body = {
            "model": "wan2.2-t2i-flash",
            "input": {"prompt": CHAPEL},
            "parameters": {"n": self.dice.choice((1, 1, 2)), "size": "512*512", "prompt_extend": False},
        }
        for _ in range(self.dice.choice((1, 1, 2, 3))):
            while (answer := self._send("POST", CREATE, body, name)) is None or answer.status_code != 200:
                if answer is not None and answer.status_code not in (429, 500, 503):
                    raise AssertionError(answer.text)
                time.sleep(0.3)
            task_id = answer.json()["output"]["task_id"]
            if self.tasks.setdefault(name, task_id) != task_id:
                self.twice.append(name)
        return self.tasks.get(name)

    def _cancel(self, task_id: str) -> None:
        answer = self._send("POST", f"/tasks/{task_id}/cancel", None)
        if answer is not None and answer.status_code == 200:
            self.cancelled.add(task_id)

    def _send(self, method: str, path: str, body: object, name: str = "") -> httpx.Response | None:
        """None for a server that was not there."""
        headers = {"Authorization": f"Bearer {self.key}", "X-DashScope-Async": "enable"}
        if name:
            headers["Idempotency-Key"] = name
        base = self.dice.choice(self.installation.apis).base
        try:
            answer = httpx.request(method, base + path, json=body, headers=headers, timeout=60)
        except httpx.HTTPError:
            return None
        self.statuses[answer.status_code] += 1
        return answer


@dataclass(frozen=True)
class Report:
    """What came of a run. All but the first three must be empty or zero."""

    accepted: int
    images: int
    faults: dict[str, int]
    unfinished: list[str]
    failed: list[str]
    lost_pictures: list[str]
    twice: list[str]
    cancelled_but_painted: list[str]
    answered_500: int
    ended_by_themselves: list[str]
    billed_wrongly: int

    @property
    def faultless(self) -> bool:
        """Whether every promise was kept."""
        return not any(list(vars(self).values())[3:])


def run(installation: Installation, seconds: float, dice: random.Random, *, only: str = "") -> Report:
    """Let customers and faults go on for so long, then wait until all has ended and look."""
    over = threading.Event()
    customers = [Customer(installation, key, random.Random(dice.random()), over) for key in installation.keys]
    for customer in customers:
        customer.start()
    time.sleep(1)
    faults: Counter[str] = Counter()
    ends = time.monotonic() + seconds
    chosen = [(name, fault) for name, fault in installation.faults.items() if only in name]
    while time.monotonic() < ends:
        name, fault = dice.choice(chosen)
        print(f"{seconds - (ends - time.monotonic()):6.1f} s  {name}", flush=True)
        fault()
        faults[name] += 1
        time.sleep(dice.uniform(0.2, 3))
    over.set()
    for customer in customers:
        customer.join(120)
    return _look(installation, customers, dict(faults))


def _look(installation: Installation, customers: list[Customer], faults: dict[str, int]) -> Report:
    api = installation.apis[0]
    unfinished, failed, lost, wrong = [], [], [], []
    images = 0
    for customer in customers:
        api.key = customer.key
        for task_id in dict.fromkeys(customer.tasks.values()):
            status, pictures, missing = _end_of(api, task_id)
            images += pictures
            lost += missing
            if status in ("PENDING", "RUNNING"):
                unfinished.append(task_id)
            if status == "FAILED":
                failed.append(f"{task_id} {api.task(task_id)['output'].get('code')}")
            if task_id in customer.cancelled and status != "CANCELED":
                wrong.append(task_id)
    return Report(
        accepted=sum(len(customer.tasks) for customer in customers),
        images=images,
        faults=faults,
        unfinished=unfinished,
        failed=failed,
        lost_pictures=lost,
        twice=[name for customer in customers for name in customer.twice],
        cancelled_but_painted=wrong,
        answered_500=sum(customer.statuses[500] for customer in customers),
        ended_by_themselves=installation.ended_by_themselves(),
        billed_wrongly=installation.billed() - images,
    )


def _end_of(api: LiveServer, task_id: str) -> tuple[str, int, list[str]]:
    """Its last status, how many pictures it has, and those that cannot be fetched whole."""
    gives_up = time.monotonic() + 120
    while True:
        output = api.task(task_id)["output"]
        if output["task_status"] not in ("PENDING", "RUNNING") or time.monotonic() > gives_up:
            break
        time.sleep(0.2)
    links = [result["url"] for result in output.get("results", ()) if "url" in result]
    answers = [(link, httpx.get(link, timeout=30)) for link in links]
    lost = [link for link, answer in answers if answer.status_code != 200 or len(answer.content) < 1000]
    return output["task_status"], len(links), lost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("installation", choices=("sqlite", "fleet"))
    parser.add_argument("--seconds", type=float, default=360)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", default="", help="befall it with faults of this name alone")
    asked = parser.parse_args()
    dice = random.Random(asked.seed)
    print(f"seed {asked.seed}")
    kind = OnSqlite if asked.installation == "sqlite" else OnFleet
    with tempfile.TemporaryDirectory() as folder:
        installation = kind(Path(folder) / "installation", dice)
        try:
            report = run(installation, asked.seconds, dice, only=asked.only)
        finally:
            installation.stop()
    for name, value in vars(report).items():
        print(f"{name:24} {value}")
    raise SystemExit(0 if report.faultless else 1)


if __name__ == "__main__":
    main()
