"""The verdict: asks every moderator in turn, says no with the service's codes, and counts.

Texts and pictures are never logged; a line names the moderator and the category.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING, Literal

import structlog

from wanstudio.database.connection import Connection, Database
from wanstudio.errors import (
    DataInspectionFailed,
    IPInfringementSuspect,
    ModeratorUnavailable,
    PictureRefused,
    RewrittenTextRefused,
    ServiceError,
)
from wanstudio.moderation.moderator import Finding, ModeratorDown, PictureModerator, TextModerator

if TYPE_CHECKING:
    from wanstudio.moderation.moderator import Pixels

Verdict = Literal["refused", "down, refused", "down, let through"]
Look = Callable[[], Awaitable[Finding | None]]
_log = structlog.get_logger(__name__)


class Inspection:
    """What both halves of a task ask; without moderators it lets everything through."""

    def __init__(
        self,
        texts: tuple[TextModerator, ...] = (),
        pictures: tuple[PictureModerator, ...] = (),
        *,
        when_down: Literal["refuse", "allow"] = "refuse",
    ) -> None:
        self._texts = texts
        self._pictures = pictures
        self._refuse_when_down = when_down == "refuse"
        self._counts: Counter[tuple[str, Verdict]] = Counter()

    @property
    def names(self) -> tuple[str, ...]:
        """What logs and metrics call the moderators."""
        texts = tuple(moderator.name for moderator in self._texts)
        return texts + tuple(moderator.name for moderator in self._pictures)

    def is_quick(self, text: str) -> bool:
        """Whether looking at `text` takes a few milliseconds at most: no other server is asked, and it is short."""
        return all(moderator.is_quick(text) for moderator in self._texts)

    @property
    def sees_pictures(self) -> bool:
        """Whether pictures are looked at: then nobody may see one before."""
        return bool(self._pictures)

    async def check_prompt(self, text: str) -> None:
        """Raise DataInspectionFailed, IPInfringementSuspect or ModeratorUnavailable if `text` may not pass."""
        await self._check_text(text, DataInspectionFailed)

    async def check_rewritten(self, text: str) -> None:
        """`check_prompt` for what a rewriter made of a prompt that passed; raises RewrittenTextRefused."""
        await self._check_text(text, RewrittenTextRefused)

    async def check_picture(self, pixels: "Pixels", desks: Executor) -> None:
        """Look at `pixels: [H, W, 3] uint8` on `desks`; raises PictureRefused or ModeratorUnavailable."""
        loop = asyncio.get_running_loop()
        for moderator in self._pictures:
            look = partial(loop.run_in_executor, desks, moderator.look, pixels)
            if await self._ask(moderator.name, look):
                raise PictureRefused

    async def _check_text(self, text: str, refused: type[ServiceError]) -> None:
        for moderator in self._texts:
            finding = await self._ask(moderator.name, partial(moderator.look, text))
            if finding:
                error = IPInfringementSuspect() if finding.kind == "infringing" else refused()
                error.add_note(f"{moderator.name}: {finding.category}")
                raise error

    async def _ask(self, name: str, look: Look) -> Finding | None:
        try:
            finding = await look()
        except Exception as error:
            self._go_without(name, error)
            return None
        if finding:
            self._counts[name, "refused"] += 1
            _log.info("refused", moderator=name, category=finding.category)
        return finding

    def _go_without(self, name: str, error: Exception) -> None:
        verdict: Verdict = "down, refused" if self._refuse_when_down else "down, let through"
        self._counts[name, verdict] += 1
        unforeseen = None if isinstance(error, ModeratorDown) else error
        _log.error("moderator_down", moderator=name, verdict=verdict, error=repr(error), exc_info=unforeseen)
        if self._refuse_when_down:
            raise ModeratorUnavailable from error

    async def flush(self, database: Database) -> None:
        """Write what was counted since the last flush; kept for the next one if that fails."""
        counts, self._counts = self._counts, Counter()
        if not counts:
            return

        async def work(tx: Connection) -> None:
            for (moderator, verdict), looks in sorted(counts.items()):
                await tx.row("moderation/add_looks", moderator=moderator, verdict=verdict, looks=looks)

        try:
            await database.write(work)
        except Exception:
            self._counts.update(counts)
            raise

    async def close(self) -> None:
        """Let go of the moderators' connections."""
        for moderator in self._texts:
            await moderator.close()
