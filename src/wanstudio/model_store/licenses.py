"""Whether the name of a licence says that commercial use is limited."""

import re

_LIMITS = re.compile(
    r"(^|[^a-z])(nc|non-?commercial|research|community|kommunity|nscl)([^a-z]|$)", re.IGNORECASE
)


def restricts(name: str) -> bool:
    """Whether the licence is one that does not allow every commercial use; a hub may name none at all."""
    return _LIMITS.search(name) is not None
