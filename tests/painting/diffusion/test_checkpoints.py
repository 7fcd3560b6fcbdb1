import re
import subprocess
import sys
from pathlib import Path

import pytest

from wanstudio.errors import CheckpointInvalid, PaintingFailed, SettingsInvalid
from wanstudio.painting.choosing import open_painter
from wanstudio.painting.diffusion.checkpoint_table import read_table
from wanstudio.painting.diffusion.checkpoints import read_shelf
from wanstudio.painting.diffusion.families.sketch.spec import DeclaredTable
from wanstudio.painting.diffusion.families.wan.spec import WanTable
from wanstudio.painting.diffusion.registry import check_folders
from wanstudio.painting.painter import Canvas
from wanstudio.server.supervisor import worker_environment
from wanstudio.settings import Settings, from_json, load_settings, to_json

TOML = """
painter = "diffusion"
default_checkpoint = "small"

[checkpoints.small]
folder = "/srv/small"
steps = 12
text_tokens = 64

[checkpoints."wan2.6-t2i"]
folder = "/srv/large"
steps = 40
guidance = 3.5
shift = 12.0
scheduler = "euler"
dtype = "bfloat16"
"""


def read(tmp_path, text):
    file = tmp_path / "wanstudio.toml"
    file.write_text(text)
    return load_settings(file=file, environment={})


def test_each_model_finds_its_checkpoint(tmp_path):
    shelf = read_shelf(read(tmp_path, TOML))
    large, small = shelf.find("wan2.6-t2i"), shelf.find("wan2.2-t2i-flash")
    assert (str(large.folder), large.table["shift"], large.dtype) == ("/srv/large", 12.0, "bfloat16")
    assert (str(small.folder), small.table["steps"], small.dtype) == ("/srv/small", 12, "auto")
    assert shelf.all == (small, large)
    only = read_shelf(Settings(checkpoints={"wan2.6-t2i": {"folder": "x"}}))
    with pytest.raises(SettingsInvalid, match="stands behind"):
        only.find("wan2.2-t2i-flash")


def test_the_example_of_the_howto_can_be_used(tmp_path):
    page = (Path(__file__).parents[3] / "docs/howto/checkpoints.md").read_text(encoding="utf-8")
    shelf = read_shelf(read(tmp_path, page.split("```toml\n")[1].split("```")[0]))
    assert [read_table(each.table, WanTable).steps for each in shelf.all] == [50, 40, 4]
    keys = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert tuple(keys) == DeclaredTable.__struct_fields__


def test_a_child_process_reads_the_same_checkpoints(tmp_path):
    settings = read(tmp_path, TOML)
    assert from_json(to_json(settings)) == settings


def test_the_worker_keeps_large_blocks_only_for_this_painter(tmp_path):
    assert "MALLOC_TRIM_THRESHOLD_" in worker_environment(read(tmp_path, TOML))
    assert "MALLOC_TRIM_THRESHOLD_" not in worker_environment(Settings())


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, r"needs a \[checkpoints\] table"),
        ({"checkpoints": {"wan2.6-t2i": {}}}, "folder"),
        ({"checkpoints": {"wan2.6-t2i": {"folder": "x", "dtype": "float8"}}}, "dtype"),
        ({"checkpoints": {"wan2.6-t2i": {"folder": "x", "fuse_tokens": -1}}}, "fuse_tokens"),
        ({"checkpoints": {"wan9": {"folder": "x"}}}, "wan9"),
        ({"checkpoints": {"wan2.6-t2i": {"folder": "x"}}, "default_checkpoint": "y"}, "'y'"),
    ],
)
def test_what_cannot_be_used_is_named(changes, problem):
    with pytest.raises(SettingsInvalid, match=problem):
        read_shelf(Settings(painter="diffusion", **changes))


@pytest.mark.parametrize(
    ("field", "problem"),
    [({"steps": 0}, "steps"), ({"setps": 3}, "setps"), ({"scheduler": "ddim"}, "scheduler")],
)
def test_a_field_that_the_family_of_a_folder_does_not_know_is_named(folders, field, problem):
    table = {"folder": str(folders("t2v")), **field}
    with pytest.raises(SettingsInvalid, match=rf"\[checkpoints.wan2.6-t2i\].*{problem}"):
        check_folders(Settings(painter="diffusion", checkpoints={"wan2.6-t2i": table}))


def test_environment_that_is_not_json_is_named():
    with pytest.raises(SettingsInvalid, match="CHECKPOINTS"):
        load_settings(environment={"WANSTUDIO_CHECKPOINTS": "wan2.6-t2i=x"})


def test_a_server_says_at_once_what_is_wrong_with_a_folder(tmp_path):
    settings = Settings(checkpoints={"wan2.6-t2i": {"folder": str(tmp_path / "none")}})
    with pytest.raises(CheckpointInvalid, match="no such folder"):
        check_folders(settings)
    file = tmp_path / "wanstudio.toml"
    file.write_text(f'painter = "diffusion"\n[checkpoints."wan2.6-t2i"]\nfolder = "{tmp_path}/none"\n')
    command = [sys.executable, "-m", "wanstudio", "serve", "--config", str(file), "--port", "0"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=20, cwd=tmp_path)
    assert done.returncode == 1
    assert "no such folder" in done.stderr


def test_reading_checkpoints_loads_no_torch():
    program = (
        "import sys, wanstudio.painting.diffusion.registry as r; r.families(); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_painter_paints_and_hides_what_only_the_operator_should_read(folders):
    table = {"folder": str(folders("t2v")), "steps": 2, "text_tokens": 24}
    painter = open_painter(
        Settings(
            painter="diffusion", checkpoints={"wan2.6-t2i": table}, engine_threads=1, engine_device="cpu"
        )
    )
    assert (painter.name, painter.easels) == ("diffusion", 8)
    assert painter.paint(Canvas("wan2.6-t2i", "a cat", "", 72, 64, 1)).shape == (64, 72, 3)
    with pytest.raises(PaintingFailed):
        painter.paint(Canvas("wan2.2-t2i-flash", "a cat", "", 72, 64, 1))
    painter.close()
