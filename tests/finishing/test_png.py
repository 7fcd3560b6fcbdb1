"""What is encoded decodes to the same pixels, and other programs can read what is said about them."""

import io
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image, PngImagePlugin

from wanstudio.finishing.png import encode_png

SIZES = st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(3))


def decode(data: bytes) -> PngImagePlugin.PngImageFile:
    image = Image.open(io.BytesIO(data))
    assert isinstance(image, PngImagePlugin.PngImageFile)
    image.verify()
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@given(arrays.arrays(np.uint8, SIZES))
@settings(max_examples=60)
def test_pixels_come_back(pixels):
    image = decode(encode_png(pixels, {}))
    assert image.mode == "RGB"
    assert np.array_equal(np.asarray(image), pixels)


@pytest.mark.parametrize("size", [(512, 512), (1440, 1440), (2700, 768), (768, 2700), (1, 1)])
def test_large_noise_comes_back(size):
    pixels = np.random.default_rng(1).integers(0, 256, (*size, 3), np.uint8)
    assert np.array_equal(np.asarray(decode(encode_png(pixels, {}))), pixels)


def test_a_view_of_another_picture_can_be_encoded():
    pixels = np.random.default_rng(2).integers(0, 256, (40, 60, 3), np.uint8)
    for view in (pixels[::-1], pixels[:, ::2], pixels[5:20, 7:31], pixels.transpose(1, 0, 2)):
        assert np.array_equal(np.asarray(decode(encode_png(view, {}))), view)


def test_what_is_said_about_it_can_be_read():
    said = {"Software": "wanstudio", "Seed": "2147483647", "Title": "花店 été", "Empty": ""}
    assert decode(encode_png(np.zeros((4, 4, 3), np.uint8), said)).text == said


def test_a_value_cannot_break_out_of_its_chunk():
    said = decode(encode_png(np.zeros((4, 4, 3), np.uint8), {"A": "x\0y", "B": "é\0z"})).text
    assert said == {"A": "xy", "B": "éz"}


@pytest.mark.parametrize("keyword", ["", "k" * 80, "new\nline", "花"])
def test_an_illegal_keyword_is_refused(keyword):
    with pytest.raises(ValueError, match="keyword"):
        encode_png(np.zeros((4, 4, 3), np.uint8), {keyword: "x"})


@pytest.mark.parametrize(
    "pixels", [np.zeros((4, 4, 4), np.uint8), np.zeros((4, 4, 3), np.float32), np.zeros((0, 4, 3), np.uint8)]
)
def test_what_is_no_picture_is_refused(pixels):
    with pytest.raises(ValueError, match="not a picture"):
        encode_png(pixels, {})


def test_a_large_picture_takes_little_time():
    picture = (np.mgrid[0:1280, 0:1280].sum(0)[..., None] // np.array([7, 9, 11])).astype(np.uint8)
    noise = np.random.default_rng(3).integers(0, 12, picture.shape, np.uint8)
    times = []
    for _ in range(3):
        started = time.thread_time()
        encode_png(picture + noise, {})
        times.append(time.thread_time() - started)
    assert min(times) < 0.06
