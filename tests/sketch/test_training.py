"""The embedded model is made from nothing, tiny: what holds here holds for the long run."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from safetensors import safe_open
from safetensors.torch import load_file
from sketch.evaluate import evaluate
from sketch.export import export, properties_of
from sketch.keeping import load_parts, load_state, read_notes, save_parts
from sketch.pace import Pace
from sketch.patches import Patches
from sketch.pool import Pool
from sketch.recogniser import Judge
from sketch.shards import FIELDS, NAMED, WITHHELD
from sketch.world import KINDS, PAINTS, is_held_out
from tests.painting.diffusion.reference_loop import Reference
from tests.painting.diffusion.studio import Workshop, canvas, opened
from tests.sketch.conftest import CPU

from sketch import denoiser, keeping, parts
from sketch import train as command
from wanstudio.painting.diffusion.families.sketch.declaration import read_properties
from wanstudio.painting.procedural.scene import Scene, Thing

PROMPT, NEGATIVE, SEED = "a red car", "blurred", 3


def fresh(tiny_run, tmp_path):
    """The same drawings, nothing trained."""
    for name in ("pool", "tokenizer"):
        shutil.copytree(tiny_run.folder / name, tmp_path / name)
    shutil.copy(tiny_run.folder / "patches.safetensors", tmp_path)
    return tmp_path


def test_one_command_leaves_a_checkpoint_and_its_table(tiny_run):
    there = {file.name for file in tiny_run.folder.iterdir()}
    assert {"small.png", "mixed.png", "few.png", "export", "table.md", "log.jsonl"} <= there
    assert [told["name"] for told in read_notes(tiny_run.folder, "stage")] == list(
        command.stages_of(tiny_run)
    )


def test_what_is_done_is_not_done_again(tiny_run):
    before = (tiny_run.folder / "log.jsonl").read_text()
    command.train(tiny_run)
    assert (tiny_run.folder / "log.jsonl").read_text() == before


def test_one_stage_can_be_done_again(tiny_run, tmp_path):
    folder = shutil.copytree(tiny_run.folder, tmp_path / "run")
    command.train(replace(tiny_run, folder=folder), only="export")
    assert [told["name"] for told in read_notes(folder, "stage")][-1] == "export"
    assert read_properties(folder / "export").measured == {}


def test_the_loss_falls(tiny_run, tmp_path):
    folder, plan = fresh(tiny_run, tmp_path), tiny_run.plan
    phase = replace(plan.phases[0], rate=5e-3)
    plan = replace(plan, phases=(phase, plan.phases[1]))
    model = denoiser.new_sketch(plan, folder)
    pool = Pool(folder, (256, 256), CPU)
    pool.refresh()

    def loss_now():
        batch = pool.batch(64, np.random.default_rng(1))
        with torch.no_grad():
            return float(denoiser.loss_of(model, batch, denoiser.chance(CPU, 1), 0.0))

    before = loss_now()
    denoiser.train_phase(plan, folder, phase, Pace(0, steps=60), CPU, None)
    model.load_state_dict(load_state(folder / "states" / "small.pt")["model"])
    assert loss_now() < 0.9 * before


def test_a_killed_run_goes_on_to_the_same_weights(tiny_run, tmp_path, monkeypatch):
    plan, phase = tiny_run.plan, tiny_run.plan.phases[0]
    whole, killed = (fresh(tiny_run, tmp_path / name) for name in ("whole", "killed"))
    denoiser.train_phase(plan, whole, phase, Pace(0, steps=9), CPU, None)

    monkeypatch.setattr(denoiser, "KEEP_SECONDS", 0.0)
    taken, take = [], Pool.batch

    def batch(self, *args):
        taken.append(args)
        if len(taken) == 5:
            raise KeyboardInterrupt
        return take(self, *args)

    monkeypatch.setattr(Pool, "batch", batch)
    with pytest.raises(KeyboardInterrupt):
        denoiser.train_phase(plan, killed, phase, Pace(0, steps=9), CPU, None)
    assert load_state(killed / "states" / "small.pt")["done"] == 4
    denoiser.train_phase(plan, killed, phase, Pace(0, steps=9), CPU, None)

    one, other = (load_state(folder / "states" / "small.pt") for folder in (whole, killed))
    assert one["done"] == other["done"] == 9
    for part in ("model", "average"):
        for name, weight in one[part].items():
            assert torch.equal(weight, other[part][name]), name


@pytest.mark.parametrize("tier", ["full", "fast"])
def test_the_export_paints_alike_in_the_engine_and_in_plain_diffusers(tiny_run, tier):
    folder = tiny_run.folder / "export"
    checkpoint = opened(folder, tier=tier, dtype="float32")
    with Workshop() as workshop:
        ours = workshop.paint(canvas(PROMPT, negative=NEGATIVE, seed=SEED, size=(256, 192)), checkpoint)
    theirs = Reference(folder, tier).paint(PROMPT, NEGATIVE, SEED, 256, 192)
    assert theirs.std() > 5
    assert np.abs(ours.astype(int) - theirs.astype(int)).max() <= 2


def test_no_weight_of_the_export_is_wider_than_two_bytes(tiny_run):
    files = list((tiny_run.folder / "export").rglob("*.safetensors"))
    assert len(files) == 5
    for file in files:
        with safe_open(file, "pt") as held:
            assert {held.get_slice(name).get_dtype() for name in held.keys()} <= {"BF16", "F16"}  # noqa: SIM118


def test_the_table_says_what_was_measured(tiny_run):
    measured = read_properties(tiny_run.folder / "export").measured
    assert {"one_coloured_thing", "two_things", "scene", "time", "negative"} <= set(measured)
    assert measured["one_coloured_thing"] == 0, "a recogniser that knows nothing may not judge"
    table = (tiny_run.folder / "table.md").read_text()
    assert "(not judged)" in table
    assert "English" in table and "Chinese" in table


def test_the_few_step_tier_can_be_examined_too(tiny_run, tmp_path):
    folder = shutil.copytree(tiny_run.folder, tmp_path / "run")
    table = evaluate(folder / "export", Judge.load(folder), CPU, judged=4, tier="fast")
    assert set(table.reached) == {"english", "chinese"}


def pairings_of(folder, size):
    """Every record's pairings of kind and colour, as whether each is held out."""
    pool = Pool(folder, (size, size), CPU)
    pool.refresh()
    labels = pool.batch(400, np.random.default_rng(0)).labels[:, len(KINDS) + 3 :].view(-1, NAMED, FIELDS)
    return [
        [
            is_held_out(Scene((Thing(KINDS[kind], colours=(PAINTS[colour],)),)))
            for kind, colour, *_ in things
            if kind >= 0 and colour >= 0
        ]
        for things in labels.tolist()
    ]


def test_the_pool_has_nothing_that_is_held_out_but_for_the_recogniser_alone(tiny_run):
    learnt, withheld = pairings_of(tiny_run.folder, 256), pairings_of(tiny_run.folder / WITHHELD, 512)
    assert sum(map(len, learnt)) > 100
    assert not any(map(any, learnt))
    assert all(map(any, withheld))


def test_shards_are_joined_as_they_come_and_the_first_is_kept_apart(tiny_run, tmp_path):
    """As on a GPU: one block of memory that grows, and every record in it as often as another."""
    source, folder = tiny_run.folder / "pool" / "512x512", tmp_path / "pool" / "512x512"
    folder.mkdir(parents=True)
    names = sorted({file.name.partition(".")[0] for file in source.iterdir()})
    pool = Pool(tmp_path, (512, 512), CPU, joined=True)
    for name in names:
        for file in source.glob(f"{name}.*"):
            shutil.copy(file, folder)
        pool.refresh()
    batch = pool.batch(2000, np.random.default_rng(3))
    shards = [np.load(source / f"{name}.latents.npy") for name in names]
    assert len(pool) == sum(map(len, shards))
    found = {each.numpy().tobytes() for each in batch.latents}
    assert found == {each.astype(np.float32).tobytes() for shard in shards[1:] for each in shard}
    held = pool.batch(50, np.random.default_rng(3), held=True)
    assert {each.numpy().tobytes() for each in held.latents}.isdisjoint(found)


def test_the_linear_code_keeps_a_picture(tiny_run):
    patches = Patches.load(tiny_run.folder / "patches.safetensors")
    flat = np.full((64, 128, 3), (200, 120, 40), np.uint8)
    shown = patches.decode(patches.encode(flat))
    assert shown.shape == flat.shape
    assert np.abs(shown.astype(int) - flat).mean() < 12


def test_the_export_has_the_linear_code_the_right_way_round(tiny_run):
    patches = Patches.load(tiny_run.folder / "patches.safetensors")
    held = load_file(tiny_run.folder / "export" / "linear.safetensors")
    assert torch.allclose(held["weight"].float(), torch.from_numpy(patches.basis.T.copy()), atol=1e-3)
    assert torch.allclose(held["bias"].float(), torch.from_numpy(patches.mean), atol=1e-3)


def test_weights_travel_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "PART_BYTES", 200_000)
    weights = {f"layer{number}": torch.randn(100, 200) for number in range(12)}
    files = save_parts(weights, tmp_path)
    assert len(files) > 2
    assert all(file.stat().st_size <= 200_000 for file in files)
    found = load_parts(tmp_path)
    assert all(torch.allclose(found[name], weight, atol=0.02) for name, weight in weights.items())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--budget", "soon"], "write 90s, 48m or 3h"),
        (["--only", "magic", "--plan", "tiny"], "there is no stage 'magic'"),
        (["--plan", "huge"], "is not one of"),
    ],
)
def test_the_command_says_what_is_wrong(tmp_path, words, told):
    done = CliRunner().invoke(command.main, ["--run", str(tmp_path / "run"), "--device", "cpu", *words])
    assert done.exit_code == 2
    assert told in done.output


def test_the_log_can_be_read_line_by_line(tiny_run):
    for line in (tiny_run.folder / "log.jsonl").read_text().splitlines():
        assert "stage" in json.loads(line)


def test_the_export_declares_the_area_that_the_plan_names(tiny_run):
    plan, patches = tiny_run.plan, Patches.load(tiny_run.folder / "patches.safetensors")
    assert "native_area" not in properties_of(plan, patches, "both")
    assert properties_of(replace(plan, native_area=512 * 512), patches, "both")["native_area"] == 512 * 512


def test_a_run_can_be_taken_along_and_exported_elsewhere(tiny_run, tmp_path):
    taken, elsewhere = tmp_path / "taken", tmp_path / "elsewhere"
    for words in ([str(tiny_run.folder), str(taken)], [str(elsewhere), str(taken), "--join"]):
        assert CliRunner().invoke(parts.main, words).exit_code == 0
    assert (elsewhere / "recogniser.safetensors").exists()
    export(tiny_run.plan, elsewhere)
    for name in ("transformer", "transformer_fast", "text_encoder", "vae"):
        one, other = (
            load_file(next((run / "export" / name).glob("*.safetensors")))
            for run in (tiny_run.folder, elsewhere)
        )
        assert all(torch.equal(weight, other[key]) for key, weight in one.items())
