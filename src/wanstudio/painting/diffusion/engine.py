"""One thread that owns the modules and gives each sample its turns: read, step, step, ..., develop."""

import itertools
import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import structlog
import torch
from torch import Tensor

from wanstudio.painting.diffusion.checkpoints import Checkpoint, WeightsKey
from wanstudio.painting.diffusion.fusing import Fusing
from wanstudio.painting.diffusion.glimpse import Glimpse, glimpse_of
from wanstudio.painting.diffusion.memory import is_out_of_memory, peak_of
from wanstudio.painting.diffusion.native_area import enlarge
from wanstudio.painting.diffusion.picking import enter, pick
from wanstudio.painting.diffusion.residency import Residency
from wanstudio.painting.diffusion.sample import Sample
from wanstudio.painting.painter import Canvas, Pixels, Watch

_RETRY_SECONDS = 15.0
_log = structlog.get_logger(__name__)


class PictureUnwanted(Exception):
    """Nobody waits for this picture any more, or the engine was closed before it was done."""


class Engine:
    """Paints many canvases at once, one turn at a time. `turns`, if given, is told who had each turn.

    `clock` is what turns are charged by. `fault` is why `ready` could not be loaded, `loading` that it is being loaded;
    any thread may read them.
    """

    def __init__(
        self,
        residency: Residency,
        device: torch.device,
        *,
        threads: int = 0,
        ready: Checkpoint | None = None,
        turns: Callable[[Sequence[Sample]], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._residency = residency
        self._device = device
        self._threads = threads
        self._ready = ready
        self._turns = turns
        self._clock = clock
        self._numbers = itertools.count()
        self._inbox: queue.SimpleQueue[Sample | None] = queue.SimpleQueue()
        self._waiting: list[Sample] = []
        self._working: dict[int, Sample] = {}
        self._served: dict[str, float] = {}
        self._fusing: dict[Checkpoint, Fusing] = {}
        self._glimpses: dict[WeightsKey, Glimpse] = {}
        self._closed = False
        self.loading = ready is not None
        self.fault = ""
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    def paint(self, canvas: Canvas, checkpoint: Checkpoint, watch: Watch) -> Pixels:
        """The picture, however many other threads ask meanwhile. Raises what went wrong with this one."""
        sample = Sample(next(self._numbers), canvas, checkpoint, watch)
        if self._closed:
            raise PictureUnwanted
        self._inbox.put(sample)
        # Enlarged by whoever asked, while the engine goes on with the others.
        return enlarge(sample.picture.result(), canvas.width, canvas.height)

    def close(self) -> None:
        """Give up what is unfinished and end the thread."""
        self._closed = True
        self._inbox.put(None)
        self._thread.join()

    @torch.inference_mode()
    def _run(self) -> None:
        if self._threads:
            torch.set_num_threads(self._threads)
        try:
            self._warm_up()
            while self._take_in():
                if self.fault:
                    self._warm_up()
                self._round()
        finally:
            self._give_up()

    def _round(self) -> None:
        """Let go, let in, give one turn. A fault of ours ends what is in work, but not the engine."""
        try:
            self._drop_unwanted()
            self._admit()
            self._turn()
        except Exception as error:
            _log.exception("engine_faltered", error=type(error).__name__)
            for sample in list(self._working.values()):
                self._end(sample, error)

    def _give_up(self) -> None:
        """Leave nobody waiting for a thread that has ended."""
        self._closed = True
        with suppress(queue.Empty):
            while True:
                if (arrived := self._inbox.get_nowait()) is not None:
                    self._waiting.append(arrived)
        for sample in [*self._waiting, *self._working.values()]:
            self._end(sample, PictureUnwanted())

    def _warm_up(self) -> None:
        """Load what will be asked for; after a fault it is tried again, every `_RETRY_SECONDS` or when somebody asks."""
        if self._ready is None:
            return
        try:
            self._residency.take(self._ready, 0, self._in_use())
            self.fault = ""
        except Exception as error:
            _log.exception("checkpoint_not_loaded", error=type(error).__name__)
            self.fault = str(error).partition("\n")[0] or type(error).__name__
        self.loading = False

    def _take_in(self) -> bool:
        """Move what has arrived to the waiting, sleeping while there is nothing to do; False to end."""
        idle = not self._waiting and not self._working
        with suppress(queue.Empty):
            while True:
                arrived = self._inbox.get(block=idle, timeout=_RETRY_SECONDS if self.fault else None)
                if arrived is None:
                    return False
                self._waiting.append(arrived)
                idle = False
        return True

    def _drop_unwanted(self) -> None:
        for sample in [*self._waiting, *self._working.values()]:
            if sample.watch.left.is_set():
                self._end(sample, PictureUnwanted())

    def _admit(self) -> None:
        """Let samples in, oldest first, while their weights are there or fit.

        Behind one that has to wait for room nobody enters: those inside leave, and its turn comes.
        """
        while self._waiting:
            sample = self._waiting[0]
            try:
                loaded = self._residency.take(sample.checkpoint, sample.pixels, self._in_use())
            except Exception as error:
                self._end(sample, error)
                continue
            if loaded is None:
                return
            sample.loaded = loaded
            if not self._working:
                self._served.clear()
            account, busy = sample.canvas.account, {each.canvas.account for each in self._working.values()}
            if account not in busy:
                self._served[account] = enter(account, self._served, busy)
            self._waiting.pop(0)
            self._working[sample.number] = sample

    def _in_use(self) -> set[WeightsKey]:
        return {sample.checkpoint.weights for sample in self._working.values()}

    def _turn(self) -> None:
        """Give one turn to whom the rules pick, and charge it to their accounts."""
        numbers = pick([sample.standing for sample in self._working.values()], self._served)
        if not numbers:
            return
        samples = [self._working[number] for number in numbers]
        group, lead = samples[0].standing.group, samples[0]
        if group is not None:
            samples = samples[: self._fusing_of(lead.checkpoint).size(group, len(samples), lead.tokens)]
        started = self._clock()
        with peak_of(self._device) as peak:
            self._go(samples)
        self._residency.note_peak(lead.checkpoint.weights, sum(each.pixels for each in samples), peak[0])
        spent = (self._clock() - started) / len(samples)
        for sample in samples:
            self._served[sample.canvas.account] = self._served.get(sample.canvas.account, 0.0) + spent
        if self._turns is not None:
            self._turns(samples)

    def _fusing_of(self, checkpoint: Checkpoint) -> Fusing:
        return self._fusing.setdefault(checkpoint, Fusing(checkpoint.fuse_tokens))

    def _go(self, samples: Sequence[Sample]) -> None:
        """One turn. When it fails for several, each goes alone: only the one at fault fails."""
        try:
            self._take_turn(samples)
        except Exception as error:
            if is_out_of_memory(error) and self._device.type == "cuda":
                torch.cuda.empty_cache()
            if len(samples) == 1:
                self._end(samples[0], error)
                return
            for sample in samples:
                self._go([sample])

    def _take_turn(self, samples: Sequence[Sample]) -> None:
        first = samples[0]
        if not first.begun:
            first.begin()
            first.watch.step(0, first.checkpoint.steps)
        elif first.finished:
            self._finish(first)
        else:
            for sample, velocity in zip(samples, self._predict(samples), strict=True):
                self._advance(sample, velocity)

    def _advance(self, sample: Sample, velocity: Tensor) -> None:
        """One step of one sample; what goes wrong here is its own fault, and never tried again."""
        if sample.watch.wants_preview:
            self._show(sample, velocity)
        try:
            sample.advance(velocity)
            sample.watch.step(sample.done, sample.checkpoint.steps)
        except Exception as error:
            self._end(sample, error)

    def _show(self, sample: Sample, velocity: Tensor) -> None:
        """Let those who look on see where it is going; what goes wrong here spoils no picture."""
        try:
            assert sample.loaded is not None
            key = sample.checkpoint.weights
            if key not in self._glimpses:
                self._glimpses[key] = glimpse_of(sample.loaded.decoder, sample.loaded.grid.cell)
            asked = sample.canvas.width, sample.canvas.height
            sample.watch.show(self._glimpses[key].look(sample.foresee(velocity), sample.painted, asked))
        except Exception as error:
            _log.warning("preview_failed", error=repr(error))

    def _predict(self, samples: Sequence[Sample]) -> list[Tensor]:
        lead = samples[0]
        assert lead.loaded is not None
        asked = [sample.ask() for sample in samples]
        fusing = self._fusing_of(lead.checkpoint)
        answers = fusing.predict(lead.standing.group, asked, lead.loaded.denoiser.predict)
        return [sample.join(own) for sample, own in zip(samples, answers, strict=True)]

    def _finish(self, sample: Sample) -> None:
        if (picture := sample.develop()) is None:
            return
        self._working.pop(sample.number)
        sample.picture.set_result(picture)

    def _end(self, sample: Sample, error: Exception) -> None:
        """This sample is over, without a picture."""
        if sample in self._waiting:
            self._waiting.remove(sample)
        self._working.pop(sample.number, None)
        sample.picture.set_exception(error)
