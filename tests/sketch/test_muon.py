"""The steps of the optimizer are those of torch's own, and level."""

import pytest
import torch
from sketch.muon import Muon, levelled
from torch import nn

SHAPES = [(48, 48), (48, 96), (96, 48)]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_levelled_step_has_no_long_direction_and_no_short_one(shape):
    generator = torch.Generator().manual_seed(1)
    step = torch.randn(shape, generator=generator) @ torch.diag(torch.logspace(0, 1, shape[1]))
    values = torch.linalg.svdvals(levelled(step, torch.float32))
    assert values.min() > 0.4
    assert values.max() < 1.3


@pytest.mark.parametrize("shape", SHAPES)
def test_it_goes_where_torchs_own_goes(shape):
    generator = torch.Generator().manual_seed(2)
    begin = torch.randn(shape, generator=generator)
    ours, theirs = (nn.Parameter(begin.clone()) for _ in range(2))
    one, other = Muon([ours], 0.02, 0.05, torch.bfloat16), torch.optim.Muon([theirs], 0.02, 0.05)
    for _ in range(5):
        ours.grad = torch.randn(shape, generator=generator)
        theirs.grad = ours.grad.clone()
        one.step()
        other.step()
    gone = (theirs - begin).norm()
    assert (ours - theirs).norm() < 0.02 * gone


def test_matrices_of_one_shape_go_together_where_each_would_go_alone():
    generator = torch.Generator().manual_seed(3)
    begins = [torch.randn(shape, generator=generator) for shape in (*SHAPES, *SHAPES)]
    slopes = [torch.randn(each.shape, generator=generator) for each in begins]
    together, alone = ([nn.Parameter(each.clone()) for each in begins] for _ in range(2))
    for weight, slope in zip([*together, *alone], slopes * 2, strict=True):
        weight.grad = slope.clone()
    for each in (together, *([weight] for weight in alone)):
        Muon(each, 0.02, 0.05, torch.float32).step()
    for one, other, begin in zip(together, alone, begins, strict=True):
        assert torch.allclose(one, other, atol=1e-5)
        assert not torch.equal(one, begin)


def test_weights_without_a_gradient_stay():
    weight = nn.Parameter(torch.ones(4, 4))
    Muon([weight], 0.02, 0.05, torch.float32).step()
    assert torch.equal(weight, torch.ones(4, 4))
