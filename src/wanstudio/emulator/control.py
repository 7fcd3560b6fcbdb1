"""The emulator as a test holds it: where it is, and a method for everything it can be told. Needs nothing installed."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

CONTROL = "/wanstudio/v1/emulator"
KEY = "sk-emulator"
Held = Literal["PENDING", "RUNNING"]
_SECONDS = 30.0


class EmulatorRefused(Exception):
    """The emulator could not do what it was told; the message says why."""


def key_of(region: str, default_region: str) -> str:
    """The key that every test knows; the region that is not the default has one of its own."""
    return KEY if region == default_region else f"{KEY}-{region}"


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running emulator at `root`, such as `http://127.0.0.1:8000`. Methods return how it stands then."""

    root: str
    key: str = KEY

    @property
    def base_url(self) -> str:
        """What an application takes for `https://dashscope-intl.aliyuncs.com/api/v1`."""
        return f"{self.root}/api/v1"

    @property
    def openai_base_url(self) -> str:
        """What a client of OpenAI's takes for its base URL."""
        return f"{self.root}/v1"

    def fail_calls(
        self,
        code: str,
        *,
        times: int = 1,
        after: int = 0,
        call: str = "create",
        model: str | None = None,
        message: str | None = None,
        retry_after: int | None = None,
    ) -> dict[str, Any]:
        """Refuse the next `times` calls of a kind, once `after` of them have passed.

        `call` is create, query, list, cancel, picture, other or any.
        """
        told = {"code": code, "times": times, "after": after, "call": call}
        return self._tell("fail_calls", told, model=model, message=message, retry_after=retry_after)

    def fail_tasks(
        self,
        code: str,
        *,
        images: list[int] | None = None,
        times: int = 1,
        after: int = 0,
        model: str | None = None,
        message: str | None = None,
    ) -> dict[str, Any]:
        """Let the images with these numbers (from 0; else all) of the next `times` tasks fail."""
        told = {"code": code, "times": times, "after": after}
        return self._tell("fail_tasks", told, images=images, model=model, message=message)

    def hold(self, state: Held, *, model: str | None = None) -> dict[str, Any]:
        """Keep tasks in a state; RUNNING ones of one model, if it is named."""
        return self._tell("hold", {"state": state}, model=model)

    def release(
        self, state: Held | None = None, *, model: str | None = None, task_id: str | None = None
    ) -> dict[str, Any]:
        """Let what is held go on; all of it, unless a state, a model or one task is named."""
        return self._tell("release", {}, state=state, model=model, task_id=task_id)

    def slow(self, seconds: float, *, model: str | None = None) -> dict[str, Any]:
        """Make every image take so many seconds longer; 0 ends that."""
        return self._tell("slow", {"seconds": seconds}, model=model)

    def advance(self, duration: float | str) -> dict[str, Any]:
        """Move the clock forward: seconds, or text such as `24h`."""
        return self._tell("clock", {"advance": duration})

    def set_clock(self, moment: datetime) -> dict[str, Any]:
        """Move the clock forward to a moment, which needs its time zone."""
        return self._tell("clock", {"set": moment.isoformat()})

    def run(self, script: dict[str, Any]) -> dict[str, Any]:
        """Do what a script says: the tables of its TOML file as a dictionary."""
        return self._tell("script", script)

    def reset(self) -> dict[str, Any]:
        """Begin anew: no tasks, no calls, the present time, nothing to happen but what its script says."""
        return self._tell("reset", {})

    def state(self) -> dict[str, Any]:
        """The clock, and what is waiting to happen."""
        return self._ask("")

    def calls(self, *, kind: str | None = None, model: str | None = None) -> list[dict[str, Any]]:
        """The calls that came in, oldest first, of a kind and a model if they are named."""
        asked = [f"{name}={value}" for name, value in (("kind", kind), ("model", model)) if value]
        found: list[dict[str, Any]] = self._ask("/calls?" + "&".join(asked))["calls"]
        return found

    def _tell(self, name: str, told: dict[str, Any], **more: object) -> dict[str, Any]:
        given = {key: value for key, value in more.items() if value is not None}
        return self._ask(f"/{name}", json.dumps(told | given).encode())

    def _ask(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        address = f"{self.root}{CONTROL}{path}"
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"})  # noqa: S310
        # An emulator is never behind the proxy that a machine may have set.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=_SECONDS) as answer:
                told: dict[str, Any] = json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise EmulatorRefused(json.loads(error.read())["message"]) from None
        return told
