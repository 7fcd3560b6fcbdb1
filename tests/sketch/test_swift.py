"""The trainer's own way through the transformer computes what diffusers' does."""

import pytest
import torch
from sketch.denoiser import half_precision
from sketch.model import new_transformer, positions
from sketch.plan import find_plan
from sketch.swift import Swift
from tests.sketch.conftest import CPU

CELLS = [(8, 8), (6, 12)]


@pytest.fixture
def transformer():
    """A tiny one whose gates stand open, so that every weight has its say."""
    torch.manual_seed(2)
    module = new_transformer(find_plan("tiny"))
    with torch.no_grad():
        for weight in module.parameters():
            weight.add_(0.1 * torch.randn_like(weight))
    return module


def question(cells):
    noisy = torch.randn(3, 16, *cells)
    seen = torch.cat([noisy, positions(*cells).expand(3, -1, -1, -1)], 1)
    return seen, torch.tensor([10.0, 500.0, 990.0]), torch.randn(3, 5, 32)


@pytest.mark.parametrize("cells", CELLS)
def test_it_says_what_the_module_says(transformer, cells):
    seen, time, rows = question(cells)
    with torch.no_grad(), half_precision(CPU):
        told = Swift(transformer, compiled=False)(seen, time, rows, torch.zeros(3, 1, 1, 5)).float()
    with torch.no_grad():
        wanted = transformer(seen.unsqueeze(2), time, rows, return_dict=False)[0].squeeze(2)
    assert told.shape == wanted.shape
    assert (told - wanted).square().mean().sqrt() < 0.02 * wanted.std()


def test_words_that_weigh_nothing_are_not_read(transformer):
    seen, time, rows = question((8, 8))
    bias = torch.zeros(3, 1, 1, 5)
    bias[..., 3:] = -1e4
    swift = Swift(transformer, compiled=False)
    with torch.no_grad():
        whole = swift(seen, time, rows, bias)
        cut = swift(seen, time, rows[:, :3], bias[..., :3])
    assert torch.allclose(whole, cut, atol=1e-2 * float(cut.std()))


def test_every_weight_learns(transformer):
    seen, time, rows = question((8, 8))
    Swift(transformer, compiled=False)(seen, time, rows, torch.zeros(3, 1, 1, 5)).square().mean().backward()
    silent = [name for name, weight in transformer.named_parameters() if weight.grad is None]
    assert silent == []
