"""The watermark can be read on every background, and nothing else of the picture changes."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from wanstudio.finishing.watermark import label_for, stamp

SIZES = [(512, 512), (768, 768), (1280, 1280), (1440, 1440), (768, 2700), (2700, 768), (1440, 512)]
READABLE = 4.5  # what WCAG 2 asks of ordinary text
LABELS = ["AI-generated", "AI生成"]


def flat(level):
    return lambda height, width: np.full((height, width, 3), level, np.uint8)


def noise(low, high):
    return lambda height, width: np.random.default_rng(4).integers(low, high, (height, width, 3), np.uint8)


def stripes(height, width):
    bars = (np.arange(width) // 6 % 2 * 255).astype(np.uint8)
    return np.broadcast_to(bars[None, :, None], (height, width, 3)).copy()


def snow_under_a_night_sky(height, width):
    picture = np.zeros((height, width, 3), np.uint8)
    picture[-round(0.035 * (height * width) ** 0.5) :] = 250
    return picture


def yellow(height, width):
    return np.full((height, width, 3), (255, 240, 40), np.uint8)


BACKGROUNDS = {
    "black": flat(0),
    "white": flat(255),
    "grey": flat(128),
    "light grey": flat(190),
    "letters' own": flat(250),
    "yellow": yellow,
    "noise": noise(0, 256),
    "bright noise": noise(180, 256),
    "stripes": stripes,
    "edge": snow_under_a_night_sky,
}


def luminance(pixels):
    share = pixels.astype(np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def corner(picture):
    height, width, _ = picture.shape
    return picture[-max(height // 7, 100) :, -width // 2 :]


def letters_and_surroundings(label, height, width):
    """Where letters are, and the pixels next to them, found by stamping black."""
    bright = corner(stamp(flat(0)(height, width), label))[..., 0]
    covered = Image.fromarray(bright)
    near = np.asarray(covered.filter(ImageFilter.MaxFilter(3))) > 0
    around = np.asarray(covered.filter(ImageFilter.MaxFilter(5))) > 0
    return bright > 200, around & ~near


def contrast(light, dark):
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("label", LABELS)
def test_it_can_be_read(label, background, size):
    height, width = size
    shine = luminance(corner(stamp(BACKGROUNDS[background](height, width), label)))
    letters, around = letters_and_surroundings(label, height, width)
    assert letters.sum() > 100
    assert contrast(np.median(shine[letters]), np.median(shine[around])) >= READABLE
    # Not only on average: nearly all letters against nearly all that surrounds them.
    assert contrast(np.percentile(shine[letters], 10), np.percentile(shine[around], 90)) >= 3


@pytest.mark.parametrize("size", SIZES)
def test_it_stands_whole_in_the_lower_right_corner_and_fits_the_picture(size):
    height, width = size
    bright = stamp(flat(0)(height, width))
    assert bright.shape == (height, width, 3)
    rows, columns = np.nonzero(bright[..., 0])
    letter = 0.03 * (height * width) ** 0.5
    assert rows.max() < height - 0.5 * letter
    assert columns.max() < width - 0.5 * letter
    assert rows.min() > height - 3 * letter
    assert columns.min() > width / 2
    assert 4 * letter < columns.max() - columns.min() < 0.5 * width


@pytest.mark.parametrize("size", SIZES)
def test_the_chinese_label_is_as_high_as_the_standard_asks(size):
    height, width = size
    bright = stamp(flat(0)(height, width), "AI生成")
    assert bright.shape == (height, width, 3)
    rows, columns = np.nonzero(bright[..., 0])
    written = np.nonzero((bright[..., 0] > 100).any(1))[0]
    assert written.max() - written.min() + 1 >= 0.05 * min(size)
    assert rows.min() > height - 0.15 * min(size)
    assert columns.min() > width - 0.25 * min(size)
    assert columns.max() < width - 0.03 * min(size)


def test_each_label_draws_letters_of_its_own():
    drawn = {label: corner(stamp(flat(0)(512, 512), label))[..., 0] for label in [*LABELS, "AI??"]}
    assert len({picture.tobytes() for picture in drawn.values()}) == 3


@pytest.mark.parametrize(
    ("region", "language", "label"),
    [
        ("singapore", "auto", "AI-generated"),
        ("beijing", "auto", "AI生成"),
        ("beijing", "en", "AI-generated"),
        ("singapore", "zh", "AI生成"),
    ],
)
def test_the_region_speaks_its_language_unless_the_operator_says_otherwise(region, language, label):
    assert label_for(region, language) == label


def test_the_rest_of_the_picture_and_the_original_stay_as_they_are():
    picture = noise(0, 256)(512, 512)
    original = picture.copy()
    stamped = stamp(picture)
    assert np.array_equal(picture, original)
    assert np.array_equal(stamped[:-48], original[:-48])
    assert np.array_equal(stamped[:, :256], original[:, :256])


def test_the_same_picture_is_stamped_the_same():
    picture = noise(0, 256)(600, 700)
    assert np.array_equal(stamp(picture), stamp(picture))


@pytest.mark.parametrize("label", LABELS)
def test_a_picture_smaller_than_the_words_keeps_its_size(label):
    assert stamp(flat(200)(16, 20), label).shape == (16, 20, 3)
