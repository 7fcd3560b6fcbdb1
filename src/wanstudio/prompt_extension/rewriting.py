"""What the worker's half asks: rewritten if that can be had, as the customer wrote it if not, and counted.

Prompts, answers and keys are never logged; a line names the rewriter and the reason.
"""

from collections import Counter
from typing import Literal

import structlog

from wanstudio.database.connection import Connection, Database
from wanstudio.errors import RewriteFailed
from wanstudio.prompt_extension.rewriter import NotRewritten, Rewriter

Outcome = Literal["rewritten", "unchanged", "failed"]
_log = structlog.get_logger(__name__)


class Rewriting:
    """A rewriter and what happens when it fails; without one, prompts are never rewritten."""

    def __init__(self, rewriter: Rewriter | None = None, *, strict: bool = False) -> None:
        self._rewriter = rewriter
        self._strict = strict
        self._counts: Counter[Outcome] = Counter()

    @property
    def on(self) -> bool:
        """Whether prompts are rewritten at all."""
        return self._rewriter is not None

    @property
    def ahead(self) -> int:
        """How many prompts beyond those at hand should be rewritten at once."""
        return self._rewriter.ahead if self._rewriter else 0

    async def rewrite(self, prompt: str, negative_prompt: str, limit: int, seed: int) -> str:
        """The prompt to paint, at most `limit` characters if it was rewritten.

        Raises RewriteFailed when rewriting fails and the operator wants no task to go on without.
        """
        if self._rewriter is None:
            return prompt
        try:
            rewritten = await self._rewriter.rewrite(prompt, negative_prompt, limit, seed)
        except Exception as error:
            self._note(self._rewriter.name, error)
            if self._strict:
                raise RewriteFailed from error
            return prompt
        self._counts["unchanged" if rewritten == prompt else "rewritten"] += 1
        return rewritten

    def _note(self, name: str, error: Exception) -> None:
        self._counts["failed"] += 1
        unforeseen = None if isinstance(error, NotRewritten) else error
        reason = str(error) if isinstance(error, NotRewritten) else type(error).__name__
        _log.warning(
            "prompt_not_rewritten", rewriter=name, reason=reason, strict=self._strict, exc_info=unforeseen
        )

    async def flush(self, database: Database) -> None:
        """Write what was counted since the last flush; kept for the next one if that fails."""
        counts, self._counts = self._counts, Counter()
        if not counts or self._rewriter is None:
            return
        name = self._rewriter.name

        async def work(tx: Connection) -> None:
            for outcome, prompts in sorted(counts.items()):
                await tx.row("prompt_extension/add_prompts", rewriter=name, outcome=outcome, prompts=prompts)

        try:
            await database.write(work)
        except Exception:
            self._counts.update(counts)
            raise

    async def close(self) -> None:
        """Let go of the rewriter's connections."""
        if self._rewriter:
            await self._rewriter.close()
