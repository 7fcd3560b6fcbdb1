"""A web page open on a developer's machine cannot break or read a test run."""

import httpx
import pytest

from wanstudio.emulator.control import CONTROL


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "rebind.evil.example"},
        {"Host": "rebind.evil.example", "Origin": "http://rebind.evil.example"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/reset"), ("POST", "/slow"), ("GET", "/calls"), ("GET", "")]
)
def test_a_page_of_another_origin_is_refused(emulator, headers, method, path):
    answer = httpx.request(method, emulator.root + CONTROL + path, headers=headers, content=b"{}")
    assert (answer.status_code, answer.json()["code"]) == (403, "AccessDenied")


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "wan.localhost", "[::1]"])
def test_a_test_reaches_it_under_every_name_of_the_machine(emulator, name):
    host = f"{name}:{emulator.root.rpartition(':')[2]}"
    headers = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
    assert httpx.get(emulator.root + CONTROL, headers=headers).status_code == 200
