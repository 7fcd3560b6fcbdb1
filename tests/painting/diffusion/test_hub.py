"""A checkpoint whose table names a hub: fetched once, whole or not at all."""

import asyncio
import json
import os
import shutil
import subprocess
import sys

import pytest
from tests.model_store.fake_hub import serving
from tests.until import until

from wanstudio.errors import CheckpointInvalid, SettingsInvalid
from wanstudio.painting.diffusion.checkpoints import read_shelf
from wanstudio.painting.diffusion.families.wan.folder import read_folder
from wanstudio.settings import Settings

WEIGHTS = "transformer/diffusion_pytorch_model.safetensors"
FETCH = """
import os, sys
from pathlib import Path
from wanstudio.painting.diffusion.checkpoints import read_shelf
from wanstudio.painting.diffusion.hub import fetch
from wanstudio.settings import Settings

table = {"hub": sys.argv[2]}
if named := os.environ.get("TRANSFORMER"):
    table["transformer"] = named
shelf = read_shelf(Settings(data=Path(sys.argv[1]), checkpoints={"wan2.6-t2i": table}))
fetch(shelf.all[0])
"""


@pytest.fixture
def repositories(folders, tmp_path):
    """The small checkpoint as a hub keeps it, a pickle beside it."""
    shutil.copytree(folders("sketch"), place := tmp_path / "repositories" / "org" / "small")
    (place / "transformer" / "diffusion_pytorch_model.bin").write_bytes(b"a pickle")
    return place.parents[1]


@pytest.fixture
def hub(repositories):
    with serving(repositories) as server:
        yield server.url


def begin_fetch(data, name, endpoint, **environment):
    own = {"HF_ENDPOINT": endpoint, "HF_HOME": str(data / "cache"), "NO_PROXY": "*", **environment}
    return subprocess.Popen(
        [sys.executable, "-c", FETCH, str(data), name],
        env={**os.environ, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def fetch(data, name, endpoint, **environment):
    begun = begin_fetch(data, name, endpoint, **environment)
    out, err = begun.communicate(timeout=120)
    return subprocess.CompletedProcess(begun.args, begun.returncode, out, err)


def test_a_checkpoint_is_fetched_once_and_without_pickles(hub, tmp_path):
    fetched = fetch(tmp_path, "org/small", hub)
    assert fetched.returncode == 0, fetched.stderr
    folder = tmp_path / "hub" / "org--small"
    assert read_folder(folder).weights["transformer"].files
    assert not list(folder.rglob("*.bin"))
    again = fetch(tmp_path, "org/small", "http://127.0.0.1:9")
    assert again.returncode == 0, "what lies there needs no hub"


def test_a_transformer_that_the_table_names_is_fetched_beside_the_index(repositories, tmp_path):
    own = shutil.copytree(repositories / "org/small/transformer", repositories / "org/small/transformer_own")
    with serving(repositories) as server:
        fetched = fetch(tmp_path, "org/small", server.url, TRANSFORMER="transformer_own")
    assert fetched.returncode == 0, fetched.stderr
    assert {path.name for path in (tmp_path / "hub/org--small/transformer_own").iterdir()} == {
        path.name for path in own.iterdir() if path.suffix != ".bin"
    }


def test_of_a_preset_s_repository_only_its_files_are_fetched(repositories, tmp_path):
    shutil.copytree(repositories / "org/small", place := repositories / "Wan-AI/Wan2.2-T2V-A14B-Diffusers")
    shutil.copytree(place / "transformer", place / "transformer_2")
    index = json.loads((place / "model_index.json").read_text())
    index["transformer_2"] = index["transformer"]
    (place / "model_index.json").write_text(json.dumps(index))
    with serving(repositories) as server:
        fetched = fetch(tmp_path, "Wan-AI/Wan2.2-T2V-A14B-Diffusers", server.url)
    assert fetched.returncode == 0, fetched.stderr
    folder = tmp_path / "hub" / "Wan-AI--Wan2.2-T2V-A14B-Diffusers"
    assert (folder / "transformer_2").is_dir()
    assert not (folder / "transformer").exists(), "of two experts one paints stills"
    read_folder(folder)


def test_a_checkpoint_that_no_hub_has_is_said_plainly(hub, tmp_path):
    failed = fetch(tmp_path, "org/other", hub)
    assert CheckpointInvalid.__name__ in failed.stderr
    assert "org/other" in failed.stderr
    assert not (tmp_path / "hub" / "org--other").exists()


@pytest.mark.parametrize("offline", ["0", "1"], ids=["hub away", "told to be offline"])
def test_an_interrupted_download_is_never_taken_for_the_whole(repositories, tmp_path, offline):
    folder = tmp_path / "hub" / "org--small"
    with serving(repositories, slow={WEIGHTS: 30}) as server:
        broken = begin_fetch(tmp_path, "org/small", server.url)
        asyncio.run(until(lambda: bool(server.bodies(WEIGHTS))))
        broken.kill()
        broken.communicate()
        assert folder.with_name("org--small.part").exists()
        away = fetch(tmp_path, "org/small", "http://127.0.0.1:9", HF_HUB_OFFLINE=offline)
        assert "cannot be fetched from the hub" in away.stderr
        assert not folder.exists()
        server.slow.clear()
        resumed = fetch(tmp_path, "org/small", server.url)
    assert resumed.returncode == 0, resumed.stderr
    read_folder(folder)


def test_what_a_release_before_took_for_the_whole_is_completed(folders, hub, tmp_path):
    folder = shutil.copytree(folders("sketch"), tmp_path / "hub" / "org--small")
    next((folder / "transformer").glob("*.safetensors")).unlink()
    away = fetch(tmp_path, "org/small", "http://127.0.0.1:9")
    assert "cannot be fetched from the hub" in away.stderr
    assert fetch(tmp_path, "org/small", hub).returncode == 0
    read_folder(folder)


def test_two_workers_that_fetch_one_checkpoint_both_have_it(hub, tmp_path):
    begun = [begin_fetch(tmp_path, "org/small", hub) for _ in range(3)]
    for each in begun:
        _, err = each.communicate(timeout=120)
        assert each.returncode == 0, err
    read_folder(tmp_path / "hub" / "org--small")


@pytest.mark.parametrize("table", [{}, {"folder": "x", "hub": "org/small"}, {"hub": "no-slash"}])
def test_either_a_folder_or_a_hub_id(table, tmp_path):
    with pytest.raises(SettingsInvalid, match=r"wan2\.6-t2i"):
        read_shelf(Settings(data=tmp_path, checkpoints={"wan2.6-t2i": table}))
