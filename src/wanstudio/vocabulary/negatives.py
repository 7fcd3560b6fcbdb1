"""What a negative prompt denies: a known word that is a whole term of it, and no word inside a longer phrase."""

import re
from dataclasses import replace

from wanstudio.vocabulary.denials import SHOWN, told
from wanstudio.vocabulary.lexicon import plain, read
from wanstudio.vocabulary.mark import TRAITS, Mark

_WEIGHT = re.compile(r"[:：]{1,2}\s*-?\d+(?:\.\d+)?")
_BETWEEN = re.compile(r"[,.;:!?\n、|/()\[\]{}<>\"“”+]+|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_AND = re.compile(r"\s+(?:and|or|nor|&)\s+|(?<=[\u4e00-\u9fff])(?:以及|或者|和|与|或|及)(?=[\u4e00-\u9fff])")
_SINGLE_COLOURING = re.compile(r"black[\s-]and[\s-]white\b.*|黑白.*|b&w.*")
_LITTLE = (
    r"(?:a|an|the|any|all|some|no|not|without|visible|in|on|at|by|of|with|too|much)\b|"
    r"任何|所有|出现|不要|没有|有|在|的|里|中|上|\s"
)
_OF_SOME = (
    r"(?:bad|worst|low|poor|ugly|blurry|blurred|deformed|distorted|disfigured|malformed|mutated|broken|messy|dirty|"
    r"scary|creepy|weird|wrong|unrealistic|fake|poorly|badly|drawn|rendered|quality|resolution|res|looking|cropped|"
    r"oversaturated|overexposed|underexposed|faded|noisy|grainy|extra|other|more|multiple|additional|unwanted|random|"
    r"another|duplicate|cloned|different)\b-?|"
    r"丑陋|低质量|低画质|最差|质量|模糊|畸形|变形|扭曲|残缺|破损|损坏|褪色|脏乱|杂乱|画得不好|诡异|恐怖|多余|其他|额外|重复|不同"
)
_ALL = re.compile(rf"(?:{_LITTLE})*")
_SOME = re.compile(rf"(?:{_LITTLE}|{_OF_SOME})*")


def denied_by(negative_prompt: str) -> list[Mark]:
    """What a negative prompt denies, as marks: `denied` everywhere, `shunned` as an ornament, `never` a trait."""
    text = _WEIGHT.sub(" ", plain(negative_prompt))
    found = [mark for mark in told(text) if mark.part in ("denied", "shunned")]
    for term in _BETWEEN.split(text):
        if not _SINGLE_COLOURING.fullmatch(term.strip()):
            for part in _AND.split(term):
                found += _of_term(part)
    return found


def _of_term(term: str) -> list[Mark]:
    """What one term denies: nothing, unless it is made of known words, articles and words of quality or number only.

    A bad, another or one of many is not the kind: `ugly woman` and `two men` do not forbid the man and the woman who
    were asked for, though they are reason to add none.
    """
    marks = [mark for mark in read(term) if mark.part not in ("stop", "deny")]
    shown = [mark for mark in marks if mark.part in SHOWN]
    rest, several = term, False
    for mark in marks:
        if mark.part in ("count", *SHOWN):
            rest = f"{rest[: mark.start]}{' ' * (mark.end - mark.start)}{rest[mark.end :]}"
            several |= mark.part == "count" and mark.value != "1"
    if shown and not several and _ALL.fullmatch(rest):
        return _whole(shown)
    if len(shown) == 1 and shown[0].part == "thing" and _SOME.fullmatch(rest):
        return [replace(shown[0], part="shunned")]
    return []


def _whole(shown: list[Mark]) -> list[Mark]:
    """What the known words of a term deny together."""
    *before, last = shown
    if not before:
        return [replace(last, part="denied")]
    if last.part == "thing" and all(mark.part in TRAITS for mark in before):
        return [replace(mark, part="never", of=last.value) for mark in before]
    if all(mark.plural for mark in shown):
        return [replace(mark, part="denied") for mark in shown]
    return []
