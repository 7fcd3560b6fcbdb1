"""Lists of words as files: read, told what is wrong with them, and read again when they change.

One entry a line, or several with commas between; `[category]` begins a category, `[part: name]` words
that are refused only in a combination; what follows `#` is a remark. `*` at the end of a word is any
ending, `<age>` a number from 0 to 17.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import structlog

from wanstudio.errors import SettingsInvalid
from wanstudio.moderation.matching import Combination, Entry, EntryKind
from wanstudio.moderation.reading import AGE, cut

_ROOT = files("wanstudio.moderation") / "lists"
_WORDS = ("words_english.txt", "words_chinese.txt")
_ALLOWED = ("allowed_english.txt", "allowed_chinese.txt")
_NAMES = ("names.txt",)
_log = structlog.get_logger(__name__)


class ListBroken(ValueError):
    """A list cannot be read; the message says where and why."""


def read_list(text: str, kind: EntryKind, category: str) -> Iterator[Entry]:
    """The entries of a list. `category` is that of entries before the first heading; raises ListBroken."""
    chosen = kind
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        told = line.partition("#")[0].strip()
        if told.startswith("["):
            if not told.endswith("]") or not told[1:-1].strip():
                raise ListBroken(f"line {number}: a heading is written as [category]")
            heading = told[1:-1].strip()
            part = heading.removeprefix("part:")
            category, chosen = part.strip(), "part" if part != heading and kind == "word" else kind
            continue
        for phrase in told.replace("，", ",").split(","):
            if phrase.strip():
                yield Entry(_units(phrase, number), chosen, category)


def _units(phrase: str, number: int) -> tuple[str, ...]:
    units: list[str] = []
    for word in phrase.split():
        units += [word] if word.startswith(AGE) else cut(word).words
    if not units:
        raise ListBroken(f"line {number}: {phrase.strip()!r} holds no word")
    if any("*" in unit[:-1] or unit == "*" or (unit.endswith("*") and len(unit) < 4) for unit in units):
        raise ListBroken(f"line {number}: a star stands only after three or more letters, at a word's end")
    return tuple(units)


@cache
def builtin_entries(*, known_names: bool) -> tuple[Entry, ...]:
    """The entries that come with the package."""
    kinds: tuple[tuple[EntryKind, tuple[str, ...]], ...] = (("word", _WORDS), ("allow", _ALLOWED))
    if known_names:
        kinds += (("name", _NAMES),)
    return tuple(
        entry
        for kind, names in kinds
        for name in names
        for entry in read_list((_ROOT / name).read_text(encoding="utf-8"), kind, "")
    )


@cache
def builtin_combinations() -> tuple[Combination, ...]:
    """The combinations that come with the package."""
    told = tomllib.loads((_ROOT / "combinations.toml").read_text(encoding="utf-8"))
    return tuple(
        Combination(rule["category"], (rule["parts"][0], rule["parts"][1]), rule["within"])
        for rule in told["combination"]
    )


@dataclass(frozen=True, slots=True)
class ListFile:
    """An operator's list: where it lies and what kind of entries it holds."""

    path: Path
    kind: EntryKind
    category: str


Stamp = tuple[int, int, int] | None


class WatchedList:
    """An operator's list as it last could be read."""

    def __init__(self, file: ListFile) -> None:
        """Read the file; raises SettingsInvalid when that fails at the start."""
        self._file = file
        self._stamp = self._look()
        try:
            self.entries = self._read()
        except ListBroken as error:
            raise SettingsInvalid(problem=f"moderation list {file.path}: {error}") from error

    def has_changed(self) -> bool:
        """Whether the file is another than the one that was read."""
        return self._look() != self._stamp

    def refresh(self) -> bool:
        """Read the file again if it changed; a broken one is logged, and what was read before stays."""
        stamp = self._look()
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            self.entries = self._read()
        except ListBroken as error:
            _log.error("moderation_list_broken", file=str(self._file.path), error=str(error))
            return False
        _log.info("moderation_list_read", file=str(self._file.path), entries=len(self.entries))
        return True

    def _look(self) -> Stamp:
        try:
            told = self._file.path.stat()
        except OSError:
            return None
        return told.st_mtime_ns, told.st_size, told.st_ino

    def _read(self) -> tuple[Entry, ...]:
        try:
            text = self._file.path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise ListBroken("it is not UTF-8: save it as UTF-8") from error
        except OSError as error:
            raise ListBroken(str(error)) from error
        return tuple(read_list(text, self._file.kind, self._file.category))
