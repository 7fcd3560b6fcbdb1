"""The seam of prompt rewriting: what a customer wrote goes in, what is painted comes out."""

from typing import Protocol


class Rewriter(Protocol):
    """Makes a short prompt say more. The same question has the same answer."""

    name: str

    async def rewrite(self, prompt: str, negative_prompt: str, limit: int, seed: int) -> str:
        """Return a prompt of at most `limit` characters that means the same and says more.

        Nothing that `negative_prompt` names is added.
        """
        ...
