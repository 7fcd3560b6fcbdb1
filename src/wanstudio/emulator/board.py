"""What is to happen next: the faults, holds and delays that wait for their calls and tasks.

Asked from the event loop and from the threads that paint, told from the control surface.
"""

import threading
import time
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from wanstudio.catalog.models import counted_name
from wanstudio.emulator.script import CallFault, CallKind, Hold, Release, Script, Slow, TaskFault
from wanstudio.errors import ServiceError

_F = TypeVar("_F", CallFault, TaskFault)
_LOOK_SECONDS = 0.05


@dataclass
class _Waiting(Generic[_F]):
    """A fault and how much of it is left. `passed` are those whom `after` let through."""

    fault: _F
    left: int
    passed: set[str] = field(default_factory=set)

    def strikes(self, who: str, model: str | None) -> bool:
        """Whether it hits this call or task; each is asked about under one name, however often."""
        if _counted(self.fault.model) not in (None, _counted(model)) or who in self.passed or self.left == 0:
            return False
        if len(self.passed) < self.fault.after:
            self.passed.add(who)
            return False
        self.left -= 1
        return True


class Board:
    """The faults, holds and delays. `hold` of PENDING is the worker's business, told by `pending_held`."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.clear()

    def clear(self) -> None:
        """Forget everything; what was held goes on."""
        with self._changed:
            self.pending_held = False
            self._calls: list[_Waiting[CallFault]] = []
            self._tasks: list[_Waiting[TaskFault]] = []
            self._struck: dict[str, TaskFault] = {}
            self._held: set[str | None] = set()
            self._freed: set[str] = set()
            self._slow: dict[str | None, float] = {}
            self._changed.notify_all()

    def add(self, script: Script) -> None:
        """Everything of a script but its clock."""
        for call_fault in script.fail_calls:
            self.fail_calls(call_fault)
        for task_fault in script.fail_tasks:
            self.fail_tasks(task_fault)
        for hold in script.hold:
            self.hold(hold)
        for slow in script.slow:
            self.slow(slow)

    def fail_calls(self, fault: CallFault) -> None:
        """Add a fault of calls, behind those that are waiting."""
        with self._changed:
            self._calls.append(_Waiting(fault, fault.times))

    def fail_tasks(self, fault: TaskFault) -> None:
        """Add a fault of tasks, behind those that are waiting."""
        with self._changed:
            self._tasks.append(_Waiting(fault, fault.times))

    def hold(self, hold: Hold) -> None:
        """Let no task leave a state."""
        with self._changed:
            if hold.state == "PENDING":
                self.pending_held = True
            else:
                self._held.add(_counted(hold.model))

    def release(self, release: Release) -> None:
        """Let go on what is meant; a task that is named goes on alone and the others stay held."""
        with self._changed:
            if release.task_id is not None:
                self._freed.add(release.task_id)
            if release.task_id is None and release.state in (None, "PENDING") and release.model is None:
                self.pending_held = False
            if release.task_id is None and release.state in (None, "RUNNING"):
                self._held = self._held - {_counted(release.model)} if release.model else set()
            self._changed.notify_all()

    def slow(self, slow: Slow) -> None:
        """Make painting take longer, or as long as it takes."""
        with self._changed:
            if slow.seconds:
                self._slow[_counted(slow.model)] = slow.seconds
            else:
                self._slow.pop(_counted(slow.model), None)
            self._changed.notify_all()

    def fault_of_call(self, number: str, kind: CallKind, model: str | None) -> ServiceError | None:
        """What the call with this number is refused with."""
        with self._changed:
            for waiting in self._calls:
                if waiting.fault.call in ("any", kind) and waiting.strikes(number, model):
                    return waiting.fault.error
        return None

    def fault_of_image(self, task_id: str, model: str, index: int) -> ServiceError | None:
        """What image `index` of the task fails with. The first image to ask decides for its task."""
        with self._changed:
            if task_id not in self._struck:
                found = next((wait.fault for wait in self._tasks if wait.strikes(task_id, model)), None)
                if found is None:
                    return None
                self._struck[task_id] = found
            fault = self._struck[task_id]
        return fault.error if fault.images is None or index in fault.images else None

    def await_turn(self, task_id: str, model: str, left: threading.Event) -> None:
        """Wait as long as the task is held, then as long as its model is slow; on a painting thread."""
        started = time.monotonic()
        with self._changed:
            while not left.is_set() and (self._is_held(task_id, model) or self._is_early(model, started)):
                self._changed.wait(_LOOK_SECONDS)

    def _is_held(self, task_id: str, model: str) -> bool:
        return task_id not in self._freed and bool(self._held & {None, model})

    def _is_early(self, model: str, started: float) -> bool:
        seconds = self._slow.get(model, self._slow.get(None, 0.0))
        return time.monotonic() - started < seconds

    def show(self) -> dict[str, object]:
        """All of it as it stands, for people and tests."""
        with self._changed:
            held: list[dict[str, object]] = [{"state": "RUNNING", "model": model} for model in self._held]
            if self.pending_held:
                held.append({"state": "PENDING", "model": None})
            return {
                "fail_calls": [_shown(waiting) for waiting in self._calls if waiting.left],
                "fail_tasks": [_shown(waiting) for waiting in self._tasks if waiting.left],
                "hold": held,
                "slow": [{"seconds": seconds, "model": model} for model, seconds in self._slow.items()],
            }


def _shown(waiting: "_Waiting[CallFault] | _Waiting[TaskFault]") -> dict[str, object]:
    return {
        "code": waiting.fault.code,
        "model": waiting.fault.model,
        "left": waiting.left,
        "let_pass": waiting.fault.after - len(waiting.passed),
    }


def _counted(model: str | None) -> str | None:
    """A model by its first name, whichever of its names was said."""
    return counted_name(model) if model else model
