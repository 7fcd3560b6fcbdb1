"""A checkpoint that was trained on small pictures paints large ones small, in their shape, and enlarges them."""

import json
import shutil

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.painting.diffusion.reference_loop import Reference, told
from tests.painting.diffusion.studio import Workshop, canvas, opened
from tests.painting.diffusion.test_declared import NEGATIVE, SEED, of_tier
from tests.painting.diffusion.test_previews import Looker, likeness

from wanstudio.errors import CheckpointInvalid, SettingsInvalid
from wanstudio.painting.diffusion.families.sketch.declaration import read_properties
from wanstudio.painting.diffusion.native_area import enlarge, middle, painted_size

SKETCH = 512 * 512, 64
WAN = 832 * 480, 16
NATIVE = 256 * 256


@pytest.mark.parametrize(
    ("asked", "sketch", "wan"),
    [
        ((512, 512), (512, 512), (512, 512)),
        ((768, 768), (512, 512), (640, 640)),
        ((1024, 1024), (512, 512), (640, 640)),
        ((1280, 1280), (512, 512), (640, 640)),
        ((1440, 1440), (512, 512), (640, 640)),
        ((1104, 1472), (384, 512), (528, 704)),
        ((1472, 1104), (512, 384), (704, 528)),
        ((960, 1696), (384, 704), (480, 848)),
        ((1696, 960), (704, 384), (848, 480)),
        ((800, 1200), (384, 576), (512, 768)),
        ((1200, 800), (576, 384), (768, 512)),
        ((1280, 720), (704, 384), (848, 480)),
        ((1344, 576), (768, 320), (976, 416)),
        ((1440, 720), (768, 384), (896, 448)),
        ((512, 1440), (320, 896), (368, 1040)),
        ((1536, 384), (1024, 256), (1280, 320)),
        ((384, 1536), (256, 1024), (320, 1280)),
    ],
)
def test_at_which_size_the_sizes_of_the_api_are_painted(asked, sketch, wan):
    assert painted_size(*asked, *SKETCH) == sketch
    assert painted_size(*asked, *WAN) == wan


@pytest.mark.parametrize("size", [(512, 512), (544, 512), (500, 333), (96, 64), (1024, 256)])
def test_up_to_the_native_area_and_a_little_more_nothing_changes(size):
    assert painted_size(*size, *SKETCH) == size
    assert painted_size(*size, 0, 64) == size


@given(
    width=st.integers(384, 2048),
    ratio=st.floats(0.25, 4),
    area=st.sampled_from([512 * 512, 832 * 480, 1280 * 720]),
    step=st.sampled_from([16, 32, 64]),
)
def test_the_painted_size_is_on_the_grid_and_alike_in_shape_and_area(width, ratio, area, step):
    height = round(width / ratio)
    wide, high = painted_size(width, height, area, step)
    if width * height <= 1.125 * area:
        assert (wide, high) == (width, height)
        return
    assert wide % step == high % step == 0
    assert 0 < wide <= width and 0 < high <= height
    assert 0.5 <= wide * high / area <= 1.125
    assert 0.9 <= wide / high * height / width <= 1 / 0.9


@pytest.mark.parametrize("asked", [(3000, 40), (40, 3000), (300, 300)])
def test_where_no_step_of_the_grid_fits_one_step_is_painted(asked):
    assert painted_size(*asked, NATIVE, 320) == (320, 320)


def test_what_is_shown_is_the_middle_in_the_asked_shape():
    assert middle((384, 704), (960, 1696)) == (slice(13, 691), slice(0, 384))
    assert middle((704, 384), (1696, 960)) == (slice(0, 384), slice(13, 691))
    assert middle((512, 384), (1472, 1104)) == (slice(0, 384), slice(0, 512))


def disc(width, height, radius):
    """A white disc in the middle of a dark picture."""
    pixels = np.full((height, width, 3), 30, np.uint8)
    centre = round((width / 2 - 0.5) * 16), round((height / 2 - 0.5) * 16)
    cv2.circle(pixels, centre, round(radius * 16), (255, 255, 255), -1, cv2.LINE_AA, 4)
    return pixels


@pytest.mark.parametrize("asked", [(960, 1696), (1696, 960), (1104, 1472), (1280, 1280), (1344, 576)])
def test_a_round_thing_in_the_middle_stays_round_and_in_the_middle(asked):
    width, height = asked
    large = enlarge(disc(*painted_size(*asked, *SKETCH), 100), *asked)
    assert large.shape == (height, width, 3) and large.dtype == np.uint8
    lines, columns = np.nonzero(large[:, :, 0] > 142)
    assert abs(np.ptp(lines) / np.ptp(columns) - 1) < 0.01
    assert abs(lines.mean() - (height - 1) / 2) < 1.5 and abs(columns.mean() - (width - 1) / 2) < 1.5


def test_a_picture_of_the_asked_size_is_left_as_it_is():
    pixels = disc(96, 64, 20)
    assert enlarge(pixels, 96, 64) is pixels


@pytest.fixture(scope="module")
def small(folders, tmp_path_factory):
    """A folder that says it was trained on pictures of 256 * 256 pixels."""
    copied = shutil.copytree(folders("declared"), tmp_path_factory.mktemp("native") / "small")
    (copied / "wanstudio.json").write_text(json.dumps(told(copied) | {"native_area": NATIVE}))
    return copied


ONE, TWO = "an orange cat", ("an orange cat", "a car")


@pytest.mark.parametrize(
    ("tier", "size", "shown"),
    [
        ("full", (768, 384), ONE),
        ("full", (768, 384), TWO),
        ("fast", (500, 700), ONE),
        ("full", (256, 192), ONE),
    ],
)
def test_the_engine_paints_and_enlarges_as_plain_models_do(small, tier, size, shown):
    prompt = shown if isinstance(shown, str) else " and ".join(shown)
    with Workshop() as workshop:
        ours = workshop.paint(canvas(prompt, negative=NEGATIVE, seed=SEED, size=size), of_tier(small, tier))
    theirs = Reference(small, tier).paint(shown, NEGATIVE, SEED, *size)
    assert ours.shape == (size[1], size[0], 3)
    assert theirs.std() > 5
    assert np.abs(ours.astype(int) - theirs.astype(int)).max() <= 2


def test_the_large_picture_is_the_small_one_enlarged(small, folders):
    with Workshop() as workshop:
        large = workshop.paint(canvas(size=(640, 640)), of_tier(small))
        plain = workshop.paint(canvas(size=(256, 256)), of_tier(folders("declared")))
    assert (large == enlarge(plain, 640, 640)).all()


def test_the_engine_reckons_with_what_it_paints(small):
    seen = []
    with Workshop() as workshop:
        workshop.every_turn = seen.extend
        workshop.paint(canvas(size=(1280, 1280)), of_tier(small))
    (image,) = set(seen)
    assert image.job.painted == (256, 256)
    assert image.job.pixels == 256 * 256
    assert image.generation.tokens == 2 * 4 * 4
    assert tuple(image.generation.latents.shape) == (1, 16, 1, 8, 8)


def test_before_its_weights_are_there_an_image_asks_for_room_for_what_will_be_painted(small):
    asked, seen = [], []
    with Workshop() as workshop:
        workshop.every_turn = seen.extend
        take = workshop.models.take
        workshop.models.take = lambda kept, pixels, in_use: asked.append(pixels) or take(kept, pixels, in_use)
        workshop.paint(canvas(size=(1280, 720)), of_tier(small))
        workshop.paint(canvas(size=(1280, 720)), of_tier(small, native_area=0))
    assert asked == [320 * 192, 1280 * 720]
    assert {image.job.pixels for image in seen} == set(asked)


def test_different_sizes_that_are_painted_alike_share_a_forward(small):
    kept = of_tier(small, fuse_tokens=10_000)
    sizes = [(640, 640), (512, 512), (1280, 1280), (256, 256)]
    asked = [canvas(seed=number, size=size, account=str(number)) for number, size in enumerate(sizes)]
    alone = []
    for each in asked:
        with Workshop() as workshop:
            alone.append(workshop.paint(each, kept))
    with Workshop() as workshop:
        pictures = [workshop.ask(each, kept) for each in asked]
        workshop.gate.set()
        together = [each.result(60) for each in pictures]
        shared = max(len({seed for _, seed, _ in turn}) for turn in workshop.turns)
    assert shared > 1
    assert all((one == other).all() for one, other in zip(alone, together, strict=True))


def test_previews_have_the_asked_shape(folders):
    looker, kept = Looker(), opened(folders("sketch"), native_area=NATIVE, steps=3, dtype="float32")
    with Workshop() as workshop:
        workshop.gate.set()
        picture = workshop.ask(canvas(size=(500, 700)), kept, looker.watch).result(60)
    assert len(looker.seen) == 3
    for preview in looker.seen:
        high, wide, _ = preview.shape
        assert wide / high == pytest.approx(500 / 700, abs=0.05)
    assert likeness(looker.seen[-1], picture) > 0.7


def test_a_table_goes_before_the_folder_and_can_say_that_there_is_none(small, folders):
    assert of_tier(small).spec.native_area == NATIVE
    assert of_tier(small, native_area=832 * 480).spec.native_area == 832 * 480
    assert of_tier(small, native_area=0).spec.native_area == 0
    assert of_tier(folders("declared")).spec.native_area == opened(folders("t2v")).spec.native_area == 0


@pytest.mark.parametrize("area", [512, -1, 2**40, 262144.5, "512*512"])
def test_what_is_no_area_is_refused(area, folders, tmp_path):
    with pytest.raises(SettingsInvalid, match="native_area"):
        opened(folders("t2v"), native_area=area)
    (tmp_path / "wanstudio.json").write_text(json.dumps({"native_area": area}))
    with pytest.raises(CheckpointInvalid, match="native_area"):
        read_properties(tmp_path)
