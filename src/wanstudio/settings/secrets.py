"""Keys as operators paste them: with a line's end or a space around, never with a letter that no key has."""

from collections.abc import Mapping

from wanstudio.errors import SettingsInvalid

_NAMES = ("rewriter_key", "moderation_text_key", "s3_access_key", "s3_secret_key")


def clean_secrets(values: Mapping[str, object]) -> dict[str, object]:
    """The values with every key stripped; SettingsInvalid names one that cannot be a key, and never shows it."""
    cleaned = dict(values)
    for name in _NAMES:
        if isinstance(key := values.get(name), str):
            cleaned[name] = clean_secret(name, key)
    return cleaned


def clean_secret(name: str, key: str) -> str:
    """A key without the white space around it; SettingsInvalid if no header can carry what is left."""
    stripped = key.strip()
    if not is_secret(stripped):
        problem = f"{name}: the key is empty or has characters that no key has (it is not shown here)"
        raise SettingsInvalid(problem=f"{problem}; copy it anew")
    return stripped


def is_secret(text: str) -> bool:
    """Whether a header can carry it: ASCII that can be seen, without spaces."""
    return bool(text) and all("!" <= letter <= "~" for letter in text)
