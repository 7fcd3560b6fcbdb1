"""Weights that give NaN or infinity: no picture, no charge, and a reason for the operator."""

import math
import shutil

import numpy as np
import pytest
from safetensors.torch import load_file, save_file
from structlog.testing import capture_logs
from tests.atelier import open_studio
from tests.live_server import run_wanstudio
from tests.painting.diffusion.test_service import diffusion

from wanstudio.accounts.billing import read_bill
from wanstudio.cli.doctor import one_flat_colour
from wanstudio.tasks.lifecycle import State

SPOILED = {
    "transformer": ("proj_out.weight", math.nan, "step 1 of 2"),
    "text_encoder": ("encoder.final_layer_norm.weight", math.inf, "step 1 of 2"),
    "vae": ("decoder.conv_out.bias", math.inf, "decoder"),
}


def spoil(folder, part):
    name, value, _ = SPOILED[part]
    (file,) = (folder / part).glob("*.safetensors")
    tensors = load_file(file)
    tensors[name].flatten()[0] = value
    save_file(tensors, file, {"format": "pt"})
    return folder


@pytest.mark.parametrize("part", SPOILED)
async def test_a_picture_of_lost_numbers_fails_and_is_not_billed(folders, tmp_path, part):
    folder = spoil(shutil.copytree(folders("sketch"), tmp_path / "spoiled"), part)
    with capture_logs() as logs:
        async with open_studio(tmp_path / "data", **diffusion(folder, dtype="bfloat16")) as studio:
            await studio.submit()
            task = await studio.work_once()
            bill = await read_bill(studio.desk.database, account_id=None, start_ms=0, end_ms=10**14)
    assert (task.state, task.code) == (State.FAILED, "InternalError.Algo")
    assert not bill
    (told,) = [line for line in logs if line["event"] == "picture_failed"]
    assert SPOILED[part][2] in told["reason"]
    if part == "vae":
        assert "float32" in told["reason"]
        assert "damaged" in told["reason"]
    else:
        assert "bfloat16" in told["reason"]
        assert 'dtype = "float32"' in told["reason"]


def test_doctor_tells_the_reason_and_not_what_a_customer_is_told(folders, tmp_path):
    folder = spoil(shutil.copytree(folders("sketch"), tmp_path / "spoiled"), "transformer")
    config = tmp_path / "wanstudio.toml"
    config.write_text(f'painter = "diffusion"\n[checkpoints."wan2.6-t2i"]\nfolder = "{folder}"\nsteps = 2\n')
    checked = run_wanstudio(
        "doctor", "--data", tmp_path / "data", "--config", config, WANSTUDIO_PAINTER="diffusion"
    )
    assert checked.returncode == 1
    (told,) = [line for line in checked.stdout.splitlines() if "painter " in line]
    assert told.startswith("FAIL  painter    The painter failed: step 1 of 2: numbers became NaN or infinite")
    assert "Traceback" not in checked.stderr


def test_doctor_looks_at_what_it_painted():
    assert one_flat_colour(np.zeros((8, 8, 3), np.uint8))
    noise = np.random.default_rng(1).integers(0, 255, (8, 8, 3), np.uint8)
    assert not one_flat_colour(noise)
