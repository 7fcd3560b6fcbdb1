"""Which numbers of a text say how many things there are: two dogs, but not 35 mm, 16:9, 3 pm or 2025."""

import re
from dataclasses import replace

from wanstudio.vocabulary.mark import TRAITS, WORLD, Mark
from wanstudio.vocabulary.traits import MEASURES

# A whole numeric expression, so that no part of it is taken for a number.
DIGITS = r"(?P<digits>\d+(?:,\d{3}(?!\d)|[.:/×*x-]\d+)*)"
_HAN = "一二两三四五六七八九十百千"
_BEGINS = rf"(?<![{_HAN}])"
HAN = rf"{_BEGINS}(?P<han>[{_HAN}几数][{_HAN}几多余]{{0,8}})[{MEASURES}]"
DATED = rf"(?P<dated>(?:\d{{1,8}}\s?|{_BEGINS}[{_HAN}]{{1,8}})(?:个?半?多?月(?![亮球])|星(?!球)|路|号|层|年|点|度|岁))"
"""Months, stars of a hotel, bus lines: numbers with a word after them that means something else alone."""
_MOST = 12
_HAN_VALUES = {sign: value for value, sign in enumerate("一二三四五六七八九", 1)} | {
    "两": 2,
    "几": 3,
    "数": 5,
}
_POWERS = {"十": 10, "百": 100, "千": 1000}

# What is measured, dated or rendered, and what gives a number its place in a row.
_UNITS = frozenset(
    "mm cm dm m km ft foot feet inch inches mile miles yard yards k kg g lb lbs pound pounds ton tons l liter liters "
    "litre litres ml am pm noon o'clock oclock h hr hrs hour hours min mins minute minutes s sec second seconds ms "
    "day days week weeks month months year years yr yrs yo century centuries decade decades st nd rd th d bit bits mp "
    "megapixel megapixels px pixel pixels dpi ppi fps hz iso percent degree degrees point points quarter quarters step "
    "steps time times render renders rendering photo photos photograph photographs picture pictures image images shot "
    "shots version versions frame frames story storey stories door wheel star bedroom x × by to v v. % ° january "
    "february march april may june july august september october november december".split()
)
_FUNCTION = frozenset(
    "a an the of in on at with without from by and or to for under over near is are was has have as into like view this "
    "that these those it its how what when where while then only just but no not".split()
)
_NUMBERED = frozenset(
    "number no nr route road highway interstate pier platform gate terminal track line bus tram train flight room suite "
    "floor level stage chapter part episode season volume page figure fig version ver v area district zone sector unit "
    "block section apollo boeing airbus formula channel studio class type model mark phase step steps seed cfg iso f "
    "grade size age aged top war year circa since around at mp iphone".split()
)
_ALIKE = frozenset(
    {"sheep", "fish", "goldfish", "koi", "deer", "reindeer", "aircraft", "cattle", "bamboo", "fruit"}
)
_RATIO_BEFORE = re.compile(r"\d\s*(?:[:/x×*]|to|by)\s*$")
_OPENS = re.compile(r"(?:^|[,.;:!?\n、(]|\b(?:and|with|of|has|have|are|plus))\s*$")
_LAST_WORD = re.compile(r"([a-z]+)\.?\s*$")
_ARTICLE_BEFORE = re.compile(r"\b(?:a|an|the|one)\s*$")
_SUFFIX = re.compile(r"[a-z%°]")
_FIRST_WORD = re.compile(r"[\s-]*([a-z'%°×]+)")
_ENGLISH = re.compile(r"[\sa-z'\"()-]*")
_WORD = re.compile(r"[a-z']+")
_LIMB = re.compile(r"[腿脚足眼尾耳手臂翼翅]巴?的?")
_PLACED = re.compile(r"[在是里与和把被有:：,]")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_YEAR = 4
"""How many digits a year has."""
_MOST_GAPS = 7
_MOST_UNKNOWN = 3
_AROUND = 24
"""How many letters before and after a number are looked at: no time grows with the text's length."""


def number(match: re.Match[str]) -> Mark:
    """The number that a match stands for; what is no number of things is an aside."""
    start, end = match.span()
    if han := match["han"]:
        return Mark("count", str(min(_MOST, _value_of(han))), start, end, chinese=True)
    digits = match["digits"] or ""
    grouped = _GROUPED.fullmatch(digits)
    if grouped or (digits.isdecimal() and len(digits) <= _YEAR - 1):
        return Mark("count", str(max(1, min(_MOST, int(digits.replace(",", "")[:_YEAR])))), start, end)
    return Mark("aside", "", start, end)


def _value_of(han: str) -> int:
    """The value of a Chinese numeral."""
    total, last = 0, 0
    for sign in han:
        if sign in "多余":
            continue
        if sign in _POWERS:
            total, last = total + max(1, last) * _POWERS[sign], 0
        else:
            last = _HAN_VALUES[sign]
    return max(1, total + last)


def settle(text: str, marks: list[Mark]) -> list[Mark]:
    """The marks, with each count that counts no thing made an aside, and the thing it measures by: a two door car."""
    settled = marks.copy()
    for at in range(len(marks) - 1, -1, -1):
        mark = marks[at]
        if mark.part != "count" or mark.value == "1" or _counts(text, settled, at):
            continue
        settled[at] = replace(mark, part="aside", value="")
        beside = settled[at + 1] if at + 1 < len(marks) else mark
        if beside.part == "thing" and text[mark.end : beside.end].strip() in _UNITS:
            settled[at + 1] = replace(beside, part="aside", value="")
    return settled


def _counts(text: str, marks: list[Mark], at: int) -> bool:
    """Whether the number at `at` stands directly before a thing: its traits or a measure word between, no more."""
    mark = marks[at]
    before = text[max(0, mark.start - _AROUND) : mark.start]
    chinese = mark.chinese or text[mark.end : mark.end + 2].lstrip()[:1] in set(MEASURES)
    if before.endswith("第") or _RATIO_BEFORE.search(before):
        return False
    between = WORLD[-1:] if chinese else WORLD
    to, gaps = at + 1, [text[mark.end : marks[at + 1].start] if at + 1 < len(marks) else ""]
    while to < len(marks) and len(gaps) < _MOST_GAPS and marks[to].part in (*TRAITS, *between, "aside"):
        to += 1
        gaps.append(text[marks[to - 1].end : marks[to].start] if to < len(marks) else "")
    if to >= len(marks) or marks[to].part != "thing" or sum(map(len, gaps)) > 2 * _AROUND:
        return False
    if chinese:
        return _counts_chinese(gaps)
    if _measures(text, mark, before, gaps[0]):
        return False
    thing = marks[to]
    plural = thing.plural or text[thing.start : thing.end] in _ALIKE
    return _counts_english(
        gaps, before, plural=plural, world=any(m.part in WORLD for m in marks[at + 1 : to])
    )


def _counts_chinese(gaps: list[str]) -> bool:
    told = gaps[0].lstrip()
    told = told[1:] if told[:1] in set(MEASURES) else told
    return not _LIMB.match(told) and not _PLACED.search("".join(gaps))


def _measures(text: str, mark: Mark, before: str, gap: str) -> bool:
    """Whether a number is one of a unit, a date or a row of numbers: 35 mm, 2nd, 12-year, platform 9."""
    digits, after = text[mark.start].isdigit(), text[mark.end : mark.end + _AROUND]
    if after.startswith("-") or (digits and _SUFFIX.match(gap)):
        return True
    first, last = _FIRST_WORD.match(after), _LAST_WORD.search(before)
    return bool((first and first[1] in _UNITS) or (digits and last and last[1] in _NUMBERED))


def _counts_english(gaps: list[str], before: str, *, plural: bool, world: bool) -> bool:
    """More than one is named in the plural; without it, only at once and where a phrase begins: 2 cat."""
    if not all(_ENGLISH.fullmatch(gap) for gap in gaps):
        return False
    unknown = [word for gap in gaps for word in _WORD.findall(gap)]
    if len(unknown) > _MOST_UNKNOWN or not _FUNCTION.isdisjoint(unknown):
        return False
    begins = not _ARTICLE_BEFORE.search(before) and _OPENS.search(before)
    return plural or bool(begins and not unknown and not world)
