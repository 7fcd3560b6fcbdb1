"""The seam of prompt rewriting: what a customer wrote goes in, what is painted comes out."""

from typing import Protocol


class NotRewritten(Exception):
    """A rewriter gave nothing that can be painted. The reason quotes neither prompt nor answer nor key.

    `lasting` if asking again would have the same end.
    """

    def __init__(self, reason: str, *, lasting: bool = False) -> None:
        super().__init__(reason)
        self.lasting = lasting


class Rewriter(Protocol):
    """Makes a short prompt say more.

    `name` is what logs and metrics call it. `ahead` is how many prompts beyond those at hand a worker
    should have it rewrite at once, so that the painter need not wait for it.
    """

    name: str
    ahead: int

    async def rewrite(self, prompt: str, negative_prompt: str, limit: int, seed: int) -> str:
        """Return a prompt of at most `limit` characters that means the same and says more.

        Nothing that `negative_prompt` names is added. Raises NotRewritten.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
