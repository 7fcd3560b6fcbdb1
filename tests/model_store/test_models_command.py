"""`wanstudio models` as an operator uses it, against a hub of this machine."""

import asyncio
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time

import pytest
from tests.until import until

from wanstudio.model_store.manifest import read_manifest
from wanstudio.painting.diffusion.registry import check_folder

WEIGHTS = "transformer/diffusion_pytorch_model.safetensors"
VAE = "vae/diffusion_pytorch_model.safetensors"
TOKEN = "hf_" + "y" * 30


def begin(variables, *words, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "wanstudio", "models", *words],
        env={**os.environ, **variables, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(condition):
    asyncio.run(until(condition))


def partials(data):
    return [path for path in data.glob("models/*.part/.partial/*") if path.stat().st_size > 0]


def test_a_preset_is_pulled_without_pickles_and_listed(wanstudio, data, tiny_hub):
    done = wanstudio("models", "pull", "tiny")
    assert done.returncode == 0, done.stderr
    assert "wanstudio models use tiny" in done.stdout
    assert "100 %" in done.stderr
    assert "\r" not in done.stderr, "no bar where nobody looks on"
    assert check_folder(data / "models" / "tiny").file_bytes
    assert not any(".bin" in asked.path for asked in tiny_hub.log)
    (listed,) = json.loads(wanstudio("models", "list", "--json").stdout)
    assert (listed["model"], listed["repository"], listed["whole"], listed["behind"]) == (
        "tiny",
        "acme/tiny",
        True,
        [],
    )
    assert listed["commit"] == tiny_hub.commit("acme/tiny")
    assert "tiny" in wanstudio("models", "list").stdout
    tiny_hub.log.clear()
    assert wanstudio("models", "pull", "tiny").returncode == 0
    assert tiny_hub.log == []


@pytest.mark.parametrize("words", [("--from", "modelscope"), ("--revision", "main", "--as", "other-name")])
def test_another_hub_and_another_name(wanstudio, data, words):
    done = wanstudio("models", "pull", "tiny", *words)
    assert done.returncode == 0, done.stderr
    check_folder(data / "models" / ("other-name" if "--as" in words else "tiny"))


def test_a_repository_of_a_preset_is_that_preset_on_either_hub(wanstudio, data, tmp_path):
    ours = (
        '[own]\npipeline = "WanPipeline"\nhub = "acme/tiny"\nlicense = "MIT"\ncommercial = "yes"\nsteps = 3\n'
    )
    (tmp_path / "own.toml").write_text(ours)
    for words in ((), ("--from", "modelscope", "--as", "second")):
        done = wanstudio("models", "pull", "acme/tiny", *words, WANSTUDIO_PRESETS=str(tmp_path / "own.toml"))
        assert done.returncode == 0, done.stderr
    assert [read_manifest(data / "models" / name).preset for name in ("own", "second")] == ["own", "own"]


def test_the_id_of_a_repository_is_pulled_by_what_its_index_names(wanstudio, data, tmp_path):
    (tmp_path / "none.toml").write_text("")
    done = wanstudio("models", "pull", "acme/tiny", WANSTUDIO_PRESETS=str(tmp_path / "none.toml"))
    assert done.returncode == 0, done.stderr
    check_folder(data / "models" / "tiny")


def test_a_pull_that_was_killed_goes_on_at_the_byte(wanstudio, variables, data, tiny_hub):
    size = len(tiny_hub.files("acme/tiny")[WEIGHTS])
    tiny_hub.slow[WEIGHTS] = 0.2
    killed = begin(variables, "pull", "tiny")
    wait_for(lambda: any(asked.sent > size // 4 for asked in tiny_hub.bodies(WEIGHTS)) and partials(data))
    killed.kill()
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    (listed,) = json.loads(wanstudio("models", "list", "--json").stdout)
    assert (listed["model"], listed["whole"]) == ("tiny", False)
    refused = wanstudio("models", "use", "tiny", "--default")
    assert (refused.returncode, "has not arrived whole" in refused.stderr) == (1, True)
    sizes = {path.stat().st_size for path in partials(data)}
    tiny_hub.slow.clear()
    tiny_hub.log.clear()
    done = wanstudio("models", "pull", "tiny")
    assert done.returncode == 0, done.stderr
    begun = {int(asked.range[6:-1]) for asked in tiny_hub.bodies(WEIGHTS) if asked.range}
    assert begun
    assert begun <= sizes, "it goes on with exactly what was there"
    assert (data / "models/tiny" / WEIGHTS).read_bytes() == tiny_hub.files("acme/tiny")[WEIGHTS]


def test_what_breaks_is_told_while_it_is_tried_again(wanstudio, tiny_hub):
    tiny_hub.drops["/tree/"] = 2
    done = wanstudio("models", "pull", "tiny")
    assert done.returncode == 0, done.stderr
    assert "again in 0.25 s" in done.stderr
    assert "again in 0.5 s" in done.stderr


def test_the_keyboard_ends_a_pull_at_once_and_keeps_what_came(variables, wanstudio, data, tiny_hub):
    tiny_hub.slow[WEIGHTS] = 0.2
    interrupted = begin(variables, "pull", "tiny")
    wait_for(lambda: bool(partials(data)))
    interrupted.send_signal(signal.SIGINT)
    _, err = interrupted.communicate(timeout=20)
    assert interrupted.returncode == 130
    assert "Traceback" not in err
    assert partials(data)
    tiny_hub.slow.clear()
    assert wanstudio("models", "pull", "tiny").returncode == 0


def test_of_two_processes_one_fetches_and_the_other_waits(variables, data, tiny_hub):
    tiny_hub.slow[WEIGHTS] = 0.1
    both = [begin(variables, "pull", "tiny") for _ in range(2)]
    told = [each.communicate(timeout=120) for each in both]
    assert [each.returncode for each in both] == [0, 0], told
    assert sum("another process pulls it; waiting" in err for _, err in told) == 1
    assert len([asked for asked in tiny_hub.bodies(WEIGHTS) if asked.sent]) == 1
    check_folder(data / "models" / "tiny")


def test_a_bar_moves_on_a_terminal(variables, tiny_hub):
    tiny_hub.slow[WEIGHTS] = 0.1
    ours, theirs = pty.openpty()
    pulling = subprocess.Popen(
        [sys.executable, "-m", "wanstudio", "models", "pull", "tiny"],
        env={**os.environ, **variables}, stdout=subprocess.DEVNULL, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    seen, deadline = b"", time.monotonic() + 60
    while time.monotonic() < deadline and (pulling.poll() is None or select.select([ours], [], [], 0)[0]):
        if select.select([ours], [], [], 0.1)[0]:
            try:
                seen += os.read(ours, 65_536)
            except OSError:
                break
    os.close(ours)
    assert pulling.wait() == 0
    assert b"\rtiny [####" in seen
    assert b"100 %" in seen


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("tinny",), 1, "There is no preset 'tinny'; near it are tiny"),
        (("tomorrow",), 1, "is a PipelineOfTomorrow, which is not served yet"),
        (("closed",), 1, "--accept-license"),
        (("acme/none",), 1, "no such repository"),
        (("no/id/this",), 1, "is no id of a hub"),
        (("tiny", "--revision", "v9"), 1, "no such revision"),
        (("tiny", "--as", "../out"), 1, "is no name for a model"),
    ],
)
def test_what_cannot_be_pulled_is_told_before_a_byte_of_weights(wanstudio, data, tiny_hub, words, code, says):
    done = wanstudio("models", "pull", *words)
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr
    assert not tiny_hub.bodies(WEIGHTS)
    assert not list(data.glob("models/*/transformer"))


def test_a_licence_with_limits_is_accepted_by_a_flag(wanstudio, tiny_hub, tmp_path):
    assert wanstudio("models", "pull", "closed", "--accept-license").returncode == 0
    (tmp_path / "none.toml").write_text("")
    tiny_hub.license = "cc-by-nc-4.0"
    more = {"WANSTUDIO_PRESETS": str(tmp_path / "none.toml")}
    refused = wanstudio("models", "pull", "acme/tiny", **more)
    assert "cc-by-nc-4.0, which does not allow every commercial use" in refused.stderr
    assert wanstudio("models", "pull", "acme/tiny", "--accept-license", **more).returncode == 0


def test_a_pipeline_that_is_not_served_is_refused_by_its_index(wanstudio, tiny_hub):
    tiny_hub.extra["model_index.json"] = json.dumps({"_class_name": "PipelineOfTomorrow"}).encode()
    done = wanstudio("models", "pull", "tiny")
    assert "PipelineOfTomorrow, which is not served yet" in done.stderr
    assert not tiny_hub.bodies(WEIGHTS)


def test_a_token_is_never_told(wanstudio, tiny_hub):
    tiny_hub.token, tiny_hub.gated = TOKEN, True
    refused = wanstudio("models", "pull", "tiny", WANSTUDIO_LOG_LEVEL="debug")
    assert "it is gated: accept its terms" in refused.stderr
    done = wanstudio("models", "pull", "tiny", HF_TOKEN=TOKEN, WANSTUDIO_LOG_LEVEL="debug")
    assert done.returncode == 0, done.stderr
    assert TOKEN not in done.stdout + done.stderr
    assert {asked.authorization for asked in tiny_hub.log if asked.host == "localhost"} == {None}


def test_use_says_what_stands_where_and_the_settings_go_before_it(
    wanstudio, variables, data, tmp_path, weights
):
    assert wanstudio("models", "pull", "tiny").returncode == 0
    suited = wanstudio("models", "use", "tiny")
    assert "wan2.2-t2i-plus: tiny" in suited.stdout
    assert "licence: apache-2.0" in suited.stdout
    assert "started again" in suited.stdout
    assert "some-name-of-tomorrow" not in suited.stdout
    assert (
        wanstudio("models", "use", "tiny", "--for", "wan2.1-t2i-turbo", "--for", "wan2.6-t2i").returncode == 0
    )
    listed = wanstudio("models")
    lines = {line.split()[0]: line.split()[-1] for line in listed.stdout.splitlines()[1:]}
    assert lines == {"wan2.6-t2i": "tiny", "wanx2.1-t2i-turbo": "tiny", "wan2.2-t2i-plus": "tiny"}
    assert "Not offered, since no checkpoint stands behind them: wan2.5-t2i-preview" in listed.stderr
    config = tmp_path / "own.toml"
    config.write_text(f'[checkpoints."wan2.6-t2i"]\nfolder = "{weights}"\n')
    after = wanstudio("models", "use", "tiny", "--for", "wan2.6-t2i", "--config", config)
    assert "goes before this" in after.stdout
    moved = data.rename(tmp_path / "moved")
    listed = wanstudio("models", "--data", moved, "--config", config).stdout
    assert "wan2.2-t2i-plus" in listed, "the data folder may move"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("none", "--default"), "There is no model none here"),
        (("tiny", "--for", "wan9"), "'wan9' is no name that is served: wan2.6-t2i"),
        (("mine",), "say which names mine shall stand behind"),
    ],
)
def test_what_cannot_be_used_is_told(wanstudio, data, words, says):
    for more in ((), ("--as", "mine")):
        assert wanstudio("models", "pull", "closed", "--accept-license", *more).returncode == 0
    (data / "models" / "closed").rename(data / "models" / "tiny")
    done = wanstudio("models", "use", *words)
    assert (done.returncode, says in done.stderr) == (1, True), done.stderr
    assert not (data / "models.toml").exists()


def test_a_folder_that_is_damaged_cannot_be_used(wanstudio, data):
    assert wanstudio("models", "pull", "tiny").returncode == 0
    (data / "models" / "tiny" / "vae" / "config.json").unlink()
    done = wanstudio("models", "use", "tiny", "--default")
    assert (done.returncode, "vae/config.json is missing" in done.stderr) == (1, True)


def test_what_is_in_use_is_not_removed(wanstudio, data):
    assert wanstudio("models", "pull", "tiny").returncode == 0
    assert wanstudio("models", "use", "tiny", "--default", "--for", "wan2.6-t2i").returncode == 0
    refused = wanstudio("models", "remove", "tiny")
    assert refused.returncode == 1
    assert "it stands behind wan2.6-t2i, default" in refused.stderr
    done = wanstudio("models", "remove", "tiny", "--force")
    assert done.returncode == 0, done.stderr
    assert json.loads(wanstudio("models", "list", "--json").stdout) == []
    assert "procedural" in wanstudio("models").stdout, "nothing is left that names it"
    assert wanstudio("models", "remove", "tiny").returncode == 1
    assert not [path for path in (data / "models").iterdir() if path.name != ".locks"]


def test_check_paints_two_pictures_and_tells_seconds_and_memory(wanstudio):
    assert wanstudio("models", "pull", "tiny").returncode == 0
    done = wanstudio("models", "check", "tiny", "--size", "128*96")
    assert done.returncode == 0, done.stderr
    assert [f"picture {n} of 128*96 in" in done.stdout for n in (1, 2, 3)] == [True, True, False]
    assert "bytes of cpu" in done.stdout
    assert "--size '9'" in wanstudio("models", "check", "tiny", "--size", "9").stderr


def test_the_low_noise_expert_alone_paints(wanstudio, tiny_hub, tmp_path):
    from tests.painting.diffusion.weights import make

    make("a14b", tiny_hub.root / "acme" / "two-experts")
    file = tmp_path / "two.toml"
    file.write_text(
        '[two]\npipeline = "WanPipeline"\nhub = "acme/two-experts"\nlicense = "MIT"\ncommercial = "yes"\n'
        'files = ["scheduler/*", "text_encoder/*", "tokenizer/*", "transformer_2/*", "vae/*"]\n'
        "steps = 2\ntext_tokens = 24\n"
    )
    for words in (("pull", "two"), ("check", "two", "--size", "128*128")):
        done = wanstudio("models", *words, WANSTUDIO_PRESETS=str(file))
        assert done.returncode == 0, done.stderr
    assert not [asked for asked in tiny_hub.log if "/transformer/" in asked.path]


@pytest.mark.parametrize(
    ("spoilt", "value", "says"), [(WEIGHTS, float("nan"), "failed"), (VAE, 0.0, "one flat colour")]
)
def test_check_finds_weights_that_paint_nothing(wanstudio, data, spoilt, value, says):
    import torch
    from safetensors.torch import load_file, save_file

    assert wanstudio("models", "pull", "tiny").returncode == 0
    file = data / "models" / "tiny" / spoilt
    tensors = {name: torch.full_like(tensor, value) for name, tensor in load_file(file).items()}
    save_file(tensors, file, metadata={"format": "pt"})
    done = wanstudio("models", "check", "tiny", "--size", "128*128")
    assert (done.returncode, says in done.stderr) == (1, True), (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr


def test_presets_are_shown_as_a_table_and_as_json(wanstudio):
    done = wanstudio("models", "presets")
    assert "this machine" in done.stderr
    shown = done.stdout.splitlines()
    assert shown[1].startswith("tiny"), "the operator's own go first"
    assert "not served yet" in next(line for line in shown if line.startswith("tomorrow"))
    assert "  -  " in next(line for line in shown if line.startswith("closed"))
    listed = {each["name"]: each for each in json.loads(wanstudio("models", "presets", "--json").stdout)}
    assert listed["tiny"]["served"]
    assert listed["z-image-turbo"]["served"]
    assert not listed["tomorrow"]["served"]


def test_a_flag_before_the_subcommand_is_refused(wanstudio, tmp_path):
    done = wanstudio("models", "--data", tmp_path, "list")
    assert (done.returncode, "--data stands before list" in done.stderr) == (2, True)
