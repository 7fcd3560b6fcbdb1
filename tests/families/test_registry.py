"""Which family serves a folder, and what each refuses of a folder or a table."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.painting.diffusion.studio import opened

from wanstudio.errors import CheckpointInvalid, SettingsInvalid
from wanstudio.painting.diffusion.families.flux2_klein.spec import Flux2KleinTable
from wanstudio.painting.diffusion.families.pipeline.kinds import KINDS
from wanstudio.painting.diffusion.families.qwen_image.spec import QwenImageTable
from wanstudio.painting.diffusion.families.wan.spec import WanTable
from wanstudio.painting.diffusion.families.z_image.spec import ZImageTable
from wanstudio.painting.diffusion.registry import families, find_family


def edit(file, **changes):
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def test_every_family_is_named_once_and_needs_no_torch():
    names = [family.name for family in families()]
    assert len(set(names)) == len(names)
    program = (
        "import sys; from wanstudio.painting.diffusion.registry import families; families();"
        "print(*{'torch', 'diffusers', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_howto_lists_every_pipeline_and_every_default():
    page = (Path(__file__).parents[2] / "docs/howto/checkpoints.md").read_text(encoding="utf-8")
    _, _, listed = page.partition("The other pipelines are")
    assert set(re.findall(r"`(\w+Pipeline)`", listed.partition("\n\n")[0])) == set(KINDS)
    told = {
        WanTable: "WanPipeline",
        ZImageTable: "ZImagePipeline",
        Flux2KleinTable: "Flux2KleinPipeline",
        QwenImageTable: "QwenImagePipeline",
    }
    for kind, name in told.items():
        row = next(line for line in page.splitlines() if f"(`{name}`)" in line)
        assert f"| {kind().steps}, {kind().guidance} |" in row


def test_a_folder_that_no_family_serves_is_refused_with_what_is_served(tmp_path):
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": "MochiPipeline"}))
    with pytest.raises(CheckpointInvalid, match=r"a MochiPipeline, which no family .*wan.*z-image"):
        find_family(tmp_path)


def test_an_installed_package_brings_a_family(tmp_path):
    (tmp_path / "outside.py").write_text(
        "class Outside:\n"
        "    name = 'outside'\n"
        "    def serves(self, model_index):\n"
        "        return model_index.get('_class_name') == 'OutsidePipeline'\n"
        "FAMILY = Outside()\n"
    )
    installed = tmp_path / "outside-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: outside\nVersion: 1\n")
    (installed / "entry_points.txt").write_text("[wanstudio.families]\noutside = outside:FAMILY\n")
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": "OutsidePipeline"}))
    program = (
        "import sys; from pathlib import Path; from wanstudio.painting.diffusion.registry import find_family;"
        "print(find_family(Path(sys.argv[1])).name)"
    )
    paths = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "outside"


def test_a_field_of_another_family_is_refused_with_the_name_of_the_table(served):
    with pytest.raises(SettingsInvalid, match=r"\[checkpoints.wan2.6-t2i\].*plain_words"):
        served(plain_words=True)


FAULTS = {
    "z_image": {
        "takes 12 channels, the vae 16": lambda f: edit(f / "transformer" / "config.json", in_channels=12),
        "texts 24 wide, the encoder writes 16": lambda f: edit(
            f / "transformer" / "config.json", cap_feat_dim=24
        ),
        "'vae' is a AutoencoderDC": lambda f: edit(
            f / "model_index.json", vae=["diffusers", "AutoencoderDC"]
        ),
        "a DDIMScheduler, not a FlowMatchEuler": lambda f: edit(
            f / "scheduler" / "scheduler_config.json", _class_name="DDIMScheduler"
        ),
        "'text_encoder' is quantised with gptq": lambda f: edit(
            f / "text_encoder" / "config.json", quantization_config={"quant_method": "gptq"}
        ),
        "'transformer' has no weights": lambda f: next((f / "transformer").glob("*.safetensors")).unlink(),
        "component 'tokenizer' is missing": lambda f: shutil.rmtree(f / "tokenizer"),
    },
    "flux2_klein": {
        "four cells of the vae have 16": lambda f: edit(f / "transformer" / "config.json", in_channels=8),
        "wants the guidance itself": lambda f: edit(f / "transformer" / "config.json", guidance_embeds=True),
        "has 20 layers, and 27 are read": lambda f: edit(
            f / "text_encoder" / "config.json", num_hidden_layers=20
        ),
    },
    "qwen_image": {
        "four cells of the vae have 16": lambda f: edit(f / "transformer" / "config.json", in_channels=8),
        "has guidance_embeds": lambda f: edit(f / "transformer" / "config.json", guidance_embeds=True),
        "texts 24 wide": lambda f: edit(f / "transformer" / "config.json", joint_attention_dim=24),
    },
}


@pytest.mark.parametrize(
    ("family", "problem"), [(name, problem) for name, faults in FAULTS.items() for problem in faults]
)
def test_what_is_wrong_with_a_folder_is_said_before_anything_is_loaded(
    family_folder, tmp_path, family, problem
):
    broken = shutil.copytree(family_folder(family), tmp_path / "broken")
    FAULTS[family][problem](broken)
    with pytest.raises(CheckpointInvalid, match=problem):
        opened(broken)
