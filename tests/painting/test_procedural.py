"""The painter as a whole: shapes, seeds, prompts, time of day, speed of import."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from wanstudio.painting.painter import Painter, Pixels
from wanstudio.painting.procedural.painter import ProceduralPainter
from wanstudio.vocabulary.world import SETTINGS, TIMES, WEATHERS

Paint = Callable[..., Pixels]


def test_it_is_a_painter() -> None:
    painter: Painter = ProceduralPainter()
    assert painter.name == "procedural"


@pytest.mark.parametrize(
    "size", [(512, 512), (1440, 512), (512, 1440), (768, 2700), (2700, 768), (513, 1021)]
)
def test_shape_is_exact(paint: Paint, size: tuple[int, int]) -> None:
    pixels = paint("a cottage and two pine trees by a lake, moon", size=size)
    assert pixels.shape == (size[1], size[0], 3)
    assert pixels.dtype == np.uint8


@pytest.mark.parametrize("prompt", ["an orange cat", "雪地里的小木屋，夜晚，极光", "no word it knows"])
def test_same_canvas_gives_same_bytes(paint: Paint, prompt: str) -> None:
    assert paint(prompt, 7).tobytes() == paint(prompt, 7).tobytes()


def test_threads_do_not_disturb_each_other(paint: Paint) -> None:
    alone = [paint("three sheep on a hill", seed) for seed in range(4)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda seed: paint("three sheep on a hill", seed), range(4)))
    assert all((a == b).all() for a, b in zip(alone, together, strict=True))


@pytest.mark.parametrize("prompt", ["a car", "a cat", "flower shop"])
def test_seeds_differ_clearly(paint: Paint, prompt: str) -> None:
    pictures = [paint(prompt, seed).astype(int) for seed in range(4)]
    for k in range(3):
        assert np.abs(pictures[k] - pictures[k + 1]).mean() > 8


def test_unknown_prompts_give_pictures_that_depend_on_them(paint: Paint) -> None:
    pictures = [paint(prompt, 5) for prompt in ("qwertz", "entropie", "zzz", "")]
    for pixels in pictures:
        assert pixels.std() > 22
    for k in range(3):
        assert np.abs(pictures[k].astype(int) - pictures[k + 1]).mean() > 6


@pytest.mark.parametrize("setting", sorted(SETTINGS))
def test_every_setting_is_a_picture(paint: Paint, setting: str) -> None:
    assert paint(SETTINGS[setting][0].split("|")[0], 2).std() > (12 if setting != "studio" else 5)


@pytest.mark.parametrize("weather", sorted(WEATHERS))
def test_every_weather_is_a_picture(paint: Paint, weather: str) -> None:
    assert paint("a house in a meadow, " + WEATHERS[weather][1].split("|")[0], 2).std() > 12


def test_night_is_darker_than_day(paint: Paint) -> None:
    means = {time: paint(f"a house on a meadow, {TIMES[time][0].split('|')[0]}", 4).mean() for time in TIMES}
    assert means["night"] < means["dusk"] < means["day"]


def test_reference_cat_is_orange(paint: Paint) -> None:
    middle = paint("A sitting orange cat with a happy expression", 3)[200:400, 180:330].reshape(-1, 3)
    red, green, blue = np.median(middle, axis=0)
    assert red > green + 25 > blue + 40


def test_import_is_quick_and_heavy_packages_stay_out() -> None:
    code = (
        "import sys, time; t = time.perf_counter(); import wanstudio.painting.procedural.painter; "
        "print(time.process_time()); assert 'torch' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 3.0
