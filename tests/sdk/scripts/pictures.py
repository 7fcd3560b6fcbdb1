"""Fetches pictures as the reference's samples do: a plain GET, the file named after the link."""

import struct
from pathlib import PurePosixPath
from urllib.parse import unquote, urlparse

import requests


def check(urls, size):
    """Every link opens a PNG of this size, and no two would be saved under one name."""
    names = {PurePosixPath(unquote(urlparse(url).path)).parts[-1] for url in urls}
    assert len(names) == len(urls), names
    assert all(name.endswith(".png") for name in names), names
    for url in urls:
        answer = requests.get(url)
        assert answer.status_code == 200, (url, answer.status_code, answer.text)
        assert answer.content.startswith(b"\x89PNG\r\n\x1a\n")
        assert answer.headers["content-type"] == "image/png"
        width, height = struct.unpack(">II", answer.content[16:24])
        assert f"{width}*{height}" == size, (width, height, size)


def of_choices(output):
    return [part["image"] for choice in output.choices for part in choice.message.content]
