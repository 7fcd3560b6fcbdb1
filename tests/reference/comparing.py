"""Comparing an answer with an example of the API reference, field by field and in order."""

import json
import re
import uuid
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

EXAMPLES = json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}")


def _is_link(text):
    parts = urlsplit(text)
    return parts.scheme == "http" and parts.path.endswith(".png") and "Expires" in parse_qs(parts.query)


CHECKS = {
    "<id>": lambda text: str(uuid.UUID(text)) == text,
    "<time>": lambda text: _TIME.fullmatch(text) is not None,
    "<link>": _is_link,
    "<text>": lambda text: isinstance(text, str) and bool(text),
    "<prompt>": lambda text: text.startswith("A flower shop"),
}


def assert_like(actual, example, where="body", extra=()):
    """Every field of the example, in its order, and no others but those named in `extra`."""
    if isinstance(example, dict):
        kept = [name for name in actual if name not in extra]
        assert kept == list(example), where
        for name, value in example.items():
            assert_like(actual[name], value, f"{where}.{name}", extra)
    elif isinstance(example, list):
        assert len(actual) == len(example), where
        for index, value in enumerate(example):
            assert_like(actual[index], value, f"{where}[{index}]", extra)
    elif example in CHECKS:
        assert CHECKS[example](actual), f"{where}: {actual!r}"
    else:
        assert actual == example, where
        assert type(actual) is type(example), where


def answer(name):
    """An example answer."""
    return EXAMPLES["answers"][name]


def request(name):
    """Path, headers and body of an example request."""
    example = EXAMPLES["requests"][name]
    return example["path"], example["headers"], example["body"]
