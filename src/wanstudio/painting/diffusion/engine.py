"""One thread that owns the models and gives each image its turns: begin, step, step, ..., decode. Knows no model."""

import itertools
import queue
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress

import structlog
import torch
from torch import Tensor

from wanstudio.painting.diffusion.batching import Batching
from wanstudio.painting.diffusion.image_job import ActiveImage, ImageJob
from wanstudio.painting.diffusion.memory import is_out_of_memory, peak_of
from wanstudio.painting.diffusion.model_cache import ModelCache
from wanstudio.painting.diffusion.native_area import enlarge
from wanstudio.painting.diffusion.protocol import Generation
from wanstudio.painting.diffusion.registry import ServedCheckpoint
from wanstudio.painting.diffusion.step_planner import enter, pick
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
        models: ModelCache,
        device: torch.device,
        *,
        threads: int = 0,
        ready: ServedCheckpoint | None = None,
        turns: Callable[[Sequence[ActiveImage]], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._models = models
        self._device = device
        self._threads = threads
        self._ready = ready
        self._turns = turns
        self._clock = clock
        self._numbers = itertools.count()
        self._inbox: queue.SimpleQueue[ImageJob | None] = queue.SimpleQueue()
        self._waiting: list[ImageJob] = []
        self._working: dict[int, ActiveImage] = {}
        self._served: dict[str, float] = {}
        self._batching: dict[ServedCheckpoint, Batching] = {}
        self._closed = False
        self.loading = ready is not None
        self.fault = ""
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    def paint(self, canvas: Canvas, served: ServedCheckpoint, watch: Watch) -> Pixels:
        """The picture, however many other threads ask meanwhile. Raises what went wrong with this one."""
        job = ImageJob(next(self._numbers), canvas, served, watch)
        if self._closed:
            raise PictureUnwanted
        self._inbox.put(job)
        # Enlarged by whoever asked, while the engine goes on with the others.
        return enlarge(job.picture.result(), canvas.width, canvas.height)

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
            _log.exception("engine_error", error=type(error).__name__)
            for image in list(self._working.values()):
                self._end(image.job, error)

    def _give_up(self) -> None:
        """Leave nobody waiting for a thread that has ended."""
        self._closed = True
        with suppress(queue.Empty):
            while True:
                if (arrived := self._inbox.get_nowait()) is not None:
                    self._waiting.append(arrived)
        for job in self._jobs():
            self._end(job, PictureUnwanted())

    def _warm_up(self) -> None:
        """Load what will be asked for; after a fault it is tried again, every `_RETRY_SECONDS` or when somebody asks."""
        if self._ready is None:
            return
        try:
            self._models.take(self._ready, 0, self._in_use())
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

    def _jobs(self) -> list[ImageJob]:
        return [*self._waiting, *(image.job for image in self._working.values())]

    def _drop_unwanted(self) -> None:
        for job in self._jobs():
            if job.watch.left.is_set():
                self._end(job, PictureUnwanted())

    def _admit(self) -> None:
        """Let images in, oldest first, while their weights are there or fit.

        Behind one that has to wait for room nobody enters: those inside leave, and its turn comes.
        """
        while self._waiting:
            job = self._waiting[0]
            try:
                model = self._models.take(job.served, job.pixels, self._in_use())
            except Exception as error:
                self._end(job, error)
                continue
            if model is None:
                return
            if not self._working:
                self._served.clear()
            account, busy = job.canvas.account, {each.canvas.account for each in self._working.values()}
            if account not in busy:
                self._served[account] = enter(account, self._served, busy)
            self._waiting.pop(0)
            self._working[job.number] = ActiveImage(job, model)

    def _in_use(self) -> set[Hashable]:
        return {image.job.served.spec.key for image in self._working.values()}

    def _turn(self) -> None:
        """Give one turn to whom the rules pick, and charge it to their accounts."""
        numbers = pick([image.candidate for image in self._working.values()], self._served)
        if not numbers:
            return
        images = [self._working[number] for number in numbers]
        lead = images[0]
        if len(images) > 1:
            ready = [image.generation for image in images if image.generation is not None]
            images = images[: self._batching_of(lead).size(ready)]
        started = self._clock()
        with peak_of(self._device) as peak:
            self._go(images)
        self._models.note_peak(lead.job.served.spec.key, sum(each.job.pixels for each in images), peak[0])
        spent = (self._clock() - started) / len(images)
        for image in images:
            account = image.canvas.account
            self._served[account] = self._served.get(account, 0.0) + spent
        if self._turns is not None:
            self._turns(images)

    def _batching_of(self, image: ActiveImage) -> Batching:
        served = image.job.served
        return self._batching.setdefault(served, Batching(served.checkpoint.fuse_tokens))

    def _go(self, images: Sequence[ActiveImage]) -> None:
        """One turn. When it fails for several, each goes alone: only the one at fault fails."""
        try:
            self._take_turn(images)
        except Exception as error:
            if is_out_of_memory(error) and self._device.type == "cuda":
                torch.cuda.empty_cache()
            if len(images) == 1:
                self._end(images[0].job, error)
                return
            for image in images:
                self._go([image])

    def _take_turn(self, images: Sequence[ActiveImage]) -> None:
        first = images[0]
        if first.generation is None:
            first.generation = first.model.begin(first.job.request())
            first.job.watch.step(0, first.generation.steps)
        elif first.generation.done >= first.generation.steps:
            self._finish(first, first.generation)
        else:
            generations = [image.generation for image in images if image.generation is not None]
            velocities = self._batching_of(first).predict(generations, first.model.predict)
            for image, generation, velocity in zip(images, generations, velocities, strict=True):
                self._advance(image, generation, velocity)

    def _advance(self, image: ActiveImage, generation: Generation, velocity: Tensor) -> None:
        """One step of one image; what goes wrong here is its own fault, and never tried again."""
        watch = image.job.watch
        if watch.wants_preview:
            self._show(image, generation, velocity)
        try:
            generation.advance(velocity)
            watch.step(generation.done, generation.steps)
        except Exception as error:
            self._end(image.job, error)

    def _show(self, image: ActiveImage, generation: Generation, velocity: Tensor) -> None:
        """Let those who look on see where it is going; what goes wrong here spoils no picture."""
        try:
            if (pixels := generation.preview(velocity)) is not None:
                image.job.watch.show(image.cut_preview(pixels))
        except Exception as error:
            _log.warning("preview_failed", error=repr(error))

    def _finish(self, image: ActiveImage, generation: Generation) -> None:
        if (pixels := generation.decode()) is None:
            return
        self._working.pop(image.job.number)
        image.job.picture.set_result(image.cut(pixels))
        generation.close()

    def _end(self, job: ImageJob, error: Exception) -> None:
        """This image is over, without a picture."""
        if job in self._waiting:
            self._waiting.remove(job)
        image = self._working.pop(job.number, None)
        try:
            if image is not None and image.generation is not None:
                image.generation.close()
        finally:
            job.picture.set_exception(error)
