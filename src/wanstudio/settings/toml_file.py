"""Reads a TOML file of an operator, however it was saved."""

import tomllib
from pathlib import Path
from typing import Any

from wanstudio.errors import SettingsInvalid


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a file, with or without a byte order mark; SettingsInvalid names the file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SettingsInvalid(problem=f"{path} is not UTF-8: save it as UTF-8") from error
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid(problem=f"{path}: {error}") from error
