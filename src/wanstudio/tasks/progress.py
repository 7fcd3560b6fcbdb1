"""How far the images of running tasks have come, told only while somebody follows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from wanstudio.database.connection import Connection, Database, Row
from wanstudio.tasks.lifecycle import State
from wanstudio.tasks.queue import LANE

MOST_COUNTED = 1000
"""Places in the queue are counted so far; who stands behind that is told this number."""


@dataclass(frozen=True, slots=True)
class ImageProgress:
    """One image of a task under one attempt: `step` of `steps` are done. `image` counts from 0.

    `version` grows with each change of any image of the task. `preview` is a data: URL, if there is
    one, and `shown` the version that brought it.
    """

    image: int
    attempt: int
    version: int
    step: int
    steps: int
    preview: str | None = None
    shown: int = 0

    @property
    def moment(self) -> tuple[int, int]:
        """When it was so, in the order of attempts and changes."""
        return self.attempt, self.version


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a followed task.

    `before` is how many tasks are waiting before it, None once it was begun. `images` may hold some of
    an earlier attempt.
    """

    state: State
    attempt: int
    n: int
    before: int | None
    images: tuple[ImageProgress, ...] = ()

    @property
    def latest(self) -> tuple[int, int]:
        """The moment of the last change that is known."""
        return max((image.moment for image in self.images), default=(0, 0))


async def watch(database: Database, task_ids: Iterable[str], *, lasting_ms: int) -> None:
    """From now on, and for so long, somebody follows these tasks. Watches that are over are forgotten."""

    async def work(tx: Connection) -> None:
        await tx.row("tasks/forget_watches")
        for task_id in sorted(task_ids):
            await tx.row("tasks/watch", task_id=task_id, lasting_ms=lasting_ms)

    await database.write(work)


async def watched_among(database: Database, task_ids: Iterable[str]) -> set[str]:
    """Which of these tasks somebody follows."""
    text = _json(sorted(task_ids))

    async def work(tx: Connection) -> set[str]:
        return {row["task_id"] for row in await tx.rows("tasks/watched_among", task_ids=text)}

    return await database.read(work)


async def write_progress(database: Database, changed: Iterable[tuple[str, ImageProgress]]) -> None:
    """Write what has changed, in one transaction; an older attempt overwrites nothing."""
    ordered = sorted(changed, key=lambda one: (one[0], one[1].image))

    async def work(tx: Connection) -> None:
        for task_id, image in ordered:
            await tx.row(
                "tasks/write_progress",
                task_id=task_id,
                image=image.image,
                attempt=image.attempt,
                version=image.version,
                step=image.step,
                steps=image.steps,
                preview=image.preview,
                shown=image.shown,
            )

    await database.write(work)


async def read_standings(
    database: Database, known: Mapping[str, Standing | None]
) -> dict[str, Standing | None]:
    """How these tasks stand, by what was known of each before; None for one that there is not."""
    seen = [[task_id, *(standing.latest if standing else (0, 0))] for task_id, standing in known.items()]
    ids, since = _json(list(known)), _json(seen)

    async def work(tx: Connection) -> tuple[list[Row], list[Row]]:
        standings = await tx.rows("tasks/standings_of", task_ids=ids, lane=LANE, most=MOST_COUNTED)
        return standings, await tx.rows("tasks/progress_since", known=since)

    standings, progress = await database.read(work)
    images = {task_id: _images(standing) for task_id, standing in known.items()}
    for row in progress:
        images[row["task_id"]][row["image"]] = _read_image(row)
    found = {row["task_id"]: _read_standing(row, images[row["task_id"]]) for row in standings}
    return {task_id: found.get(task_id) for task_id in known}


async def forget_progress(tx: Connection) -> None:
    """Forget how far tasks had come that have ended, and watches that are over."""
    await tx.row("tasks/forget_progress")
    await tx.row("tasks/forget_watches")


def _images(standing: Standing | None) -> dict[int, ImageProgress]:
    return {image.image: image for image in standing.images} if standing else {}


def _read_image(row: Row) -> ImageProgress:
    names = ("image", "attempt", "version", "step", "steps", "preview", "shown")
    return ImageProgress(**{name: row[name] for name in names})


def _read_standing(row: Row, images: Mapping[int, ImageProgress]) -> Standing:
    before = None if row["before"] is None else min(row["before"], MOST_COUNTED)
    state = State(row["state"])
    return Standing(state, row["attempt"], row["images"], before, tuple(images.values()))


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
