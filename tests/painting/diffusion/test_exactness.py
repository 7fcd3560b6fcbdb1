"""The same seed gives the same bytes, whatever else the engine has in hand."""

import pytest
import torch
from tests.painting.diffusion.studio import Workshop, canvas

from wanstudio.painting.diffusion.fusing import Fusing


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

        def join(samples):
            if samples[0].done == 3 and not joined:
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


def _ask(answers):
    def ask(questions):
        return [answers(question, len(questions)) for question in questions]

    return ask


def test_what_shares_a_forward_but_changes_a_byte_is_not_fused_again():
    fusing = Fusing(declared=10_000)
    changed = _ask(lambda question, size: torch.tensor([question * (1 + 1e-6 * (size > 1))]))
    assert fusing.size("shape", 3, 100) == 2
    answers = fusing.predict("shape", [[1.0], [2.0]], changed)
    assert [answer.item() for (answer,) in answers] == [1.0, 2.0]
    assert fusing.size("shape", 3, 100) == 1
    assert fusing.size("another", 3, 100) == 2


def test_a_batch_that_memory_is_too_small_for_is_not_tried_again():
    def ask(questions):
        if len(questions) > 1:
            raise MemoryError
        return [torch.tensor([questions[0]])]

    fusing = Fusing(declared=10_000)
    answers = fusing.predict("shape", [[1.0], [2.0]], ask)
    assert [answer.item() for (answer,) in answers] == [1.0, 2.0]
    assert fusing.size("shape", 2, 100) == 1


def test_batches_grow_while_they_are_exact_and_allowed():
    fusing = Fusing(declared=1000)
    exact = _ask(lambda question, size: torch.tensor([question]))
    sizes = []
    for _ in range(4):
        sizes.append(fusing.size("shape", 8, 200))
        fusing.predict("shape", [[number] for number in range(sizes[-1])], exact)
    assert sizes == [2, 4, 4, 4]
    assert Fusing(declared=0).size("shape", 8, 200) == 1
