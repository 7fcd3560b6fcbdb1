"""Small pictures: the same to look at, light to load, and known as generated."""

import io
import json
import sys
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from tests.finishing.reading import GENERATED, IPTC, TC260

from wanstudio.finishing.choosing import open_finisher
from wanstudio.finishing.png import encode_png
from wanstudio.finishing.provenance import Origin
from wanstudio.finishing.thumbnail import find_xmp, fit, make_thumbnail
from wanstudio.settings import Settings


def picture(width: int, height: int) -> np.ndarray:
    """Red above, blue below, lighter to the right."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, :, 0] = np.linspace(100, 255, width)
    pixels[height // 2 :, :, 2] = np.linspace(100, 255, width)
    return pixels


def finished(width: int = 1280, height: int = 800) -> bytes:
    origin = Origin("task", 0, "singapore", "wan2.6-t2i", "a red car", 7)
    return open_finisher(Settings(provenance_producer="花店 & co")).finish(
        picture(width, height), origin, watermark=False
    )


@pytest.mark.parametrize(
    ("size", "longest", "small"),
    [
        ((1280, 1280), 512, (512, 512)),
        ((1280, 800), 512, (512, 320)),
        ((800, 1280), 512, (320, 512)),
        ((768, 2700), 512, (146, 512)),
        ((300, 200), 512, (300, 200)),
        ((5000, 1), 512, (512, 1)),
        ((1280, 720), 64, (64, 36)),
    ],
)
def test_sizes(size, longest, small):
    assert fit(*size, longest) == small


def test_it_looks_the_same_and_is_light():
    png = finished()
    small = make_thumbnail(png)
    assert small.media == "image/jpeg"
    assert len(small.data) < 40_000
    image = Image.open(io.BytesIO(small.data))
    assert (image.format, image.size) == ("JPEG", (512, 320))
    same = np.asarray(Image.open(io.BytesIO(png)).convert("RGB").resize((512, 320)), np.int16)
    assert np.abs(np.asarray(image, np.int16) - same).mean() < 4


def test_it_says_that_it_is_generated_as_the_picture_does():
    png = finished()
    image = Image.open(io.BytesIO(make_thumbnail(png, 256).data))
    packet = image.info["xmp"]
    assert packet == find_xmp(png)
    (about,) = ET.fromstring(packet.decode()).iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    told = {entry.tag: entry.text for entry in about}
    assert told[IPTC + "DigitalSourceType"] == GENERATED
    label = json.loads(told[TC260 + "AIGC"])
    assert (label["Label"], label["ContentProducer"], label["ProduceID"]) == ("1", "花店 & co", "task-0")


def test_a_picture_that_says_nothing():
    image = Image.open(io.BytesIO(make_thumbnail(encode_png(picture(600, 400), {})).data))
    assert (image.size, "xmp" in image.info) == ((512, 341), False)


def test_without_opencv_it_is_the_picture_itself(monkeypatch):
    png = finished(64, 64)
    monkeypatch.setitem(sys.modules, "cv2", None)
    assert make_thumbnail(png) == type(make_thumbnail(png))(png, "image/png")


@pytest.mark.parametrize("data", [b"", b"no picture", finished(64, 64)[:60]])
def test_what_is_no_picture(data):
    with pytest.raises(ValueError, match="not a picture"):
        make_thumbnail(data)
