"""The same seed gives the same bytes, whatever else the engine has in hand."""

from dataclasses import dataclass

import pytest
import torch
from tests.painting.diffusion.studio import Workshop, canvas

from wanstudio.painting.diffusion.batching import Batching


@pytest.mark.parametrize("fuse_tokens", [0, 10_000, None])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", ["t2v", "sketch"])
def test_alone_or_in_company_the_bytes_are_the_same(checkpoint, name, dtype, fuse_tokens):
    size = (256, 256) if name == "sketch" else (96, 64)
    mine = checkpoint(name, steps=4, dtype=dtype, fuse_tokens=fuse_tokens)
    other = checkpoint(name, steps=7, guidance=2.0, dtype=dtype, fuse_tokens=fuse_tokens)
    subject = canvas("a red car under a big tree", seed=42, size=size, account="me")
    with Workshop() as workshop:
        alone = workshop.paint(subject, mine)
    with Workshop() as workshop:
        others = [
            workshop.ask(canvas("a boat", seed=1, size=size, account="x"), other),
            workshop.ask(canvas("一只猫", seed=2, size=size, account="y"), mine),
            workshop.ask(canvas("a dog", seed=3, size=(160, 96), account="z"), mine),
        ]
        first = workshop.ask(subject, mine)
        workshop.gate.set()
        together = first.result(30)
        assert all(each.result(30) is not None for each in others)
    assert (alone == together).all()


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_joining_late_changes_nothing(checkpoint, dtype):
    kept = checkpoint("t2v", steps=6, dtype=dtype, fuse_tokens=10_000)
    subject = canvas("a red car", seed=42, account="late")
    with Workshop() as workshop:
        alone = workshop.paint(subject, kept)
    joined = []
    with Workshop() as workshop:

        def join(images):
            if images[0].done == 3 and not joined:
                joined.append(workshop.ask(subject, kept))

        workshop.every_turn = join
        first = workshop.ask(canvas("a boat", seed=1, account="early"), kept)
        workshop.gate.set()
        first.result(30)
        late = joined[0].result(30)
        shared = [turn for turn in workshop.turns if len(turn) == 2]
    assert (alone == late).all()
    assert all({account for account, _, _ in turn} == {"early", "late"} for turn in shared)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_picture_with_many_tokens_is_the_same_in_company(checkpoint, dtype):
    kept = checkpoint("t2v", steps=2, dtype=dtype, fuse_tokens=10_000)
    subject = canvas("a red car", seed=42, size=(320, 272), account="me")
    with Workshop() as workshop:
        alone = workshop.paint(subject, kept)
    with Workshop() as workshop:
        asked = [
            workshop.ask(canvas("a boat", seed=n, size=(320, 272), account=str(n)), kept) for n in range(3)
        ]
        mine = workshop.ask(subject, kept)
        workshop.gate.set()
        together = mine.result(60)
        assert all(each.result(60) is not None for each in asked)
    assert (alone == together).all()


def test_same_seed_other_prompt_is_another_picture(checkpoint):
    with Workshop() as workshop:
        pictures = [workshop.paint(canvas(text), checkpoint("t2v")) for text in ("a cat", "a boat", "a cat")]
    assert (pictures[0] == pictures[2]).all()
    assert (pictures[0] != pictures[1]).any()


@dataclass
class Waiting:
    """What the rules of batching know of a generation."""

    number: float
    batch_group: str = "shape"
    batch_form: tuple[int, ...] = ()
    tokens: int = 100


def numbers(count):
    return [Waiting(float(number)) for number in range(1, count + 1)]


def velocities(changed=lambda number, size: number):
    return lambda batch: [torch.tensor([changed(each.number, len(batch))]) for each in batch]


def test_what_shares_a_forward_but_changes_a_byte_is_not_batched_again():
    batching = Batching(declared=10_000)
    assert batching.size(numbers(3)) == 2
    answers = batching.predict(numbers(2), velocities(lambda number, size: number * (1 + 1e-6 * (size > 1))))
    assert [answer.item() for answer in answers] == [1.0, 2.0]
    assert batching.size(numbers(3)) == 1
    assert batching.size([Waiting(1.0, "another"), Waiting(2.0, "another")]) == 2


def test_a_verdict_holds_for_the_forms_it_was_tried_with():
    batching = Batching(declared=10_000)
    short, long = (Waiting(1.0, batch_form=(length,)) for length in (8, 40))
    batching.predict([short, long], velocities(lambda number, size: number * size))
    assert batching.size([long, short]) == 1
    assert batching.size([short, short]) == batching.size([long, long]) == 2


def test_a_batch_that_memory_is_too_small_for_is_not_tried_again():
    def predict(batch):
        if len(batch) > 1:
            raise MemoryError
        return [torch.tensor([batch[0].number])]

    batching = Batching(declared=10_000)
    assert [answer.item() for answer in batching.predict(numbers(2), predict)] == [1.0, 2.0]
    assert batching.size(numbers(2)) == 1


def test_batches_grow_while_they_are_exact_and_allowed():
    batching = Batching(declared=1000)
    ready = [Waiting(float(number), tokens=200) for number in range(8)]
    sizes = []
    for _ in range(4):
        sizes.append(batching.size(ready))
        batching.predict(ready[: sizes[-1]], velocities())
    assert sizes == [2, 4, 4, 4]
    assert Batching(declared=0).size(ready) == 1


def test_where_batches_lost_time_larger_ones_are_not_tried():
    now = [0.0]

    def predict(batch):
        # Beyond 600 tokens a batch takes longer than its images one by one.
        tokens = sum(each.tokens for each in batch)
        now[0] += tokens * (1.2 if len(batch) > 1 and tokens > 600 else 1.0 if len(batch) == 1 else 0.5)
        return [torch.tensor([each.number]) for each in batch]

    def of(form, tokens):
        return [Waiting(float(number), batch_form=form, tokens=tokens) for number in range(2)]

    batching = Batching(clock=lambda: now[0])
    for form, tokens, size in [
        ((1,), 400, 2),
        ((2,), 400, 2),
        ((3,), 400, 1),
        ((4,), 500, 1),
        ((5,), 200, 2),
    ]:
        assert batching.size(of(form, tokens)) == size, form
        batching.predict(of(form, tokens)[:size], predict)
    assert batching.size(of((5,), 200)) == 2
    assert batching.size(of((1,), 400)) == 1
    assert Batching(declared=10_000).size(of((3,), 400)) == 2
