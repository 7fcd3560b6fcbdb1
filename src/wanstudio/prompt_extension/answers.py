"""From what a chat model said to a prompt, or the reason why it is none. Pure rules on texts."""

import re

from wanstudio.prompt_extension.language import language_of, script_of
from wanstudio.prompt_extension.reading import affirmed_in, denied_in, forbidden_by
from wanstudio.prompt_extension.rewriter import NotRewritten
from wanstudio.upstream import without_thoughts

_FENCE = re.compile(r"^```\w*\n|\n?```$")
_ASSENT = r"(?:(?:sure|certainly|of course|absolutely|okay|ok|alright|got it|no problem)(?![a-z-])|好的|当然|没问题)"
_ABOUT_IT = r"(?:prompt|version|description|rewrit|enhanc|提示词|提示语|改写|优化|润色|扩写|版本|描述)"
_POINTING = r"(?:here(?:'s|’s| is| are)|below is|以下是|以下为|下面是|这是|这里是|根据)"
_MANNER = r"(?:rewritten|enhanced|improved|expanded|revised|optimi[sz]ed|refined|final)"
_LABELS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_ASSENT}[^\n:：]{{0,100}}[:：][*\s]*",
        rf"^{_POINTING}[^\n:：]{{0,60}}{_ABOUT_IT}[^\n:：]{{0,60}}[:：][*\s]*",
        rf"^[*#\s]*(?:{_MANNER}\s+)?prompt[*\s]*[:：][*\s]*",
        r"^[*#\s]*(?:(?:改写|优化|润色|扩写|最终)后?的?)?(?:提示词|提示语|结果)(?:如下)?[*\s]*[:：][*\s]*",
    )
)
_PREAMBLE = re.compile(
    rf"^{_ASSENT}\s*[,.!，。！]|^{_POINTING} ?(?:the|a|an|your|my|您的|你的)?[^.。]{{0,40}}{_ABOUT_IT}",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"^(?:i['’]?m (?:really |very |so )?(?:sorry|unable|afraid)|(?:i am|we are) (?:sorry|unable|not able)|sorry\b"
    r"|i (?:can['’]?t|can ?not|won['’]?t|will not|do not|don['’]?t) |i must decline|unfortunately"
    r"|as an ai|as a language model|my apologies|i apologi[sz]e"
    r"|(?:很|非常)?(?:抱歉|遗憾)|对不起|不好意思|我(?:无法|不能|不可以|没办法)|作为(?:一个|一名)?(?:ai|人工智能|语言模型)|无法(?:协助|提供|改写|生成))",
    re.IGNORECASE,
)
# From the first sign after a word, so that no run of signs is looked through twice.
_REMARK = re.compile(
    r"(?<![\W_])(?P<signs>[\W_]++)(?:(?:notes?|explanation|negative prompt)\s*[:：*]|let me know|feel free|i hope|hope this"
    r"|说明|备注|注[:：]|解释|希望|如果您|如果你|如需|负面提示词)",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")
_MOST_ROUNDS = 4
_QUOTES = {
    '"': '"',
    "'": "'",
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "`": "`",
    "**": "**",
    "*": "*",
}


# No store, file or tokenizer takes these: control characters but white space, halves of a pair, and what stands for one.
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffd]")


def read_answer(answer: str, prompt: str, negative_prompt: str, limit: int) -> str:
    """The prompt in a model's answer; raises NotRewritten when there is none that can be painted."""
    text = _bare(answer, limit)
    problem = _problem(text, prompt, negative_prompt, limit)
    if problem:
        raise NotRewritten(problem)
    return text


def _bare(answer: str, limit: int) -> str:
    """An answer without thoughts, introductions, remarks, quotes and line breaks.

    Cut before any pattern looks at it, but to more than can be painted: what stands around the prompt goes.
    """
    text = _SPACE.sub(_folded, without_thoughts(_NO_TEXT.sub("", answer)).strip()[: 8 * limit])[: 4 * limit]
    text = _FENCE.sub("", text).strip()
    for _ in range(_MOST_ROUNDS):
        before = text
        for label in _LABELS:
            found = label.match(text)
            text = text[found.end() :] if found else text
        text = _unquoted(_without_remark(text).strip())
        if text == before:
            break
    return text.replace("\n", "" if language_of(text) == "chinese" else " ")


def _folded(run: re.Match[str]) -> str:
    """A run of white space as one line break or one space."""
    return "\n" if "\n" in run[0] else " "


def _without_remark(text: str) -> str:
    """`text` up to the line that begins with a remark about it."""
    for found in _REMARK.finditer(text):
        line = text.find("\n", found.start("signs"), found.end("signs"))
        if line >= 0:
            return text[:line]
    return text


def _unquoted(text: str) -> str:
    """`text` without the quotes around all of it; quotes within it stay."""
    for opened, closed in _QUOTES.items():
        inner = text[len(opened) : -len(closed)]
        if len(text) > len(opened + closed) and text.startswith(opened) and text.endswith(closed):
            return text if opened in inner or closed in inner else inner.strip()
    return text


def _problem(text: str, prompt: str, negative_prompt: str, limit: int) -> str:
    """Why `text` cannot be painted; empty if it can. What is too long is looked at no further."""
    if not any(letter.isalnum() for letter in text):
        return "the answer is empty"
    if len(text) > limit:
        return f"the answer has more than {limit} characters"
    if _REFUSAL.match(text) and not _REFUSAL.match(prompt):
        return "the model refused"
    if _PREAMBLE.match(text) and not _PREAMBLE.match(prompt):
        return "the answer talks about the prompt"
    return _departure(text, prompt, negative_prompt)


def _departure(text: str, prompt: str, negative_prompt: str) -> str:
    """How `text` is another picture than was asked for; empty if it is not."""
    if not _same_language(text, prompt):
        return "the answer is in another language"
    added = affirmed_in(text) - affirmed_in(prompt)
    if added & (forbidden_by(negative_prompt) | denied_in(prompt)):
        return "the answer shows what the prompt or its negative prompt forbids"
    return ""


def _same_language(text: str, prompt: str) -> bool:
    """Languages of one script cannot be told apart here, unless one of them is English."""
    if not script_of(prompt):
        return True
    language = language_of(prompt)
    if language is not None:
        return language_of(text) == language
    return language_of(text) is None and script_of(text) == script_of(prompt)
