"""What every family of models must do: paint as its own pipeline does, alone and in company, in any size."""

import numpy as np
import pytest
import torch
from tests.families.case import NEGATIVE, PROMPT
from tests.painting.diffusion.studio import Workshop, canvas, load

from wanstudio.painting.diffusion.engine import PictureUnwanted
from wanstudio.painting.diffusion.protocol import ImageRequest
from wanstudio.painting.painter import Watch

SEED = 7
SIZES = {"1:1": (128, 128), "9:16": (144, 256), "21:9": (336, 144), "on no grid": (101, 77)}


def asked(size=(128, 96), *, prompt=PROMPT, negative=NEGATIVE, seed=SEED, account="me"):
    return canvas(prompt, negative=negative, seed=seed, size=size, account=account)


def paint(served, image):
    with Workshop() as workshop:
        return workshop.paint(image, served)


def rounded(size, step):
    return tuple(-(-side // step) * step for side in size)


def distance(one, other):
    assert one.shape == other.shape
    return np.abs(one.astype(int) - other.astype(int)).max()


def test_the_family_is_found_by_the_folders_index(case, served):
    assert served().family.name == case.family


@pytest.mark.parametrize("guided", [True, False])
@pytest.mark.parametrize("size", [(128, 128), (128, 96)])
def test_it_paints_what_its_own_pipeline_paints(case, served, family_pipeline, size, guided):
    theirs = case.paint(family_pipeline(case), size, SEED, guided=guided)
    assert theirs.std() > 5
    assert distance(paint(served(guided=guided), asked(size)), theirs) <= 2


@pytest.mark.parametrize("ratio", SIZES)
def test_any_size_is_exact_and_cut_from_what_the_pipeline_paints(case, served, family_pipeline, ratio):
    width, height = SIZES[ratio]
    ours = paint(served(), asked((width, height)))
    assert ours.shape == (height, width, 3)
    whole = rounded((width, height), served().spec.size_step)
    theirs = case.paint(family_pipeline(case), whole, SEED, guided=True)
    assert distance(ours, theirs[:height, :width]) <= 2


@pytest.mark.parametrize("guided", [True, False])
def test_alone_and_in_company_the_bytes_are_the_same(served, guided):
    kept = served(guided=guided, fuse_tokens=100_000)
    longer = served(guided=guided, fuse_tokens=100_000, steps=9)
    alone = paint(kept, asked())
    with Workshop() as workshop:
        others = [
            workshop.ask(asked(prompt="x", seed=1, account="1"), longer),
            workshop.ask(asked(prompt="a boat at sea " * 4, seed=2, account="2"), kept),
            workshop.ask(asked((160, 64), prompt="a dog", seed=3, account="3"), kept),
        ]
        mine = workshop.ask(asked(), kept)
        workshop.gate.set()
        together = mine.result(120)
        assert all(each.result(120) is not None for each in others)
        assert max(len(turn) for turn in workshop.turns) > 1
    assert (alone == together).all()


def test_another_seed_or_prompt_is_another_image_and_the_same_is_the_same(served):
    kept = served(guided=False)
    with Workshop() as workshop:
        first, other, third, again = (
            workshop.paint(image, kept) for image in (asked(), asked(seed=8), asked(prompt="a boat"), asked())
        )
    assert (first == again).all()
    assert (first != other).any() and (first != third).any()


@pytest.mark.parametrize("guided", [True, False])
def test_a_negative_prompt_is_heeded_where_the_spec_says_so(served, guided):
    kept = served(guided=guided)
    with Workshop() as workshop:
        pictures = [workshop.paint(asked(negative=text), kept) for text in (NEGATIVE, "")]
    assert (pictures[0] != pictures[1]).any() == kept.spec.heeds_negative_prompt


def test_a_cancelled_image_costs_no_further_step(served):
    watch, kept = Watch(), served(steps=6)

    def moved(done, of):
        assert of == 6
        if done == 2:
            watch.left.set()

    watch._moved = moved
    with Workshop() as workshop:
        leaves = workshop.ask(asked(account="leaves"), kept, watch)
        stays = workshop.ask(asked(seed=SEED + 1, account="stays"), kept)
        workshop.gate.set()
        with pytest.raises(PictureUnwanted):
            leaves.result(60)
        assert stays.result(60).shape == (96, 128, 3)
        assert max(done for turn in workshop.turns for _, seed, done in turn if seed == SEED) == 2


def test_each_step_has_a_preview_of_the_pictures_ratio_and_changes_no_byte(served):
    seen, kept = [], served(guided=False)
    with Workshop() as workshop:
        workshop.gate.set()
        watch = Watch(wants=lambda: True, shown=seen.append)
        picture = workshop.ask(asked((256, 192)), kept, watch).result(60)
        assert (picture == workshop.paint(asked((256, 192)), kept)).all()
    assert len(seen) == kept.spec.steps
    assert {preview.shape for preview in seen} == {(24, 32, 3)}


@torch.inference_mode()
def test_the_last_preview_is_of_the_latents_that_are_decoded(served):
    kept = served()
    model = load(kept)
    generation = model.begin(ImageRequest(kept.spec, PROMPT, NEGATIVE, 128, 96, SEED))
    assert (generation.done, generation.steps) == (0, kept.spec.steps)
    while generation.done < generation.steps:
        (velocity,), again = model.predict([generation]), model.predict([generation])
        assert torch.equal(velocity, again[0])
        assert velocity.dtype == torch.float32
        last = generation.preview(velocity)
        generation.advance(velocity)
    latents = generation.latents.reshape(1, -1, *generation.latents.shape[-2:])
    assert distance(last, model.preview.look(latents)) <= 1
    assert last.std() > 5
    generation.close()


def test_bfloat16_is_near_float32(served):
    with Workshop() as workshop:
        exact, half = (workshop.paint(asked(), served(dtype=dtype)) for dtype in ("float32", "bfloat16"))
    assert 0 < np.abs(exact.astype(int) - half.astype(int)).mean() < 2


def test_what_loading_takes_is_known_before(served):
    for dtype in ("float32", "bfloat16"):
        kept = served(dtype=dtype)
        assert 0 < load(kept).weight_bytes <= kept.spec.file_bytes


class Spoilt:
    """A model with one thing wrong."""

    def __init__(self, model):
        self._model, self.weight_bytes = model, model.weight_bytes

    def begin(self, request):
        return self._model.begin(request)

    def predict(self, generations):
        return self._model.predict(generations)


class WrongSign(Spoilt):
    def predict(self, generations):
        return [-velocity for velocity in super().predict(generations)]


class DroppedNegative(Spoilt):
    """The negative half reads what the positive one reads, so that the scale has no effect."""

    def begin(self, request):
        generation = super().begin(request)
        texts = "texts" if hasattr(generation, "texts") else "_texts"
        first, *others = getattr(generation, texts)
        setattr(generation, texts, (first,) * (1 + len(others)))
        return generation


class WrongShift(Spoilt):
    def begin(self, request):
        generation = super().begin(request)
        scheduler = generation.scheduler
        scheduler.sigmas = 1.5 * scheduler.sigmas / (1 + 0.5 * scheduler.sigmas)
        scheduler.timesteps = (1000 * scheduler.sigmas[:-1]).to(scheduler.timesteps.dtype)
        return generation


@pytest.mark.parametrize("spoilt", [WrongSign, DroppedNegative, WrongShift])
def test_one_thing_wrong_is_seen(case, served, family_pipeline, spoilt):
    """A suite that a wrong sign or a dropped negative prompt would pass would hold nobody to anything."""
    if spoilt is DroppedNegative and not case.guidable:
        assert not served().spec.guided
        return
    with Workshop(load=lambda kept: spoilt(load(kept))) as workshop:
        ours = workshop.paint(asked((128, 96)), served())
    theirs = case.paint(family_pipeline(case), (128, 96), SEED, guided=True)
    assert distance(ours, theirs) > 2
