"""What cannot be painted yet is learnt from more often; and most steps look where things are."""

import json
import shutil

import numpy as np
import pytest
import torch
from sketch.by_chance import chance, earlier_by_chance, tokens_by_chance
from sketch.denoiser import loss_of, new_sketch
from sketch.keeping import read_notes
from sketch.needs import find_needs, read_needs
from sketch.pool import Pool, of_mere_places
from sketch.shards import FIELDS, NAMED
from sketch.swift import Swift
from sketch.world import KINDS
from tests.sketch.conftest import CPU


def test_nobody_needs_more_than_others_before_anybody_looked(tmp_path):
    assert (read_needs(tmp_path) == 1).all()


def test_a_model_that_can_paint_nothing_needs_everything(tiny_run, tmp_path):
    for name in ("tokenizer", "patches.safetensors", "recogniser.safetensors"):
        (tmp_path / name).symlink_to(tiny_run.folder / name)
    find_needs(tiny_run.plan, tmp_path, tiny_run.state("small"), CPU)
    needs = read_needs(tmp_path)
    assert needs.shape == (len(KINDS),)
    assert needs.mean() > 3.5
    [told] = read_notes(tmp_path, "needs")
    assert told["painted_right"] < 0.2


def test_records_of_what_is_needed_are_taken_more_often(tiny_run, tmp_path):
    def share(needs):
        pool = Pool(tiny_run.folder, (256, 256), CPU, needs)
        pool.refresh()
        labels = pool.batch(2000, np.random.default_rng(1)).labels
        named = labels[:, len(KINDS) + 3 :].view(-1, NAMED, FIELDS)[:, :, 0]
        return float((named == wanted).any(1).float().mean())

    pool = Pool(tiny_run.folder, (256, 256), CPU)
    pool.refresh()
    labels = pool.batch(200, np.random.default_rng(0)).labels
    wanted = int(labels[labels[:, len(KINDS) + 3] >= 0][0, len(KINDS) + 3])
    (tmp_path / "needs.json").write_text(json.dumps({KINDS[wanted]: 4.0}))
    before, after = share(None), share(read_needs(tmp_path))
    assert 1.5 * before < after < 4.5 * before


def test_drawings_of_several_things_can_wait(tiny_run):
    def share(crowds):
        pool = Pool(tiny_run.folder, (256, 256), CPU, crowds=crowds)
        pool.refresh()
        named = pool.batch(2000, np.random.default_rng(1)).labels[:, len(KINDS) + 3 :].view(-1, NAMED, FIELDS)
        return float(((named[:, :, 2] * (named[:, :, 0] >= 0)).sum(1) > 1).float().mean())

    assert 0 < share(0.25) < 0.6 * share(1.0)


def test_mere_places_can_be_so_many_of_the_records(tiny_run, tmp_path):
    shutil.copytree(tiny_run.folder / "pool", tmp_path / "pool")
    for file in (tmp_path / "pool" / "256x256").glob("*.labels.npy"):
        labels = np.load(file)
        labels[:, len(KINDS) + 3] = [-1, *(0 for _ in labels[1:])]
        np.save(file, labels)

    def share(places):
        pool = Pool(tmp_path, (256, 256), CPU, places=places)
        pool.refresh()
        return float(of_mere_places(pool.batch(2000, np.random.default_rng(1)).labels).float().mean())

    assert share(0.0) < 0.4
    assert share(0.7) == pytest.approx(0.7, abs=0.05)


def test_most_of_those_that_are_met_early_are_met_near_pure_noise():
    times, which = torch.full((4000,), 0.4), torch.arange(4000) % 2 == 0
    moved = earlier_by_chance(times, which, chance(CPU, 2))
    assert (moved[~which] == 0.4).all()
    assert 0.7 < (moved[which] >= 0.8).float().mean() < 0.8
    assert moved.max() < 1


def test_tokens_that_show_a_thing_are_looked_at_far_sooner_than_others():
    focus = torch.zeros(64, 16, 16)
    focus[:, 4:8, 6:12] = 1
    tokens = tokens_by_chance(focus, 16, chance(CPU, 1))
    there = torch.zeros(64, 64).scatter(1, tokens, 1.0).view(64, 8, 8)
    assert (there.sum((1, 2)) == 16).all()
    assert there[:, 2:4, 3:6].mean() > 0.85
    assert 0.1 < (there.sum() - there[:, 2:4, 3:6].sum()) / (64 * 58) < 0.25


def test_the_loss_of_all_tokens_is_the_loss_and_that_of_some_another(tiny_run):
    model = new_sketch(tiny_run.plan, tiny_run.folder)
    model.swift = Swift(model.transformer, torch.float32, compiled=False)
    pool = Pool(tiny_run.folder, (512, 512), CPU)
    pool.refresh()
    batch = pool.batch(8, np.random.default_rng(1))
    with torch.no_grad():
        whole, every, some = (loss_of(model, batch, chance(CPU, 1), 0.0, 0.0, kept) for kept in (0, 64, 4))
    assert float(every) == pytest.approx(float(whole), rel=1e-5)
    assert abs(float(some) / float(whole) - 1) > 1e-3
