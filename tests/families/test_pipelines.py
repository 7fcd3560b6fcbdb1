"""The adapter: pipelines of other families, a step a turn, with the bytes of their own `__call__`."""

import functools
import threading

import diffusers
import numpy as np
import pytest
import torch
from tests.families.tiny_pipelines import PIPELINES
from tests.painting.diffusion.studio import Workshop, canvas, load, opened

from wanstudio.errors import CheckpointInvalid
from wanstudio.painting.diffusion.engine import PictureUnwanted
from wanstudio.painting.diffusion.families.pipeline.kinds import KINDS
from wanstudio.painting.painter import Watch

PROMPT, NEGATIVE, SEED, STEPS = "a red car under a tree", "blurred, low resolution", 7, 4


@pytest.fixture(params=PIPELINES, scope="module")
def pipeline_name(request):
    """Each pipeline in turn."""
    return request.param


@pytest.fixture(scope="module")
def folder(pipeline_name, tmp_path_factory):
    """A saved folder of the pipeline."""
    torch.manual_seed(len(pipeline_name))
    return PIPELINES[pipeline_name](tmp_path_factory.mktemp("pipelines") / pipeline_name)


@pytest.fixture
def served(folder):
    """Its checkpoint."""
    return opened(folder, steps=STEPS, guidance=4.0, dtype="float32")


@pytest.fixture(scope="module")
def theirs(folder, pipeline_name):
    """What the unmodified pipeline paints."""
    kind = KINDS[pipeline_name]
    pipeline = getattr(diffusers, pipeline_name).from_pretrained(folder)
    pipeline.set_progress_bar_config(disable=True)

    def paint(size, negative=NEGATIVE):
        told = {"negative_prompt": negative} if kind.heeds_negative_prompt else {}
        painted = pipeline(
            prompt=PROMPT,
            width=size[0],
            height=size[1],
            num_inference_steps=STEPS,
            guidance_scale=4.0,
            generator=torch.Generator("cpu").manual_seed(SEED),
            output_type="np",
            **told,
            **kind.fixed,
        ).images[0]
        return (painted[:, :, :3] * 255).round().astype(np.uint8)

    return paint


def asked(size=(128, 96), *, prompt=PROMPT, negative=NEGATIVE, seed=SEED, account="me"):
    return canvas(prompt, negative=negative, seed=seed, size=size, account=account)


def test_every_pipeline_that_is_served_is_held_to_its_own(folder):
    assert set(PIPELINES) == set(KINDS)
    assert all(hasattr(diffusers, name) for name in KINDS)
    assert opened(folder).family.name == "pipeline"


@pytest.mark.parametrize("size", [(128, 128), (72, 128), (168, 72), (101, 77)])
def test_it_paints_what_the_pipeline_paints_in_any_size(served, theirs, size):
    rounded = tuple(-(-side // 32) * 32 for side in size)
    with Workshop() as workshop:
        ours = workshop.paint(asked(size), served)
    wanted = theirs(rounded)[: size[1], : size[0]]
    assert wanted.std() > 5
    assert (ours == wanted).all()


def test_in_turns_with_others_the_bytes_are_the_same(served, theirs):
    others = [asked((96, 64), prompt="a boat", seed=n, account=str(n)) for n in range(2)]
    with Workshop() as workshop:
        running = [workshop.ask(image, served) for image in others]
        mine = workshop.ask(asked(), served)
        workshop.gate.set()
        assert (mine.result(120) == theirs((128, 96))).all()
        assert all(each.result(120).shape == (64, 96, 3) for each in running)
        turns = [seed for turn in workshop.turns for _, seed, _ in turn]
    # Nobody is painted from beginning to end while others wait.
    assert len(set(turns[:3])) > 1
    assert turns != sorted(turns, key=turns.index)


def test_a_negative_prompt_is_heeded_where_the_spec_says_so(served):
    with Workshop() as workshop:
        pictures = [workshop.paint(asked(negative=text), served) for text in (NEGATIVE, "a dog")]
    assert (pictures[0] != pictures[1]).any() == served.spec.heeds_negative_prompt


def test_a_cancelled_call_costs_no_further_step_and_leaves_no_thread(served, theirs):
    watch, before = Watch(), threading.active_count()

    def moved(done, of):
        assert of == STEPS
        if done == 2:
            watch.left.set()

    watch._moved = moved
    with Workshop() as workshop:
        workshop.gate.set()
        with pytest.raises(PictureUnwanted):
            workshop.ask(asked(account="leaves"), served, watch).result(60)
        assert max(done for turn in workshop.turns for _, _, done in turn) == 2
        assert not [thread for thread in threading.enumerate() if thread.name == "pipeline"]
        assert (workshop.paint(asked(), served) == theirs((128, 96))).all()
    assert threading.active_count() <= before


def test_a_call_that_fails_fails_alone(served, monkeypatch):
    model = load(served)
    kind = type(model._pipeline.scheduler)

    @functools.wraps(kind.set_timesteps)
    def fail(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(kind, "set_timesteps", fail)
    with Workshop(load=lambda _: model) as workshop:
        workshop.gate.set()
        with pytest.raises(ZeroDivisionError):
            workshop.ask(asked(), served).result(60)
        monkeypatch.undo()
        assert workshop.paint(asked(), served).shape == (96, 128, 3)


def test_what_loading_takes_is_known_before(served):
    # Tables of positions are in no file.
    assert 0 < load(served).weight_bytes <= served.spec.file_bytes + 2**16


def test_code_of_a_folder_is_refused(folder, tmp_path):
    index = (folder / "model_index.json").read_text()
    (tmp_path / "model_index.json").write_text(index.replace('"transformers"', '"own_code"'))
    for part in folder.iterdir():
        if part.is_dir():
            (tmp_path / part.name).symlink_to(part)
    with pytest.raises(CheckpointInvalid, match="own_code: only classes of diffusers and transformers"):
        opened(tmp_path)


def test_one_image_of_a_customer_is_done_before_the_third_of_anothers_eight(served):
    ended = []
    with Workshop() as workshop:
        asks = [(n, "many") for n in range(8)] + [(100, "one")]
        running = [workshop.ask(asked((64, 64), seed=seed, account=who), served) for seed, who in asks]
        for (seed, _), each in zip(asks, running, strict=True):
            each.add_done_callback(lambda _, seed=seed: ended.append(seed))
        workshop.gate.set()
        for each in running:
            each.result(120)
    assert ended.index(100) < 3
