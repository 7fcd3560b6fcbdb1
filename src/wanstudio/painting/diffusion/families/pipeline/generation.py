"""One call of a pipeline as a generation: a thread of its own that runs only while the engine's thread waits for it.

The turn is handed over in the scheduler's `step`, which every pipeline calls; some have no callback, and others go on
when they are told to stop.
"""

import copy
import functools
import threading
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from wanstudio.painting.diffusion.finite import NotFinite
from wanstudio.painting.painter import Pixels


class _Closed(BaseException):
    """Ends a call from inside; no pipeline may catch it as an error of its own."""


class PipelineGeneration:
    """The pipeline's components are shared, the pipeline and its scheduler are copies: a call keeps its state on both."""

    batch_group = None
    batch_form = None
    tokens = 0

    def __init__(self, pipeline: Any, call: Mapping[str, Any], steps: int, device: torch.device) -> None:
        """Start the call and let it run to its first step: texts, noise and the first forward lie behind it then."""
        self.steps, self.done, self._taken = steps, 0, 0
        self._device, self._threads = device, torch.get_num_threads()
        self._turn, self._back = threading.Semaphore(0), threading.Semaphore(0)
        self._over = self._closed = False
        self._error: BaseException | None = None
        self._pixels: Pixels | None = None
        own = copy.copy(pipeline)
        own.scheduler = copy.deepcopy(pipeline.scheduler)
        self._give_way_before_each_step(own.scheduler)
        self._thread = threading.Thread(target=self._work, args=(own, call), name="pipeline", daemon=True)
        self._thread.start()
        self.run()

    def run(self) -> None:
        """Let the call go on to its next step, or to its end. Raises what it raised."""
        if not self._over:
            self._turn.release()
            self._back.acquire()
        if self._error is not None:
            raise self._error

    def advance(self, velocity: Tensor) -> None:
        """The pipeline has taken the step itself."""
        del velocity
        self.done += 1

    def preview(self, velocity: Tensor) -> None:
        """It cannot tell."""

    def decode(self) -> Pixels | None:
        """The picture, or None where the call has not come to its end: some schedulers step more often than told."""
        self.run()
        return self._pixels

    def close(self) -> None:
        """End the call if it still runs."""
        if not self._over:
            self._closed = True
            self._turn.release()
        self._thread.join()

    def _give_way_before_each_step(self, scheduler: Any) -> None:
        step = scheduler.step

        # Pipelines look at the signature of `step` to find out whether it takes a generator.
        @functools.wraps(step)
        def give_way(*positional: Any, **named: Any) -> Any:
            self._give_way()
            stepped = step(*positional, **named)
            self._taken += 1
            if self._taken == self.steps:
                self._give_way()  # the decoder has a turn of its own
            return stepped

        scheduler.step = give_way

    def _give_way(self) -> None:
        self._back.release()
        self._wait()

    def _wait(self) -> None:
        self._turn.acquire()
        if self._closed:
            raise _Closed

    def _work(self, own: Any, call: Mapping[str, Any]) -> None:
        try:
            self._wait()
            # A new thread has neither the engine's number of threads nor its mode.
            torch.set_num_threads(self._threads)
            if self._device.type == "cuda":
                torch.cuda.set_device(self._device)
            with torch.inference_mode():
                self._pixels = _as_pixels(own(**call).images[0])
        except _Closed:
            pass
        except BaseException as error:
            self._error = error
        finally:
            self._over = True
            self._back.release()


def _as_pixels(picture: Any) -> Pixels:
    """[H, W, 3 or 4] in 0..1 -> [H, W, 3] uint8; NotFinite if it is none."""
    values = np.asarray(picture)
    if not np.isfinite(values).all():
        raise NotFinite("the pipeline: numbers became NaN or infinite; set another dtype in the table")
    return np.ascontiguousarray((values[:, :, :3] * 255).round().astype(np.uint8))
