"""Size rules: every boundary of the area rule and the side rule, and every way to write a size wrong."""

import pytest

from wanstudio.catalog.models import MODELS, find_model
from wanstudio.catalog.sizes import size_for
from wanstudio.errors import ServiceError

RECOMMENDED = (
    "1280*1280",
    "800*1200",
    "1200*800",
    "960*1280",
    "1280*960",
    "720*1280",
    "1280*720",
    "1344*576",
)


def refusal(model: str, size: object) -> tuple[str, str] | None:
    """Code and message with which a size is refused, or None."""
    found = find_model(model)
    assert found is not None
    try:
        size_for(found, size)
    except ServiceError as error:
        return error.code, error.message
    return None


@pytest.mark.parametrize("size", RECOMMENDED)
@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.name)
def test_recommended_sizes_are_legal_everywhere(model, size):
    assert "*".join(map(str, size_for(model, size))) == size


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.name)
def test_default_size(model):
    side = 1280 if model.version in ("2.5", "2.6") else 1024
    assert size_for(model, None) == (side, side)


@pytest.mark.parametrize("size", ["768*768", "1440*1440", "768*2700", "2700*768", "2880*720", "384*1536"])
def test_area_rule_accepts(size):
    assert refusal("wan2.6-t2i", size) is None
    assert refusal("wan2.5-t2i-preview", size) is None


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ("1536*1536", "Total pixels (2359296) must be between 589824 and 2073600."),
        ("99*99", "Total pixels (9801) must be between 589824 and 2073600."),
        ("768*767", "Total pixels (589056) must be between 589824 and 2073600."),
        ("1440*1441", "Total pixels (2075040) must be between 589824 and 2073600."),
        ("0*0", "Total pixels (0) must be between 589824 and 2073600."),
        (
            "384*1537",
            (
                "the parameters must conform to the specification: "
                "the aspect ratio of size must be between 1:4 and 4:1."
            ),
        ),
    ],
)
def test_area_rule_refuses(size, message):
    assert refusal("wan2.6-t2i", size) == ("InvalidParameter", message)


@pytest.mark.parametrize("size", ["512*512", "1440*1440", "512*1440", "1440*512", "1024*1024"])
def test_side_rule_accepts(size):
    assert refusal("wan2.2-t2i-flash", size) is None


@pytest.mark.parametrize("size", ["511*1024", "1024*511", "1441*1024", "768*2700", "0*0"])
def test_side_rule_refuses(size):
    message = "Either width or height should be between 512 and 1440."
    assert refusal("wanx2.1-t2i-turbo", size) == ("InvalidParameter", message)


@pytest.mark.parametrize(
    "size",
    [
        "",
        "1280",
        "1280x1280",
        "1280*",
        "*1280",
        "1280**1280",
        "1280*1280*1280",
        " 1280*1280",
        "1280*1280\n",
        "1280 * 1280",
        "-1280*1280",
        "+1280*1280",
        "1280.0*1280",
        "1e3*1024",
        "01280*1280",
        "１２８０*1280",
        "1280×1280",
        "9999999999*1",
        "1K",
        "auto",
    ],
)
def test_malformed_sizes(size):
    assert refusal("wan2.6-t2i", size) == ("InvalidParameter", "Expected format: '<width>*<height>'")


@pytest.mark.parametrize("size", [1280, 1280.5, True, [1280, 1280], {"width": 1280}])
def test_sizes_of_the_wrong_type(size):
    message = "The type or value of size is out of definition."
    assert refusal("wan2.2-t2i-plus", size) == ("InvalidParameter", message)
