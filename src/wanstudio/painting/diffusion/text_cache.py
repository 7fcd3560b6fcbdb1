"""The texts that an encoder read last, as many as fit into so many bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from torch import Tensor

MOST_BYTES = 2**28

Key = TypeVar("Key", bound=Hashable)


class TextCache(Generic[Key]):
    """What was read of each text; the one used least recently is dropped first, but never the last that is left."""

    def __init__(self, read: Callable[[Key], Tensor], most_bytes: int = MOST_BYTES) -> None:
        self._read = read
        self._most = most_bytes
        self._bytes = 0
        self._known: OrderedDict[Key, Tensor] = OrderedDict()

    def read(self, key: Key) -> Tensor:
        """What the encoder makes of a text."""
        if (found := self._known.get(key)) is None:
            found = self._known[key] = self._read(key)
            self._bytes += found.nbytes
        self._known.move_to_end(key)
        while self._bytes > self._most and len(self._known) > 1:
            _, dropped = self._known.popitem(last=False)
            self._bytes -= dropped.nbytes
        return found
