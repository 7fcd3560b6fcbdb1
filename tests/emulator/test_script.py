"""What can be told, by file and by the control surface, and what is refused with a reason."""

import re

import httpx
import pytest
from tests.house.sources import ROOT
from tests.live_app import serving
from tests.live_server import run_wanstudio

from wanstudio.emulator.control import CONTROL
from wanstudio.emulator.process import EmulatorNotStarted, emulating
from wanstudio.emulator.surface import ACTS

SCRIPT = """
[clock]
set = 2199-01-01T00:00:00Z

[[fail_calls]]
code = "Throttling.RateQuota"
times = 2

[[fail_tasks]]
code = "InternalError.Algo"
images = [1]

[[hold]]
state = "RUNNING"
model = "wan2.6-t2i"

[[slow]]
seconds = 0.5
"""


def test_a_script_is_followed_from_the_start_and_again_after_a_reset(tmp_path):
    script = tmp_path / "script.toml"
    script.write_text(SCRIPT)
    with emulating(tmp_path / "log", ["--script", str(script)]) as emulator:
        at_first = emulator.state()
        assert at_first["now"].startswith("2199-01-01")
        assert at_first["fail_calls"] == [
            {"code": "Throttling.RateQuota", "model": None, "left": 2, "let_pass": 0}
        ]
        assert at_first["fail_tasks"][0]["code"] == "InternalError.Algo"
        assert at_first["hold"] == [{"state": "RUNNING", "model": "wan2.6-t2i"}]
        assert at_first["slow"] == [{"seconds": 0.5, "model": None}]
        refused = httpx.get(f"{emulator.root}/api/v1/services/x", trust_env=False)
        assert refused.status_code == 404
        emulator.fail_calls("InternalError")
        assert {**emulator.reset(), "now": ""} == {**at_first, "now": ""}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[fail_calls]]\ncode = 'Nope'", "no error has the code 'Nope'"),
        ("[[fail_call]]\ncode = 'InternalError'", "unknown field `fail_call`"),
        ("[[hold]]\nstate = 'DONE'", "Invalid enum value 'DONE'"),
        ("hold = [", "Invalid value"),
        ("[clock]\nadvance = 'soon'", "'soon' is no duration"),
    ],
)
def test_a_wrong_script_is_told_with_its_file_before_anything_is_served(tmp_path, text, reason):
    script = tmp_path / "wrong.toml"
    script.write_text(text)
    told = run_wanstudio("emulate", "--port", 0, "--script", script)
    assert told.returncode == 1
    assert f"{script}: " in told.stderr
    assert reason in told.stderr


def test_a_script_that_is_missing_ends_the_fixture_with_its_reason(tmp_path):
    with (
        pytest.raises(EmulatorNotStarted, match=r"absent\.toml"),
        emulating(tmp_path / "log", ["--script", "absent.toml"], tmp_path),
    ):
        pass


@pytest.mark.parametrize(
    ("act", "told", "reason"),
    [
        ("fail_calls", {}, "fail_calls: Object missing required field `code`"),
        ("fail_calls", {"code": "Nope"}, "no error has the code 'Nope'; docs/errors.md lists them"),
        ("fail_calls", {"code": "InternalError", "times": 0}, "fail_calls: Expected `int` >= 1 - at `$.times`"),
        ("fail_calls", {"code": "InternalError", "call": "make"}, "Invalid enum value 'make'"),
        ("fail_calls", {"code": "InternalError", "model": "wan9"}, "there is no model 'wan9'"),
        ("fail_calls", {"code": "InternalError", "call": "query", "model": "wan2.6-t2i"}, "a query call has none"),
        ("fail_tasks", {"code": "InternalError", "images": [4]}, "Expected `int` <= 3 - at `$.images[0]`"),
        ("fail_tasks", {"code": "InternalError", "image": 1}, "unknown field `image`"),
        ("hold", {"state": "PENDING", "model": "wan2.6-t2i"}, "leave `model` out"),
        ("slow", {"seconds": -1}, "Expected `float` >= 0.0 - at `$.seconds`"),
        ("clock", {}, "give `advance` or `set`, one of them"),
        ("script", {"hold": [{"state": "PENDING"}], "clock": {"advance": "soon"}}, "no duration"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_and_changes_nothing(emulator, customer, act, told, reason):
    answer = customer.http.post(f"{CONTROL}/{act}", json=told)
    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidParameter")
    assert reason in answer.json()["message"]
    state = emulator.state()
    assert [state[name] for name in ("fail_calls", "fail_tasks", "hold", "slow")] == [[], [], [], []]


def test_a_body_that_is_no_json_is_refused(customer):
    answer = customer.http.post(f"{CONTROL}/hold", content=b"{")
    assert (answer.status_code, answer.json()["message"][:5]) == (400, "hold:")


def test_the_documentation_lists_everything_that_can_be_told():
    page = (ROOT / "docs" / "howto" / "use-in-ci.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `POST /(\w+)`", page, re.MULTILINE)) == set(ACTS)


async def test_the_service_itself_has_no_such_surface(tmp_path):
    async with serving(tmp_path) as service:
        assert (await service.get(CONTROL)).status_code == 404
        for act in ACTS:
            assert (await service.post(f"{CONTROL}/{act}", {})).status_code == 404
