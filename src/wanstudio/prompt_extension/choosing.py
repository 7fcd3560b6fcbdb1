"""From the operator's setting to a rewriter."""

from typing import Literal

from wanstudio.prompt_extension.builtin import BuiltinRewriter
from wanstudio.prompt_extension.rewriter import Rewriter


def open_rewriter(choice: Literal["builtin", "off"]) -> Rewriter | None:
    """The rewriter of that name; None when prompts are never rewritten."""
    return BuiltinRewriter() if choice == "builtin" else None
