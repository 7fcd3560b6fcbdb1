"""Texts that are hard on patterns: one piece of every class of characters and of every marker, again and again."""

import random
import string
from collections.abc import Iterator

LETTERS = (*"aAzé1²½ßǅİΣаا한中", "ｆ", "①", "𝓷")
SPACES = (" ", "\t", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\xa0", "\u2028", "\u3000")
SIGNS = (*string.punctuation, *"、，。！：；？“”‘’「」《》·…€")
UNSEEN = ("\x00", "\x1b", "\u200b", "\u200d", "\u202e", "\ufeff", "\ufe0f", "\u0301", "\u0345", "\u20dd")
# One character that becomes several: signs, letters, eighteen letters and spaces.
COMPATIBILITY = ("\u203c", "\u2049", "\u3316", "\u33ff", "\ufdfa", "\ufb03", "\u3358", "\u1e9b\u0323")
PICTURES = ("🚗", "👨\u200d👩", "🇨🇳")
MARKERS = (
    "<think>", "</think>", "<think></think>", "<think>a", "<reasoning>", "</", "://", "a://", "a://b:", "a://b:c@", "sk-", "sk-abcd", "whsec_",
    "bearer ", "authorization:", "authorization ", "&signature=", "```", "```\n", "**", "safe ", "unsafe ", "s1 ", "Sure:", "Sure, ",
    "Here is the prompt:", "Here is ", "prompt ", "prompt:", "提示词：", "note:", "\nnote", "\n-", "\n_", "\n ", "\n好", "a\n", " \n", "I can't ",
    "a!", "!a", "a*", "*a", "a**", "**a", "a-", "-a", "a_", "a1", "1a", "1,", "1 a", "a ", "ab ", "po ", "po-", "a b-", "aB", "abcAbc", "aaab",
    "十", "岁", "十岁", "一岁", "十七岁", "猫和狗", "猫上", "猫在狗上", "两只", "红", "cat ", "cats", "cat and dog ", "a cat on a dog ",
    "cat left of a dog ", "no cat ", "no ", "red ", "it's ", "l'", "a.", "a. ", "[a]", "a\n[", "#", "en,", "en;q=1,", "1-", "-end", "%41=%42&",
    "a=b&", "&amp;", "&#38;", "&notin", "\\u4e2d", '"a",', "[],", "{},", '"', "size must be ", " and ", " of ", "to ", "a.a.", "@a", "/a", "0*", "1*1",
)  # fmt: skip
PLAIN = (*LETTERS, *UNSEEN, *COMPATIBILITY, *PICTURES)
FRAMED = (*SPACES, *SIGNS, *MARKERS)
_FRAMES = (("", ""), ("a", "b@"), ("Sure, <think>", ":"), ('{"input":"', '"}'))


def shapes(length: int) -> Iterator[tuple[str, str]]:
    """Every shape in so many characters, with a name to repeat it by."""
    for piece in (*PLAIN, *FRAMED):
        for before, after in _FRAMES if piece in FRAMED else _FRAMES[:1]:
            room = length - len(before) - len(after)
            text = before + (piece * (room // len(piece) + 1))[:room] + after
            yield f"{before}{piece!r} again and again{after}", text
    for letters in (
        "ab*!1 ",
        string.ascii_lowercase + "-*",
        string.ascii_lowercase + " ",
        "一二十岁猫狗红上在 ",
    ):
        # No word twice: what is remembered of others does not help.
        yield f"any of {letters!r}", "".join(random.Random(length).choices(letters, k=length))
