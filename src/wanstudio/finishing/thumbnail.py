"""A finished picture made small, for pages that show many; it says that it is generated as the picture does.

The API server may lack what resizes pictures: nothing heavy is loaded before it is needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 512
_QUALITY = 82
_PNG_HEAD = 8
# How XMP begins in a JPEG file, behind the marker and length of its segment.
_XMP_IN_JPEG = b"http://ns.adobe.com/xap/1.0/\0"
_MOST_IN_SEGMENT = 65_533


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A file to show, and its media type."""

    data: bytes
    media: str


def make_thumbnail(png: bytes, longest: int = LONGEST) -> Thumbnail:
    """The picture as JPEG with sides of at most `longest` pixels, or as it is where OpenCV is not installed.

    Takes some milliseconds of a core, and releases the interpreter's lock. Raises ValueError for what
    is no picture.
    """
    try:
        import cv2  # noqa: PLC0415 (an extra, and heavy)
        import numpy as np  # noqa: PLC0415 (comes with it)
    except ImportError:
        return Thumbnail(png, "image/png")
    pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR) if png else None
    if pixels is None:
        raise ValueError("not a picture")
    size = fit(pixels.shape[1], pixels.shape[0], longest)
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    encoded, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    assert encoded
    return Thumbnail(_with_xmp(data.tobytes(), find_xmp(png)), "image/jpeg")


def fit(width: int, height: int, longest: int) -> tuple[int, int]:
    """Width and height with the same ratio and no side over `longest`; what is small enough stays."""
    share = min(1.0, longest / max(width, height))
    return max(1, round(width * share)), max(1, round(height * share))


def find_xmp(png: bytes) -> bytes:
    """The XMP packet of a PNG file, empty if it has none."""
    from wanstudio.finishing.png import XMP  # noqa: PLC0415 (loads the encoder)

    # No compression, no language: how every picture of this service has it.
    head = XMP.encode("ascii") + bytes(5)
    texts = (data for kind, data in _chunks(png) if kind == b"iTXt")
    return next((data.removeprefix(head) for data in texts if data.startswith(head)), b"")


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and data of each chunk before the pixels."""
    place = _PNG_HEAD
    while place + 8 <= len(png):
        length, kind = int.from_bytes(png[place : place + 4]), png[place + 4 : place + 8]
        if kind == b"IDAT":
            return
        yield kind, png[place + 8 : place + 8 + length]
        place += 12 + length


def _with_xmp(jpeg: bytes, packet: bytes) -> bytes:
    """The file with a packet behind its first segment, which JFIF wants to stay the first."""
    segment = _XMP_IN_JPEG + packet
    if not packet or len(segment) > _MOST_IN_SEGMENT:
        return jpeg
    first = 4 + int.from_bytes(jpeg[4:6])
    return jpeg[:first] + b"\xff\xe1" + (len(segment) + 2).to_bytes(2) + segment + jpeg[first:]
