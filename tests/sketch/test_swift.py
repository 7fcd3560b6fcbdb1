"""The trainer's own way through the transformer computes what diffusers' does, of all tokens or of some."""

import pytest
import torch
from sketch.model import Sketch, new_transformer, positions
from sketch.plan import find_plan
from sketch.swift import Swift

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


@pytest.mark.parametrize(("dtype", "off"), [(torch.float32, 1e-4), (torch.bfloat16, 0.02)])
@pytest.mark.parametrize("cells", CELLS)
def test_it_says_what_the_module_says(transformer, cells, dtype, off):
    seen, time, rows = question(cells)
    with torch.no_grad():
        told = Swift(transformer, dtype, compiled=False)(seen, time, rows, torch.zeros(3, 1, 1, 5)).float()
    with torch.no_grad():
        wanted = transformer(seen.unsqueeze(2), time, rows, return_dict=False)[0].squeeze(2)
    assert told.shape == wanted.shape
    assert (told - wanted).square().mean().sqrt() < off * wanted.std()


def test_words_that_weigh_nothing_are_not_read(transformer):
    seen, time, rows = question((8, 8))
    bias = torch.zeros(3, 1, 1, 5)
    bias[..., 3:] = -1e4
    swift = Swift(transformer, torch.float32, compiled=False)
    with torch.no_grad():
        whole = swift(seen, time, rows, bias)
        cut = swift(seen, time, rows[:, :3], bias[..., :3])
    assert torch.allclose(whole, cut, atol=1e-4)


def test_every_weight_learns(transformer):
    seen, time, rows = question((8, 8))
    told = Swift(transformer, torch.float32, compiled=False)(seen, time, rows, torch.zeros(3, 1, 1, 5))
    told.square().mean().backward()
    silent = [name for name, weight in transformer.named_parameters() if weight.grad is None]
    assert silent == []


def test_of_some_tokens_it_says_what_it_would_say_if_there_were_no_others(transformer):
    """Alone, a token sees only itself; all of them, in any order, see what they always see."""
    seen, time, rows = question((8, 8))
    swift, bias = Swift(transformer, torch.float32, compiled=False), torch.zeros(3, 1, 1, 5)
    with torch.no_grad():
        whole = swift(seen, time, rows, bias)
        every = swift(seen, time, rows, bias, torch.stack([torch.randperm(16) for _ in range(3)]))
        some = swift(seen, time, rows, bias, torch.tensor([[0, 5], [1, 6], [2, 15]]))
    assert torch.allclose(whole, every, atol=1e-4)
    said = some.abs().sum(1).unflatten(1, (4, 2)).unflatten(3, (4, 2)).sum((2, 4)).flatten(1) > 0
    assert [told.nonzero()[:, 0].tolist() for told in said] == [[0, 5], [1, 6], [2, 15]]


@pytest.fixture
def model():
    torch.manual_seed(3)
    model = Sketch(find_plan("tiny"), 40, [1.0] * 16)
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(0.1 * torch.randn_like(weight))
    return model


def test_texts_read_whole_say_what_they_say_cut_and_packed(model):
    """As on a GPU, where nobody waits to learn how long they are, and as on a CPU."""
    words = torch.zeros(3, 32, dtype=torch.int64)
    for row, length in zip(words, (3, 9, 32), strict=True):
        row[:length] = torch.arange(4, 4 + length)
    noisy, time = torch.randn(3, 16, 8, 8), torch.tensor([0.1, 0.5, 0.9])
    told = []
    for whole in (False, True):
        model.swift = Swift(model.transformer, torch.float32, compiled=False, packed=not whole)
        with torch.no_grad():
            told.append(model(noisy, time, model.read(words, whole=whole)))
    assert torch.allclose(*told, atol=1e-4)
    model.swift = None
    with torch.no_grad():
        assert torch.allclose(model(noisy, time, model.read(words, whole=True)), told[0], atol=1e-4)
