"""Fetches pictures as the reference's samples do: a plain GET, the file named after the link."""

import struct
from pathlib import PurePosixPath
from urllib.parse import unquote, urlparse
from urllib.request import urlopen


def check(urls, size):
    """Every link opens a PNG of this size, and no two would be saved under one name."""
    names = {PurePosixPath(unquote(urlparse(url).path)).parts[-1] for url in urls}
    assert len(names) == len(urls), names
    assert all(name.endswith(".png") for name in names), names
    for url in urls:
        with urlopen(url) as answer:
            assert answer.headers["content-type"] == "image/png"
            check_bytes(answer.read(), size)


def check_bytes(picture, size):
    """These bytes are a PNG of this size."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    assert f"{width}*{height}" == size, (width, height, size)


def of_choices(output):
    return [part["image"] for choice in output.choices for part in choice.message.content]
