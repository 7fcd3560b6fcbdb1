"""Scenery leaves out what is denied, and things do not take a colour that is denied to them."""

import numpy as np
import pytest

from wanstudio.painting.painter import Canvas
from wanstudio.painting.procedural.drawing.colour import PIGMENTS, pigment_of
from wanstudio.painting.procedural.painter import ProceduralPainter
from wanstudio.painting.procedural.things.registry import drawing, kinds, own_colours

SEEDS = range(6)
SIDE = 320


def painted(prompt, negative="", seed=0):
    return ProceduralPainter().paint(Canvas("sketch", prompt, negative, SIDE, SIDE, seed)).astype(np.float32)


def sparks(pixels):
    """How many pixels of the upper third stand out from those around them."""
    grey = pixels[: SIDE // 3].mean(2)
    around = (np.roll(grey, 3, 0) + np.roll(grey, -3, 0) + np.roll(grey, 3, 1) + np.roll(grey, -3, 1)) / 4
    return int((grey[4:-4, 4:-4] - around[4:-4, 4:-4] > 40).sum())


def unevenness(pixels):
    """How much the rows of the upper quarter vary, less the sun's halo and the darker corners."""
    rows = pixels[: SIDE // 4].mean(2).reshape(SIDE // 4, SIDE // 8, 8).mean(2)
    across = np.arange(rows.shape[1])
    smooth = np.stack([np.polyval(fit, across) for fit in np.polyfit(across, rows.T, 3).T])
    return float((rows - smooth).std())


def darkness(pixels):
    """How dark the darkest tenth of the middle rows is."""
    rows = np.sort(pixels[SIDE // 3 : SIDE * 2 // 3].mean(2).ravel())
    return float(rows[: len(rows) // 10].mean())


@pytest.mark.parametrize("negative", ["stars", "星星"])
def test_no_stars(negative):
    for seed in SEEDS:
        prompt = "a tent in the desert at night, clear sky"
        assert sparks(painted(prompt, seed=seed)) > 30
        assert sparks(painted(prompt, negative, seed)) < 12


def test_no_clouds():
    prompt = "a cow on a meadow, at noon, overcast sky"
    asked = np.mean([unevenness(painted(prompt, seed=seed)) for seed in SEEDS])
    denied = np.mean([unevenness(painted(prompt, "clouds", seed)) for seed in SEEDS])
    assert denied < 0.5 * asked


@pytest.mark.parametrize(("negative", "prompt"), [("firs", "a lake at noon"), ("trees", "a lake at noon")])
def test_no_firs(negative, prompt):
    for seed in SEEDS:
        assert darkness(painted(prompt, f"{negative}, mountains", seed)) > darkness(
            painted(prompt, "mountains", seed)
        )


@pytest.mark.parametrize("kind", ["car", "rose", "chair", "apple", "cat"])
def test_no_denied_colour(kind):
    own = {
        pigment_of(colour) for seed in range(40) for colour in own_colours(kind, np.random.default_rng(seed))
    }
    for name in own:
        for seed in range(20):
            first = own_colours(kind, np.random.default_rng(seed), frozenset({name}))[0]
            assert pigment_of(first) != name


def test_whoever_denies_every_colour_still_gets_a_picture():
    for kind in kinds():
        assert drawing(kind)
        own_colours(kind, np.random.default_rng(1), frozenset(PIGMENTS))
    assert painted("a car", ", ".join(PIGMENTS)).any()
