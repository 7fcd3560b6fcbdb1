"""What a worker notes of its pictures while they are painted, and writes down for tasks that are followed.

Notes are taken on the threads that paint and never wait for the store.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import structlog

from wanstudio.database.connection import Database
from wanstudio.tasks.progress import ImageProgress, watched_among, write_progress

ROUND_SECONDS = 0.3
PREVIEW_SECONDS = 0.5
_log = structlog.get_logger(__name__)


class Notes:
    """How far the images of one task have come under one attempt. Any thread may note."""

    def __init__(self, task_id: str, attempt: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.task_id = task_id
        self.watched = False
        self._attempt = attempt
        self._clock = clock
        self._lock = threading.Lock()
        self._version = 0
        self._images: dict[int, ImageProgress] = {}
        self._written: dict[int, int] = {}
        self._shown_at: dict[int, float] = {}

    def step(self, image: int, done: int, of: int) -> None:
        """Note that so many of so many steps of an image are done."""
        with self._lock:
            self._change(image, step=done, steps=of)

    def finish(self, image: int) -> None:
        """Note that an image is painted, even by a painter that told no steps."""
        with self._lock:
            noted = self._images.get(image)
            of = noted.steps if noted and noted.steps else 1
            self._change(image, step=of, steps=of)

    def wants_preview(self, image: int) -> bool:
        """Whether somebody would see a preview now, and has not just seen one."""
        return self.watched and self._clock() - self._shown_at.get(image, float("-inf")) >= PREVIEW_SECONDS

    def show(self, image: int, preview: str) -> None:
        """Note what an image looks like so far, as a data: URL."""
        with self._lock:
            self._shown_at[image] = self._clock()
            self._change(image, preview=preview, shown=self._version + 1)

    def _change(self, image: int, **changed: object) -> None:
        self._version += 1
        noted = self._images.get(image) or ImageProgress(image, self._attempt, 0, 0, 0)
        self._images[image] = replace(noted, version=self._version, **changed)  # type: ignore[arg-type]

    def unwritten(self) -> list[ImageProgress]:
        """The images that have changed since they were last written."""
        with self._lock:
            images = list(self._images.values())
        return [each for each in images if each.version > self._written.get(each.image, 0)]

    def mark_written(self, image: ImageProgress) -> None:
        """Take note that this much is in the store."""
        self._written[image.image] = image.version


class Recorder:
    """The notes of all tasks that a worker has in hand. One read a round while it has any; a write if one is followed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: list[Notes] = []

    @contextmanager
    def notes(self, task_id: str, attempt: int) -> Iterator[Notes]:
        """Notes of one task, written down as long as the block lasts."""
        opened = Notes(task_id, attempt)
        self._open.append(opened)
        try:
            yield opened
        finally:
            self._open.remove(opened)

    async def run(self) -> None:
        """Write rounds for ever; what goes wrong with one is logged, and the next writes it."""
        while True:
            await asyncio.sleep(ROUND_SECONDS)
            try:
                await self.write()
            except Exception as error:
                _log.warning("progress_not_written", error=repr(error))

    async def write(self) -> None:
        """One round: ask which tasks are followed, and write what has changed of these."""
        held = list(self._open)
        if not held:
            return
        watched = await watched_among(self._database, [notes.task_id for notes in held])
        for notes in held:
            notes.watched = notes.task_id in watched
        changed = [(notes, image) for notes in held if notes.watched for image in notes.unwritten()]
        if not changed:
            return
        await write_progress(self._database, [(notes.task_id, image) for notes, image in changed])
        for notes, image in changed:
            notes.mark_written(image)
