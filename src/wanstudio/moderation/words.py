"""The built-in text moderator: lists of words, the package's and the operator's."""

from wanstudio.moderation.matching import Lexicon
from wanstudio.moderation.moderator import Finding
from wanstudio.moderation.word_lists import (
    ListFile,
    WatchedList,
    builtin_combinations,
    builtin_entries,
)


class WordModerator:
    """Looks for words; well under a millisecond a prompt. An operator's file is read again when it changes."""

    name = "words"
    remote = False

    def __init__(self, lists: tuple[ListFile, ...] = (), *, known_names: bool = True) -> None:
        """Read every list; raises SettingsInvalid for one that cannot be read."""
        self._known_names = known_names
        self._lists = [WatchedList(file) for file in lists]
        self._lexicon = self._compile()

    async def look(self, text: str) -> Finding | None:
        """What the lists say of `text`."""
        return self.find(text)

    def find(self, text: str) -> Finding | None:
        """`look` on the calling thread."""
        changed = [file.refresh() for file in self._lists]
        if any(changed):
            self._lexicon = self._compile()
        return self._lexicon.find(text)

    async def close(self) -> None:
        """Nothing is open."""

    def _compile(self) -> Lexicon:
        entries = [*builtin_entries(known_names=self._known_names)]
        entries += (entry for file in self._lists for entry in file.entries)
        return Lexicon(entries, builtin_combinations())
