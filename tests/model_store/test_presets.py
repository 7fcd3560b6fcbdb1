"""The table of presets, and what fits which machine."""

import pytest

from wanstudio.errors import ModelUnknown, SettingsInvalid
from wanstudio.model_store.licenses import restricts
from wanstudio.model_store.presets import find_preset, read_presets
from wanstudio.painting.diffusion.checkpoints import Checkpoint, read_checkpoint
from wanstudio.painting.preset_fit import Machine, best_fit, fit_line, needed_bytes
from wanstudio.settings import Settings

PRESETS = read_presets()
GIB = 1 << 30


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_what_a_preset_says_of_painting_is_a_table_of_checkpoints(preset, tmp_path):
    found = read_checkpoint(preset.name, {"folder": str(tmp_path), **preset.painting()}, tmp_path)
    assert isinstance(found, Checkpoint)
    assert found.table.get("steps") == preset.steps
    assert preset.files
    assert preset.commercial == "yes" or restricts(preset.license)


@pytest.mark.parametrize(
    ("gib", "name"),
    [
        (16, None),
        (20, "flux2-klein-4b"),
        (24, "z-image-turbo"),
        (80, "qwen-image-2512"),
        (141, "qwen-image-2512"),
    ],
)
def test_the_first_preset_whose_weights_leave_a_fifth_of_the_memory_fits(gib, name):
    fit = best_fit(PRESETS.values(), Machine("a GPU", gib * GIB))
    assert (fit.name if fit else None) == name
    assert fit is None or needed_bytes(fit, Machine("a GPU", gib * GIB)) < gib * GIB


def test_a_processor_without_bfloat16_needs_twice_the_memory():
    small = PRESETS["wan2.1-t2v-1.3b"]
    assert needed_bytes(small, Machine(None, 0, bf16=False)) == 2 * needed_bytes(small, Machine(None, 0))
    assert best_fit(PRESETS.values(), Machine(None, 24 * GIB, bf16=False)) is None


def test_a_driver_tells_of_the_gpu(tmp_path, monkeypatch):
    tool = tmp_path / "nvidia-smi"
    tool.write_text('#!/bin/sh\necho "NVIDIA H200, 143771"\necho "NVIDIA H200, 143771"\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    line = fit_line(Settings())
    assert "NVIDIA H200, 140 GiB of memory" in line
    assert "wanstudio serve --model qwen-image-2512 --data wanstudio-data (fetches 57.7 GB)" in line
    assert "no GPU" in fit_line(Settings(engine_device="cpu"))
    tool.write_text("#!/bin/sh\nexit 9\n")
    assert "NVIDIA" not in fit_line(Settings())


@pytest.mark.parametrize(
    ("name", "limits"),
    [("apache-2.0", False), ("Apache-2.0", False), ("mit", False), ("", False), ("openrail++", False),
     ("cc-by-nc-4.0", True), ("flux-1-dev-non-commercial-license", True), ("qwen-research", True),
     ("sai-nc-community", True), ("stabilityai-ai-community", True), ("tencent-hunyuan-community", True)],
)  # fmt: skip
def test_which_names_of_licences_limit_commercial_use(name, limits):
    assert restricts(name) == limits


def test_an_unknown_preset_offers_near_names():
    with pytest.raises(ModelUnknown, match=r"near it are wan2\.1-t2v-14b"):
        find_preset(PRESETS, "wan2.1-14b")
    with pytest.raises(ModelUnknown, match=r"There is no preset 'xyzzy'\."):
        find_preset(PRESETS, "xyzzy")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[a]\npipeline = "P"\nlicense = "MIT"\ncommercial = "yes"\n', r"\[a\] names no hub"),
        (
            '[a]\npipeline = "P"\nlicense = "MIT"\ncommercial = "maybe"\nhub = "a/b"\n',
            r"\[a\]: Invalid enum value",
        ),
        ('[a]\npipeline = "P"\nlicense = "MIT"\ncommercial = "yes"\nhub = "a"\n', "is no id of a hub"),
        ("a = 1\n", r"\[a\]"),
    ],
)
def test_a_file_of_presets_that_is_wrong_is_told(tmp_path, text, says):
    file = tmp_path / "presets.toml"
    file.write_text(text)
    with pytest.raises(SettingsInvalid, match=says):
        read_presets(file)
