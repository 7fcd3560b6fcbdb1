"""Defaults, truncation, n, seed and switches of one order."""

import pytest

from wanstudio.catalog.models import MODELS, find_model
from wanstudio.catalog.order import Order, images_asked_for, make_order
from wanstudio.errors import ServiceError


def order(model="wan2.2-t2i-flash", prompt="a cat", negative=None, **wishes) -> Order:
    """An order for `model`; the drawn seed is 77."""
    found = find_model(model)
    assert found is not None
    return make_order(found, prompt, negative, wishes, lambda: 77)


def test_defaults():
    assert order() == Order("wan2.2-t2i-flash", "a cat", "", 1024, 1024, 4, 77, True, False)


def test_null_is_absent_and_unknown_names_are_ignored():
    nulls = dict.fromkeys(("size", "n", "seed", "prompt_extend", "watermark", "max_images"))
    assert order(**nulls, is_async=True, style="<auto>") == order()


@pytest.mark.parametrize(
    ("model", "limit"), [(m.name, {"2.6": 2100, "2.5": 2000}.get(m.version, 800)) for m in MODELS]
)
def test_prompts_are_cut_not_refused(model, limit):
    assert order(model, "花" * limit).prompt == "花" * limit
    assert order(model, "花" * limit + "x").prompt == "花" * limit
    assert order(model, "😀" * (limit + 9)).prompt == "😀" * limit


@pytest.mark.parametrize("model", [m.name for m in MODELS])
def test_negative_prompts_are_cut_at_500(model):
    assert order(model, negative="n" * 501).negative_prompt == "n" * 500


def test_nul_leaves_the_texts():
    made = order(prompt="a\x00b", negative="\x00")
    assert (made.prompt, made.negative_prompt) == ("ab", "")


@pytest.mark.parametrize(("value", "n"), [(1, 1), (4, 4), (2.0, 2), (None, 4)])
def test_n(value, n):
    assert order(n=value).n == n


@pytest.mark.parametrize(("value", "seed"), [(0, 0), (2**31 - 1, 2**31 - 1), (12345, 12345), (None, 77)])
def test_seed(value, seed):
    assert order(seed=value).seed == seed


def test_each_image_has_the_next_seed():
    assert [order(seed=5).seed_of(i) for i in range(4)] == [5, 6, 7, 8]
    assert order(seed=2**31 - 1).seed_of(1) == 0


TYPE = "The type or value of {} is out of definition."


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"n": 0}, "Range of n should be [1, 4]"),
        ({"n": 5}, "Range of n should be [1, 4]"),
        ({"n": -1}, "Range of n should be [1, 4]"),
        ({"n": 10**30}, "Range of n should be [1, 4]"),
        ({"n": 1.5}, TYPE.format("n")),
        ({"n": "1"}, TYPE.format("n")),
        ({"n": True}, TYPE.format("n")),
        ({"n": [1]}, TYPE.format("n")),
        ({"seed": -1}, "Range of seed should be [0, 2147483647]"),
        ({"seed": 2**31}, "Range of seed should be [0, 2147483647]"),
        ({"seed": "7"}, TYPE.format("seed")),
        ({"seed": 0.5}, TYPE.format("seed")),
        ({"seed": False}, TYPE.format("seed")),
        ({"prompt_extend": 1}, TYPE.format("prompt_extend")),
        ({"prompt_extend": "true"}, TYPE.format("prompt_extend")),
        ({"watermark": 0}, TYPE.format("watermark")),
        ({"negative": 3}, TYPE.format("negative_prompt")),
    ],
)
def test_refusals(wish, message):
    with pytest.raises(ServiceError) as refused:
        order(**wish)
    assert (refused.value.code, refused.value.status) == ("InvalidParameter", 400)
    assert refused.value.message == message


@pytest.mark.parametrize(
    ("wishes", "n"), [({"n": 2}, 2), ({}, 4), ({"n": 9}, 4), ({"n": "2"}, 4), (None, 4), ("junk", 4)]
)
def test_images_asked_for_by_a_refused_request(wishes, n):
    assert images_asked_for(wishes) == n
