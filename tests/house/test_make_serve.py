"""`make serve` installs what its painter needs, and nothing that it does not."""

import os
import subprocess

import pytest
from tests.house.sources import ROOT

from wanstudio.painting.auto import choose
from wanstudio.settings import PAINTERS, Settings


def planned(*arguments):
    told = subprocess.run(
        ["make", "--dry-run", "--always-make", "--no-print-directory", "serve", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
    )
    return told.stdout if told.returncode == 0 else told.stderr


@pytest.mark.parametrize("painter", [name for name in PAINTERS if name != "auto"])
def test_a_painter_that_is_named_gets_its_extras_and_paints(painter):
    plan = planned(f"PAINTER={painter}")
    extras = "painter" if painter == "procedural" else "painter,diffusion"
    assert f"'.[{extras}]'" in plan
    assert plan.rstrip().endswith(f"--painter {painter}")


def test_without_a_name_the_settings_decide_and_no_torch_is_installed():
    plan = planned()
    assert "--painter" not in plan
    assert "'.[painter]'" in plan
    assert choose(Settings()).painter == "procedural"


def test_a_model_gets_torch_and_is_pulled_and_served():
    plan = planned("MODEL=wan2.1-t2v-1.3b")
    assert "'.[painter,diffusion]'" in plan
    assert plan.rstrip().endswith("--model wan2.1-t2v-1.3b")


def test_a_painter_that_does_not_exist_is_named():
    assert "PAINTER is auto, procedural, sketch or diffusion" in planned("PAINTER=rembrandt")
