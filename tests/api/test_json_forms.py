"""JSON as Python and browsers write it is read at every path that takes a body: BOM, half surrogate pairs."""

import json

import pytest
from tests.api.requests import messages_body, prompt_body
from tests.live_app import ASYNC, IMAGE_GENERATION, TEXT2IMAGE

from wanstudio.errors import BodyInvalid
from wanstudio.wire.json_body import decode_json

BOM = b"\xef\xbb\xbf"
PATHS = (
    (TEXT2IMAGE, lambda prompt: prompt_body(prompt=prompt)),
    (IMAGE_GENERATION, messages_body),
)


@pytest.mark.parametrize(("path", "body_of"), PATHS)
@pytest.mark.parametrize(
    ("prompt", "read"),
    [
        ("a boat \ud83d", "a boat \ufffd"),
        ("\udca9 boat", "\ufffd boat"),
        ("\U0001f6a2 boat", "\U0001f6a2 boat"),
    ],
)
@pytest.mark.parametrize("mark", [b"", BOM])
async def test_a_prompt_with_half_a_pair_is_painted(service, path, body_of, prompt, read, mark):
    sent = mark + json.dumps(body_of(prompt)).encode()
    answer = await service.client.post(path, content=sent, headers=ASYNC)
    assert answer.status_code == 200, answer.text
    [task] = await service.claim_all()
    assert task.order.prompt == read


async def test_the_same_at_openais_path(service):
    body = {"model": "none", "prompt": "a \ud83d"}
    answer = await service.client.post("/v1/images/generations", content=BOM + json.dumps(body).encode())
    assert answer.json()["error"]["code"] == "model_not_found"


@pytest.mark.parametrize(
    "raw",
    [
        b"", BOM, BOM + BOM + b"{}", b'{"a": NaN, "b": "\\ud83d"}', b'{"a": "\\ud83d"', b'{"a": "\\ud8"}',
        b'{"\\ud83d": ' + b"[" * 100_000, b"\xff\xfe{}", b'{"a": "\xed\xa0\xbd"}', "{}".encode("utf-16"),
    ],
)  # fmt: skip
def test_what_is_no_json_stays_refused(raw):
    with pytest.raises(BodyInvalid):
        decode_json(raw)


def test_names_and_nested_values_are_mended_too():
    assert decode_json(b'{"\\ud83dx": ["\\ude00", {"a": "\\ud83d\\ude00"}]}') == {
        "\ufffdx": ["\ufffd", {"a": "\U0001f600"}]
    }
