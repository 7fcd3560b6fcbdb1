"""From what a chat model said to a prompt, or the reason why it is none. Pure rules on texts."""

import re

from wanstudio.prompt_extension.language import language_of, script_of
from wanstudio.prompt_extension.reading import shown_in
from wanstudio.prompt_extension.rewriter import NotRewritten

_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_OPENED_BEFORE = re.compile(r"^.*</(?:think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)
_NEVER_CLOSED = re.compile(r"<(?:think|thinking|reasoning)>.*$", re.DOTALL | re.IGNORECASE)
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
_REMARK = re.compile(
    r"\n+[\W_]*(?:(?:notes?|explanation|negative prompt)\s*[:：*]|let me know|feel free|i hope|hope this"
    r"|说明|备注|注[:：]|解释|希望|如果您|如果你|如需|负面提示词).*$",
    re.DOTALL | re.IGNORECASE,
)
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


def read_answer(answer: str, prompt: str, negative_prompt: str, limit: int) -> str:
    """The prompt in a model's answer; raises NotRewritten when there is none that can be painted."""
    text = _bare(answer)
    problem = _problem(text, prompt, negative_prompt, limit)
    if problem:
        raise NotRewritten(problem)
    return text


def _bare(answer: str) -> str:
    """An answer without thoughts, introductions, remarks, quotes and line breaks."""
    text = _NEVER_CLOSED.sub("", _OPENED_BEFORE.sub("", _THOUGHT.sub("", answer))).strip()
    text = _FENCE.sub("", text).strip()
    before = ""
    while text != before:
        before = text
        for label in _LABELS:
            text = label.sub("", text)
        text = _unquoted(_REMARK.sub("", text).strip())
    gap = "" if language_of(text) == "chinese" else " "
    return re.sub(r"[ \t]+", " ", re.sub(r"\s*\n\s*", gap, text))


def _unquoted(text: str) -> str:
    """`text` without the quotes around all of it; quotes within it stay."""
    for opened, closed in _QUOTES.items():
        inner = text[len(opened) : -len(closed)]
        if len(text) > len(opened + closed) and text.startswith(opened) and text.endswith(closed):
            return text if opened in inner or closed in inner else inner.strip()
    return text


def _problem(text: str, prompt: str, negative_prompt: str, limit: int) -> str:
    forbidden = (shown_in(text) - shown_in(prompt)) & shown_in(negative_prompt)
    problems = {
        "the answer is empty": not any(letter.isalnum() for letter in text),
        "the model refused": _REFUSAL.match(text) and not _REFUSAL.match(prompt),
        "the answer talks about the prompt": _PREAMBLE.match(text) and not _PREAMBLE.match(prompt),
        f"the answer has {len(text)} characters of {limit}": len(text) > limit,
        "the answer is in another language": not _same_language(text, prompt),
        "the answer shows what the negative prompt forbids": forbidden,
    }
    return next((problem for problem, present in problems.items() if present), "")


def _same_language(text: str, prompt: str) -> bool:
    """Languages of one script cannot be told apart here, unless one of them is English."""
    if not script_of(prompt):
        return True
    language = language_of(prompt)
    if language is not None:
        return language_of(text) == language
    return language_of(text) is None and script_of(text) == script_of(prompt)
