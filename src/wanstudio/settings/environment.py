"""Variables of the environment that are nearly a setting's name, or no name at all that anything reads."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from wanstudio.errors import SettingsInvalid
from wanstudio.settings.record import NAMES

PREFIX = "WANSTUDIO_"
OF_COMMANDS = (
    "ACCEPT_LICENSE", "ACCOUNT", "ADMIN", "AS", "CONFIG", "DEFAULT", "EMULATOR_URL", "FOR", "FORCE", "FROM", "HOURS", "JSON",
    "KEY", "MODEL", "MOST", "NAME", "NEGATIVE", "NO_EXTEND", "NO_WORKER", "OUTPUT", "PASSWORD", "REVISION", "SCRIPT", "SEED",
    "SIZE", "STEPS", "URL", "WATERMARK", "WHILE_STDIN_OPEN",
)  # fmt: skip
"""What is read besides the settings: the flags of commands, and where a test run finds its emulator."""

_KNOWN = frozenset({*(name.upper() for name in NAMES), *OF_COMMANDS})
# Kubernetes tells every container of a service called `wanstudio` in such variables.
_OF_KUBERNETES = re.compile(r"SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?")
_ALIKE = 0.75


def refuse_misspelt(environment: Iterable[str]) -> None:
    """Raise SettingsInvalid, with the right name, for a variable that is nearly one of ours."""
    for name in unknown_variables(environment):
        meant = get_close_matches(name.removeprefix(PREFIX), sorted(_KNOWN), n=1, cutoff=_ALIKE)
        if meant:
            raise SettingsInvalid(problem=f"{name} is no setting; did you mean {PREFIX}{meant[0]}?")


def unknown_variables(environment: Iterable[str]) -> list[str]:
    """The variables with our prefix that nothing reads."""
    ours = {name: name.removeprefix(PREFIX) for name in environment if name.startswith(PREFIX)}
    return sorted(
        name for name, bare in ours.items() if bare not in _KNOWN and not _OF_KUBERNETES.fullmatch(bare)
    )
