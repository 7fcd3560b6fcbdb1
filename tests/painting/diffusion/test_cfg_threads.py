"""Halves of the guidance on two threads: the same picture, and nothing else of the process disturbed."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from tests.painting.diffusion.studio import Workshop, canvas

from wanstudio.painting.diffusion.cfg_threads import CfgThreads


@pytest.fixture
def threads():
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


@pytest.mark.parametrize("name", ["t2v", "ti2v", "sketch"])
def test_the_picture_is_the_same_with_more_threads(checkpoint, name):
    size = (256, 256) if name == "sketch" else (96, 64)
    kept, subject = checkpoint(name, steps=4, dtype="float32"), canvas(seed=5, size=size)
    pictures = []
    for threads in (1, 2, 4):
        with Workshop(threads=threads) as workshop:
            pictures.append(workshop.paint(subject, kept))
    # Sums are added up in another order when the rows of a matrix are shared out: never more than one level of 255.
    one = pictures[0].astype(int)
    assert all(abs(one - other).max() <= 1 for other in pictures[1:])


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", ["t2v", "sketch"])
def test_alone_or_in_company_on_two_threads(checkpoint, name, dtype):
    size = (256, 256) if name == "sketch" else (96, 64)
    kept = checkpoint(name, steps=4, dtype=dtype, fuse_tokens=10_000)
    subject = canvas("a red car", seed=42, size=size, account="me")
    with Workshop(threads=2) as workshop:
        alone = workshop.paint(subject, kept)
    with Workshop(threads=2) as workshop:
        first = workshop.ask(subject, kept)
        others = [workshop.ask(canvas("a boat", seed=n, size=size, account=str(n)), kept) for n in range(3)]
        workshop.gate.set()
        together = first.result(30)
        assert all(each.result(30) is not None for each in others)
        assert any(len(turn) > 1 for turn in workshop.turns)
    assert (alone == together).all()


def test_each_hand_has_its_part_of_the_threads(threads):
    threads(4)
    both_here = threading.Barrier(2)

    def look(_):
        both_here.wait(10)
        return torch.get_num_threads(), torch.is_inference_mode_enabled(), threading.get_ident()

    told = CfgThreads().run(look, [0, 1])
    assert [(each, inference) for each, inference, _ in told] == [(2, True)] * 2
    assert len({ident for *_, ident in told} | {threading.get_ident()}) == 3
    # Neither who asked nor a thread that comes later has fewer than before.
    assert torch.get_num_threads() == 4
    with ThreadPoolExecutor(1) as later:
        assert later.submit(torch.get_num_threads).result() == 4


def test_one_thread_cannot_be_shared_out(threads):
    threads(1)
    assert not CfgThreads.can()
    threads(2)
    assert CfgThreads.can()


def test_what_one_part_raises_is_raised_when_both_have_ended(threads):
    threads(2)
    ended = []

    def work(part):
        if part == "broken":
            raise ValueError(part)
        threading.Event().wait(0.05)
        ended.append(part)

    with pytest.raises(ValueError, match="broken"):
        CfgThreads().run(work, ["broken", "whole"])
    assert ended == ["whole"]
