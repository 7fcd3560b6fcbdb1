"""The built-in text moderator: lists of words, the package's and the operator's."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from wanstudio.moderation.matching import Lexicon
from wanstudio.moderation.moderator import Finding
from wanstudio.moderation.word_lists import (
    ListFile,
    WatchedList,
    builtin_combinations,
    builtin_entries,
)

_SHORT = 400


class WordModerator:
    """Looks for words, in time that grows with a text's length. An operator's file is read again when it changes.

    A millisecond for 2,100 ordinary characters, some 15 for the worst of that length: longer texts than
    a few hundred characters, and changed files, are read on a thread of its own and not on the event loop.
    """

    name = "words"

    def __init__(self, lists: tuple[ListFile, ...] = (), *, known_names: bool = True) -> None:
        """Read every list; raises SettingsInvalid for one that cannot be read."""
        self._known_names = known_names
        self._lists = [WatchedList(file) for file in lists]
        self._lexicon = self._compile()
        # One only: several would take turns with the event loop for the interpreter, and be no faster.
        self._thread = ThreadPoolExecutor(1, "moderation")

    def is_quick(self, text: str) -> bool:
        """Whether `text` is short enough to be looked at on the event loop, whatever it says."""
        return len(text) <= _SHORT

    async def look(self, text: str) -> Finding | None:
        """What the lists say of `text`."""
        if self.is_quick(text) and not any(file.has_changed() for file in self._lists):
            return self._lexicon.find(text)
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.find, text)

    def find(self, text: str) -> Finding | None:
        """`look` on the calling thread."""
        changed = [file.refresh() for file in self._lists]
        if any(changed):
            self._lexicon = self._compile()
        return self._lexicon.find(text)

    async def close(self) -> None:
        """Let the thread end."""
        self._thread.shutdown(wait=False)

    def _compile(self) -> Lexicon:
        entries = [*builtin_entries(known_names=self._known_names)]
        entries += (entry for file in self._lists for entry in file.entries)
        return Lexicon(entries, builtin_combinations())
