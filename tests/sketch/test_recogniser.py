"""What reads the pictures: it learns, it is checked from both sides, and only then it judges."""

import shutil

import numpy as np
import pytest
import torch
from sketch.evaluate import Table, check
from sketch.exam import (
    ABSENT,
    ASPECTS,
    DENIED,
    NOUNS,
    OF_THINGS,
    absent_kind,
    alike,
    denials,
    prompt_of,
    questions,
    shows,
)
from sketch.pace import Pace
from sketch.patches import Patches
from sketch.pool import Pool
from sketch.recogniser import BEFORE, RECOGNISER, Judge, Lens, Reading, Recogniser
from sketch.recogniser_training import chosen, jostled, loss_of, settle_doubts, train_recogniser
from sketch.shards import FIELDS, NAMED, draw, labels_of
from sketch.starting import linear_code_of
from sketch.world import KINDS, PAINTS
from tests.sketch.conftest import CPU

from wanstudio.painting.diffusion.embedded import PACKAGED
from wanstudio.painting.procedural.scene import Scene, Thing


class Nodder(Judge):
    """Says yes to whatever it is asked."""

    def read(self, pictures):
        reading = super().read(pictures)
        told = {name: getattr(reading, name) for name in Reading.__slots__}
        return Reading(**told | {"kinds": torch.ones_like(reading.kinds)})


@pytest.fixture
def judge(tiny_run):
    return Judge.load(tiny_run.folder)


@pytest.fixture(scope="session")
def trained():
    """The one that judges the weights in the package."""
    return Judge.of(RECOGNISER, linear_code_of(PACKAGED))


def table_of(checked):
    reached = {language: dict.fromkeys(ASPECTS, 1.0) for language in ("english", "chinese")}
    return Table(checked, reached, {}, {})


def test_who_says_yes_to_everything_may_not_judge_things(judge):
    checked, counts = check(Nodder(judge.model, judge.patches, judge.lens), 8)
    assert checked["thing"] == 1
    assert checked[ABSENT] == 0
    assert counts[ABSENT] == len(questions(8, seed=12))
    table = table_of(dict.fromkeys(ASPECTS, 1.0) | {ABSENT: checked[ABSENT]})
    assert {name for name, share in table.measured.items() if share == 0} == set(OF_THINGS)
    assert any("thing not there" in line and "0.0%" in line for line in table.lines())


@pytest.mark.parametrize(("absent", "judged"), [(0.94, False), (0.95, True)])
def test_things_are_judged_by_who_sees_right_where_there_are_none_too(absent, judged):
    table = table_of(dict.fromkeys(ASPECTS, 0.99) | {ABSENT: absent})
    assert [table.judged(name) for name in OF_THINGS] == [judged] * len(OF_THINGS)
    assert table.judged("scene")


def test_the_absent_kind_is_one_that_another_question_names():
    asked = questions(8, seed=3)
    for number, question in enumerate(asked):
        own = frozenset(thing.kind for thing in question.scene.things)
        kind = absent_kind(asked, number, own)
        assert kind not in own
        assert any(kind == thing.kind for other in asked for thing in other.scene.things)
    assert absent_kind(asked, 0, frozenset(KINDS)) is None


@pytest.mark.parametrize("language", ["english", "chinese"])
def test_what_is_denied_is_what_one_expects_and_the_prompt_says_nothing_of_it(language):
    asked = denials(5, language)
    assert {question.denied for question in asked} == set(DENIED)
    for number, question in enumerate(asked):
        assert not question.scene.things
        assert NOUNS[language][question.denied] == question.negative
        assert question.negative not in prompt_of(question, language, number)


def test_a_man_is_a_person_but_a_person_need_not_be_a_man():
    assert shows(frozenset({"man"}), "person")
    assert not shows(frozenset({"person"}), "man")


def test_neither_sort_of_person_is_wrong_where_anybody_was_asked_for(tiny_run):
    model = Recogniser(16)
    sight = model.see(torch.zeros(1, 3, 128, 128))
    losses = {}
    for named, seen in (("person", "man"), ("person", "cat"), ("man", "person"), ("man", "woman")):
        scene = Scene((Thing(named),), setting="meadow")
        _, truth = draw(scene, (512, 512), np.random.default_rng(1))
        labels = torch.from_numpy(labels_of(scene, truth)).long()[None]
        labels[:, : len(KINDS)] = 0
        labels[0, KINDS.index(named)] = 1
        before = loss_of(model, sight, labels)
        sight.kinds[0, KINDS.index(seen)] += 5
        losses[named, seen] = float((loss_of(model, sight, labels) - before).detach())
        sight.kinds[0, KINDS.index(seen)] -= 5
    assert losses["person", "man"] == pytest.approx(0, abs=1e-5)
    assert losses["person", "cat"] > 0.1
    assert losses["man", "person"] < 0
    assert losses["man", "woman"] > 0.1


def test_the_lens_shows_what_the_linear_code_keeps(tiny_run):
    patches = Patches.load(tiny_run.folder / "patches.safetensors")
    picture, _ = draw(Scene((Thing("car"),), setting="street"), (512, 512), np.random.default_rng(2))
    latents = patches.encode(picture)
    shown = Lens.of(patches, CPU).show(torch.from_numpy(latents)[None])[0]
    small = patches.decode(latents).reshape(128, 4, 128, 4, 3).mean((1, 3)) / 127.5 - 1
    assert shown.shape == (3, 128, 128)
    assert np.abs(shown.permute(1, 2, 0).numpy() - small).mean() < 0.01


def test_spots_go_where_the_picture_goes():
    pictures, labels = (
        torch.full((64, 3, 128, 128), -1.0),
        torch.full((64, len(KINDS) + 3 + NAMED * FIELDS), -1),
    )
    pictures[:, :, 76:79, 38:41] = 1.0
    labels[:, -NAMED * FIELDS + 3], labels[:, -NAMED * FIELDS + 4] = 31, 61
    moved, told = jostled(pictures, labels, np.random.default_rng(4))
    spots = told[:, len(KINDS) + 3 :].view(-1, NAMED, FIELDS)[:, :, 3:]
    assert (spots[:, 1:] == -1).all()
    brightest = moved[:, 0].flatten(1).argmax(1)
    there = torch.stack([brightest % 128, brightest // 128], 1) / 1.28
    assert (there - spots[:, 0]).abs().max() < 2.5
    assert len(spots[:, 0].unique(dim=0)) > 30


def test_pictures_with_more_in_them_are_taken_more_often():
    labels = torch.full((600, len(KINDS) + 3 + NAMED * FIELDS), -1)
    named = labels[:, len(KINDS) + 3 :].view(-1, NAMED, FIELDS)
    named[:, 0, 0], named[:, 0, 2] = 5, 1
    named[:60, 1, 0], named[:60, 1, 2] = 6, 1
    named[60:120, 0, 2] = 3
    rows = chosen(labels, np.random.default_rng(8))
    assert len(rows) == len(rows.unique()) == 200
    two, several = (rows < 60).sum(), ((rows >= 60) & (rows < 120)).sum()
    assert 20 < two < several


def test_a_recogniser_learns_and_goes_on_from_what_another_learnt(tiny_run, tmp_path):
    for name in ("pool", "patches.safetensors"):
        there = tiny_run.folder / name
        (shutil.copytree if there.is_dir() else shutil.copy)(there, tmp_path / name)
    pool = Pool(tmp_path, (512, 512), CPU)
    pool.refresh()
    batch = pool.batch(32, np.random.default_rng(1))

    def loss_now(steps):
        train_recogniser(tiny_run.plan, tmp_path, Pace(0, steps=steps), CPU)
        judge = Judge.load(tmp_path)
        with torch.no_grad():
            return float(loss_of(judge.model, judge.model.see(judge.lens.show(batch.latents)), batch.labels))

    before, learnt = loss_now(1), loss_now(40)
    assert learnt < 0.8 * before
    shutil.copy(tmp_path / "recogniser.safetensors", tmp_path / BEFORE)
    assert loss_now(1) == pytest.approx(learnt, rel=0.1)


def test_doubts_are_settled_where_one_absent_kind_in_two_hundred_is_seen(tiny_run):
    judge, pool = Judge.load(tiny_run.folder), Pool(tiny_run.folder, (512, 512), CPU)
    pool.refresh()
    settle_doubts(judge.model, pool, judge.lens)
    batch = pool.batch(256, np.random.default_rng(0), held=True)
    with torch.no_grad():
        kinds = judge.model.see(judge.lens.show(batch.latents)).kinds
    people = [KINDS.index(kind) for kind in ("person", "man", "woman")]
    absent = batch.labels[:, : len(KINDS)] == 0
    absent[:, people] = False
    assert 0.002 < (kinds[absent] > 0).float().mean() < 0.008


def test_paints_that_dusk_makes_one_are_one_and_no_others():
    pairs = {
        frozenset((one, other)) for one in PAINTS for other in PAINTS if one != other and alike(one, other)
    }
    assert pairs == {
        frozenset(pair)
        for pair in (
            ("turquoise", "teal"), ("golden", "yellow"), ("peach", "beige"), ("crimson", "red"),
            ("silver", "white"), ("silver", "grey"),
        )
    }  # fmt: skip
    assert all(alike(paint, paint) for paint in PAINTS)


def test_the_one_beside_the_code_reads_drawings(trained):
    checked, counts = check(trained, 24)
    assert counts["thing"] == 24
    assert checked["thing"] > 0.8
    assert checked["scene"] > 0.8
    assert checked["time"] > 0.9
    assert checked[ABSENT] > 0.9
