"""The texts that an encoder read last, as many as fit into so many bytes."""

from collections import OrderedDict
from collections.abc import Callable

from torch import Tensor

_MOST_BYTES = 2**28


class TextCache:
    """What was read of each text; the one used least recently is dropped first."""

    def __init__(self, read: Callable[[str], Tensor], most_bytes: int = _MOST_BYTES) -> None:
        self._read = read
        self._most = most_bytes
        self._bytes = 0
        self._known: OrderedDict[str, Tensor] = OrderedDict()

    def read(self, text: str) -> Tensor:
        """What the encoder makes of a text."""
        if (found := self._known.get(text)) is None:
            found = self._known[text] = self._read(text)
            self._bytes += found.nbytes
        self._known.move_to_end(text)
        while self._bytes > self._most and len(self._known) > 1:
            _, dropped = self._known.popitem(last=False)
            self._bytes -= dropped.nbytes
        return found
