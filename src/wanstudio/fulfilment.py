"""The worker's half of a task: prepare, paint, deliver, settle."""

import asyncio
import time
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import structlog

from wanstudio.catalog.models import find_model
from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.database.connection import Database
from wanstudio.errors import InternalError, PaintingFailed, ServiceError
from wanstudio.finishing.finisher import Finisher
from wanstudio.finishing.provenance import Origin
from wanstudio.moderation.inspection import Inspection
from wanstudio.painting.painter import Canvas, Painter, Pixels, Watch
from wanstudio.painting.preview import as_data_url
from wanstudio.prompt_extension.rewriting import Rewriting
from wanstudio.readiness import Readiness
from wanstudio.service_settings.cache import SettingsCache
from wanstudio.settings import Settings
from wanstudio.settling import requeue, settle
from wanstudio.storage.objects import digest_of, object_key
from wanstudio.storage.uploads import PicturesAway, Uploads
from wanstudio.tasks.lifecycle import Ending, Outcome, Painted, Spoiled, State, Task, conclude
from wanstudio.tasks.recording import Notes, Recorder

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Progress:
    """When this worker's painter last got anywhere; a worker that stalls gives up its tasks."""

    painting: int = 0
    moved_at: float = 0.0

    def move(self) -> None:
        """Note that something was finished just now."""
        self.moved_at = time.monotonic()

    def stalled(self, limit_s: float) -> bool:
        """Whether something is being painted and nothing was finished for `limit_s` seconds."""
        return self.painting > 0 and time.monotonic() - self.moved_at > limit_s


@dataclass(frozen=True, slots=True)
class Atelier:
    """What the worker's half works with; made once a process."""

    worker: str
    database: Database
    settings: Settings
    settings_cache: SettingsCache
    uploads: Uploads
    painter: Painter
    rewriting: Rewriting
    inspection: Inspection
    finisher: Finisher
    brushes: Executor
    desks: Executor
    easels: asyncio.Semaphore
    progress: Progress
    recorder: Recorder
    readiness: Readiness

    @property
    def service(self) -> ServiceSettings:
        """What all processes agree on, as it is now."""
        return self.settings_cache.current

    async def write_counts(self) -> None:
        """Write the verdicts and rewritings counted since the last time."""
        await self.inspection.flush(self.database)
        await self.rewriting.flush(self.database)


async def fulfil(atelier: Atelier, task: Task) -> bool:
    """Take a claimed task to its end; False when somebody else has taken it over meanwhile, or is to."""
    try:
        ending = await _produce(atelier, task)
    except PicturesAway:
        await requeue(atelier, task)
        return False
    except Exception as error:
        _log.exception("task_broke", error=type(error).__name__)
        fault = InternalError()
        ending = Ending(State.FAILED, (), fault.code, fault.message)
    return await settle(atelier, task, ending)


async def _produce(atelier: Atelier, task: Task) -> Ending:
    """Paint and store what was ordered; how the task ends then."""
    assert task.order is not None
    try:
        prompt, rewritten = await prepare(atelier, task)
    except ServiceError as error:
        return conclude((Spoiled(error.code, error.message),) * task.order.n)
    with atelier.recorder.notes(task.task_id, task.attempt) as notes:
        images = [
            asyncio.create_task(_one_image(atelier, task, notes, index, prompt, rewritten))
            for index in range(task.order.n)
        ]
        try:
            outcomes = tuple(await asyncio.gather(*images))
        finally:
            for image in images:
                image.cancel()
    return conclude(outcomes)


async def prepare(atelier: Atelier, task: Task) -> tuple[str, str | None]:
    """The prompt to paint, and the same once more if it was rewritten and must be told.

    Raises RewriteFailed, RewrittenTextRefused, IPInfringementSuspect or ModeratorUnavailable.
    """
    order = task.order
    assert order is not None
    if not (order.prompt_extend and atelier.rewriting.on):
        return order.prompt, None
    model = find_model(order.model)
    limit = model.prompt_limit if model else len(order.prompt)
    rewritten = await atelier.rewriting.rewrite(order.prompt, order.negative_prompt, limit, order.seed)
    if rewritten != order.prompt:
        await atelier.inspection.check_rewritten(rewritten)
    return rewritten, rewritten


async def _one_image(
    atelier: Atelier, task: Task, notes: Notes, index: int, prompt: str, rewritten: str | None
) -> Outcome:
    order = task.order
    assert order is not None
    seed = order.seed_of(index)
    canvas = Canvas(
        order.model,
        prompt,
        order.negative_prompt,
        order.width,
        order.height,
        seed,
        account=task.account_id,
        task_id=task.task_id,
        index=index,
    )
    try:
        pixels = await paint(atelier, canvas, notes)
        notes.finish(index)
        await atelier.inspection.check_picture(pixels, atelier.desks)
        origin = Origin(task.task_id, index, task.region, order.model, order.prompt, seed)
        data = await finish(atelier, pixels, origin, watermark=order.watermark)
        key = object_key(task.task_id, task.attempt, index, atelier.database.now_ms(), digest_of(data))
        await atelier.uploads.put(key, data)
    except ServiceError as error:
        return Spoiled(error.code, error.message)
    except PicturesAway:
        raise
    except Exception as error:
        _log.exception("image_failed", task_id=task.task_id, image=index, error=type(error).__name__)
        fault = PaintingFailed()
        return Spoiled(fault.code, fault.message)
    atelier.progress.move()
    return Painted(key, seed, rewritten)


def _watch(atelier: Atelier, canvas: Canvas, notes: Notes | None) -> Watch:
    """What the painter tells: to the watchdog that it moves, to the notes how far it is."""
    if notes is None:
        return Watch(lambda _done, _of: atelier.progress.move())
    image = canvas.index

    def moved(done: int, of: int) -> None:
        atelier.progress.move()
        notes.step(image, done, of)

    if atelier.inspection.sees_pictures:
        return Watch(moved)
    return Watch(
        moved,
        wants=lambda: notes.wants_preview(image),
        shown=lambda pixels: notes.show(image, as_data_url(pixels)),
    )


async def paint(atelier: Atelier, canvas: Canvas, notes: Notes | None = None) -> Pixels:
    """Paint one canvas as soon as an easel is free; the painter learns when nobody wants it any more."""
    loop = asyncio.get_running_loop()
    watch = _watch(atelier, canvas, notes)
    async with atelier.easels:
        if not atelier.progress.painting:
            atelier.progress.move()
        atelier.progress.painting += 1
        try:
            return await loop.run_in_executor(atelier.brushes, atelier.painter.paint, canvas, watch)
        finally:
            watch.left.set()
            atelier.progress.painting -= 1
            atelier.progress.move()


async def finish(atelier: Atelier, pixels: Pixels, origin: Origin, *, watermark: bool) -> bytes:
    """The file a customer gets: watermarked if asked for, PNG, with its provenance."""
    work = partial(atelier.finisher.finish, pixels, origin, watermark=watermark)
    return await asyncio.get_running_loop().run_in_executor(atelier.desks, work)
