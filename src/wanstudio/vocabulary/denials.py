"""What a text denies: `no cats and dogs` and `没有狗和猫` name two things that must not be seen.

A denial reaches what stands directly after it and goes on through the list that this opens. A trait is denied of one
thing, not of all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from wanstudio.vocabulary.lexicon import plain, read
from wanstudio.vocabulary.mark import TRAITS, WORLD, Mark

SHOWN = ("thing", *TRAITS, *WORLD)
_LONGEST_GAP = 60
"""How many letters may stand between a denial and what it denies: no time grows with the text's length."""

_SMALL = (
    r"(?:a|an|the|any|some|other|others|more|one|single|many|much|visible|further|additional|longer|real|actual|"
    r"kind|kinds|sort|sorts|of|even|signs?|traces?|at|all|that|such)"
)
_VERB = (
    r"(?:show|showing|draw|drawing|paint|painting|include|including|add|adding|put|have|having|has|contain|containing|"
    r"wear|wearing|hold|holding|carry|carrying|depict|use|using|want|need|like|see|be|been|get|got|ever|to|render|feature|place|make)"
)
_OTHER = (
    r"(?!(?:a|an|the|this|that|it|its|is|are|was|in|on|at|with|of|for|from|by|to|only|just|but|there|how|what|which|"
    r"who|when|where|while|then|than|as|so|if|because|ordinary|mere|less|fewer|nonsense|doubt|wonder|matter|and|or|nor|"
    r"has|have|far|one|two|three|many|several|instead)\b)[a-z][a-z']*"
)
_HAN_SMALL = (
    r"(?:任何|其他|其它|别的|多余的?|额外的?|太多|[一半两三四五六七八九十几]?[个只条匹辆座朵棵艘架间栋颗枚本把盏位名株束片张头群丝点]|"
    r"在?(?:图|画面|图片|照片)[里中上]?|什么|出现|看到|包含|添加|加入|画上?|带着?|戴着?|穿着?|拿着?|打着?|撑着?|有|在|是|着|所有)"
)
_HAN_OTHER = r"(?:(?![和与及或跟]|以及|或者)[\u4e00-\u9fff]){1,8}"
_AND = r"(?:and\b|or\b|nor\b|&|/|以及|或者|及|和|与|或|跟|、)"
_SEPARATOR = rf"(?:[,、]\s*{_AND}|{_AND}|,)"

_MEMBER = rf"(?:{_OTHER}(?:\s+{_OTHER}){{0,2}}|{_HAN_OTHER})"
_MEMBERS = rf"{_MEMBER}\s*(?:{_SEPARATOR}\s*{_MEMBER}\s*)*(?P<last>{_SEPARATOR})\s*"
"""What this vocabulary does not know may be on the list: no text, signs or people."""

_LEAD = re.compile(
    rf"[\s-]*(?P<small>(?:{_SMALL}\s+|{_VERB}\s+|{_HAN_SMALL})*)(?P<other>(?:{_OTHER}\s+){{0,2}})\s*"
)
_FIRST_LIST = re.compile(rf"\s*(?:{_SMALL}\s+|{_VERB}\s+|{_HAN_SMALL})*{_MEMBERS}")
_LIST = re.compile(rf"\s*{_SEPARATOR}\s*{_MEMBERS}")
_LINK = re.compile(rf"\s*(?P<last>{_SEPARATOR})\s*")
_ADJACENT = re.compile(r"\s*的?\s*")
_TRAIT_LIST = re.compile(r"\s*(?:or|and|/|或|和|与)\s*")
_ADJECTIVE = re.compile(rf"\s+(?:{_OTHER}\s+)?|\s*的?\s*")
_CONTRAST = re.compile(r"\s*,?\s*(?:but\b|而是)")
_ONE = re.compile(r"[一半][个只条匹辆座朵棵艘架间栋颗枚本把盏位名株束片张头丝点]|任何|什么")
_NONE_AT_ALL = re.compile(
    r"(?:都|也)(?:没有|没|不要|不见|看不见|看不到|不能有|不许有)(?=$|[,.;:!?、\n\s的了])"
)
_FREE = re.compile(r"-free(?![a-z])")


_VERBS = re.compile(rf"\b{_VERB}\s")
_OR = ("or", ",or", "nor", ",nor", "或", "或者", "以及", "、", "/")
_AT_ONCE = ("无", "没", "毫无", "neither", "nor")
_How = Literal["no", "not", "trait"]


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing that is denied: what of it, and where the search goes on."""

    denied: tuple[Mark, ...]
    after: int
    kept: bool = False  # the last mark is a thing that stays
    joined: str = ""  # what joins it to the list before it


def told(text: str) -> list[Mark]:
    """The known words of a text; what it denies as such marks (`denied`, `shunned`, `never`), in its place.

    A man without a hat does not take the hat off a woman with a hat.
    """
    marks = list(_told(plain(text), list(read(text))))
    borne = _borne(marks)
    return [mark for mark in marks if mark.part != "denied" or mark.value not in borne]


def _borne(marks: list[Mark]) -> set[str]:
    """The kinds that something is said to have."""
    kinds, within = set(), False
    for mark in marks:
        if within and mark.part == "thing":
            kinds.add(mark.value)
        within = (mark.part == "break" and mark.value == "with") or (
            within and mark.part in ("count", *TRAITS)
        )
    return kinds


def _told(text: str, marks: list[Mark]) -> Iterator[Mark]:
    at = 0
    while at < len(marks):
        mark = marks[at]
        if mark.part == "deny":
            denied, at = _denial(text, marks, at)
            yield from denied
            continue
        free = mark.part in SHOWN and (_FREE.match(text, mark.end) or _not_even_one(text, mark))
        yield replace(mark, part="denied") if free else mark
        at += 1


def _not_even_one(text: str, mark: Mark) -> bool:
    """Whether it is denied afterwards: 一个人也没有."""
    before = text[max(0, mark.start - 3) : mark.start]
    return mark.chinese and bool(_NONE_AT_ALL.match(text, mark.end)) and bool(_ONE.search(before))


def _denial(text: str, marks: list[Mark], at: int) -> tuple[list[Mark], int]:
    """What the word at `at` denies, and the first mark after all of it."""
    deny = marks[at]
    first = _first(text, marks, at)
    if first is None:
        return [], at + 1
    denied: list[Mark] = []
    waiting, reach, after = list(first.denied), first.after, at + 1
    if first.joined != ",":
        denied, waiting, after = waiting, [], reach
    if first.kept or first.denied[-1].of == "last":
        return denied, after
    while (item := _next(text, marks, reach)) is not None:
        waiting += item.denied
        reach = item.after
        if _closes(item.joined, deny, text, known=first.joined != ","):
            denied, waiting, after = [*denied, *waiting], [], reach
    return denied, after


def _closes(joined: str, deny: Mark, text: str, *, known: bool) -> bool:
    """Whether what joins a thing to a list shows that all before it is of the list; a mere comma never does."""
    if joined == ",":
        return False
    if joined in _OR or joined.startswith((",", "、")) or text[deny.start : deny.end] == "without":
        return True
    return known


def _first(text: str, marks: list[Mark], at: int) -> _Item | None:
    """The first thing that is denied; None if what stands after the denial is something else."""
    deny = marks[at]
    to = _next_shown(marks, at + 1)
    if to is None or marks[to].start - deny.end > _LONGEST_GAP:
        return None
    gap = text[deny.end : marks[to].start]
    strong, word = deny.value == "no", text[deny.start : deny.end]
    if gap.startswith("-") and word != "non":
        return None
    members = _FIRST_LIST.fullmatch(gap) if strong and word not in _AT_ONCE else None
    lead = _LEAD.fullmatch("" if members else gap)
    if lead is None or (lead["other"] and not strong) or (word in ("无", "非") and gap.strip()):
        return None
    how: _How = "no" if strong or _VERBS.search(lead["small"]) else "not"
    if word.startswith("except") or word == "非" or _is_relative(text, deny, marks[to]):
        how = "trait"
    item = _item(text, marks, to, deny, how, qualified=bool(lead["other"]))
    return replace(item, joined=members["last"].replace(" ", "")) if item and members else item


def _is_relative(text: str, deny: Mark, first: Mark) -> bool:
    """Whether a Chinese denial says of the next thing what it does not do: 没有笑的女孩."""
    doing = first.chinese and first.part in ("pose", "expression")
    return doing and text[deny.start : deny.end] in ("没有", "没") and text[first.end : first.end + 1] == "的"


def _next_shown(marks: list[Mark], at: int) -> int | None:
    """The next mark of something to be seen, with no other denial before it."""
    while at < len(marks) and marks[at].part not in SHOWN:
        part, value = marks[at].part, marks[at].value
        if part in ("deny", "denied") or (part == "stop" and value not in (",", "、")):
            return None
        at += 1
    return at if at < len(marks) else None


def _item(
    text: str, marks: list[Mark], to: int, deny: Mark, how: _How, *, qualified: bool = False
) -> _Item | None:
    """What is denied from `to` on: a thing, a thing with its traits, or traits alone."""
    run = _run(text, marks, to)
    head, traits = run[-1], [mark for mark in run if mark.part in TRAITS]
    after = to + len(run)
    if head.part in TRAITS:
        return _Item(tuple(replace(mark, part="never", of="last") for mark in traits), _skip(marks, to, run))
    after = _skip(marks, to, run)
    if how == "trait":
        if not traits:
            return None
        return _Item((*(replace(mark, part="never", of="next") for mark in traits), head), after, kept=True)
    if how == "not" and traits and _is_attribute(text, deny, marks[to], head):
        return _Item((*(replace(mark, part="never", of="next") for mark in traits), head), after, kept=True)
    if len(run) == 1 and not qualified:
        return _Item((replace(head, part="denied"),), after)
    of_it = (
        tuple(replace(mark, part="never", of=head.value) for mark in traits) if head.part == "thing" else ()
    )
    return _Item((replace(head, part="shunned"), *of_it), after)


def _skip(marks: list[Mark], to: int, run: list[Mark]) -> int:
    """The first mark after the last of a run."""
    while marks[to] is not run[-1]:
        to += 1
    return to + 1


def _is_attribute(text: str, deny: Mark, first: Mark, head: Mark) -> bool:
    """Whether `not` stands between the article and the thing: a not white dog, 一只不是白色的狗."""
    if text[deny.end : first.start].strip(" -") or _CONTRAST.match(text, head.end):
        return False
    before = text[max(0, deny.start - 8) : deny.start]
    return (
        deny.chinese or text[deny.start : deny.end] == "non" or bool(re.search(r"\b(?:a|an|the)\s+$", before))
    )


def _run(text: str, marks: list[Mark], to: int) -> list[Mark]:
    """A word of something to be seen with those that say what sort of it is meant: red sports cars, street lamps."""
    run, at = [marks[to]], to
    while True:
        last = run[-1]
        after = at + 1
        while after < len(marks) and marks[after].part in ("break", "aside") and last.part in TRAITS:
            after += 1
        if after >= len(marks) or marks[after].part not in SHOWN:
            return run
        mark, gap = marks[after], text[last.end : marks[after].start]
        if len(gap) > _LONGEST_GAP or not _belongs(last, mark, gap):
            return run
        run.append(mark)
        at = after


def _belongs(last: Mark, mark: Mark, gap: str) -> bool:
    if last.part in TRAITS and mark.part in TRAITS:
        return bool(_ADJACENT.fullmatch(gap) or _TRAIT_LIST.fullmatch(gap))
    if last.part in TRAITS:
        return mark.part == "thing" and bool(_ADJECTIVE.fullmatch(gap))
    if last.chinese:
        return last.part == "mood" and mark.part == "thing" and bool(_ADJACENT.fullmatch(gap))
    return mark.part == "thing" and not last.plural and gap.isspace()


def _next(text: str, marks: list[Mark], at: int) -> _Item | None:
    """The next thing of a list that is denied."""
    to = _next_shown(marks, at)
    if to is None or marks[to].start - marks[at - 1].end > _LONGEST_GAP:
        return None
    gap = text[marks[at - 1].end : marks[to].start]
    link = _LIST.match(gap) or _LINK.match(gap)
    if link is None:
        return None
    rest, joined = gap[link.end() :], link["last"].replace(" ", "")
    either = joined in _OR
    if (rest.strip() and not either) or not _LEAD.fullmatch(rest):
        return None
    if marks[to].part in TRAITS and not either:
        return None
    item = _item(text, marks, to, marks[at - 1], "no")
    if item is None or item.denied[-1].of == "last":
        return None
    return replace(item, joined=joined)
