"""Headers of a proxy: several lines of one name are one list, and the last entry is the trusted proxy's."""

import pytest
from tests.live_app import serving

from wanstudio.wire.call import Call


@pytest.fixture
async def call_of(tmp_path):
    """A function from header lines to a request of a service that trusts its proxy, or not."""
    async with serving(tmp_path, trust_proxy=True) as behind, serving(tmp_path / "open") as bare:

        def make(*lines, trusted=True, server=("127.0.0.1", 8000)):
            service = behind if trusted else bare
            scope = {
                "type": "http", "method": "GET", "app": service.app.app, "scheme": "http",
                "client": ("10.0.0.7", 4711), "server": server,
                "headers": [(name.lower().encode(), value.encode()) for name, value in lines],
            }  # fmt: skip
            return Call(scope, None, "id")

        yield make


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        ([("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "9.9.9.7")], "9.9.9.7"),
        ([("X-Forwarded-For", "1.1.1.1, 9.9.9.8")], "9.9.9.8"),
        ([("X-Forwarded-For", "9.9.9.9:1234")], "9.9.9.9"),
        ([("X-Forwarded-For", "[2001:db8::1]:1234")], "2001:db8::1"),
        ([("X-Forwarded-For", "2001:db8::2")], "2001:db8::2"),
        ([("X-Forwarded-For", "1.1.1.1, unknown")], "10.0.0.7"),
        ([], "10.0.0.7"),
    ],
)
async def test_the_client_is_who_the_proxy_saw(call_of, lines, address):
    assert call_of(*lines).client == address
    assert call_of(*lines, trusted=False).client == "10.0.0.7"


@pytest.mark.parametrize(
    ("lines", "base"),
    [
        ([("X-Forwarded-Proto", "http, https"), ("X-Forwarded-Host", "evil.example, wan.example")],
         "https://wan.example"),
        ([("X-Forwarded-Proto", "http"), ("X-Forwarded-Proto", "https"), ("Host", "inner:8000"),
          ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Host", "wan.example:8443")],
         "https://wan.example:8443"),
        ([("X-Forwarded-Proto", "javascript"), ("X-Forwarded-Host", "a/b?c"), ("Host", "inner:8000")],
         "http://inner:8000"),
    ],
)  # fmt: skip
async def test_links_use_what_the_proxy_wrote(call_of, lines, base):
    assert call_of(*lines).base_url == base


@pytest.mark.parametrize(
    ("server", "base"),
    [
        (("127.0.0.1", 8200), "http://127.0.0.1:8200"),
        (("::1", 8200), "http://[::1]:8200"),
        (("10.0.0.1", 80), "http://10.0.0.1"),
    ],
)
async def test_without_host_links_use_the_address_that_was_reached(call_of, server, base):
    assert call_of(server=server).base_url == base


async def test_repeated_headers_are_one_list(call_of):
    call = call_of(("Cookie", "a=1"), ("Cookie", "b=2"), ("X-Two", "x"), ("X-Two", "y"))
    assert call.header(b"cookie") == "a=1; b=2"
    assert call.header(b"x-two") == "x, y"
    assert call.header(b"x-none", None) is None
    assert call_of(("X-DashScope-Async", "enable"), ("X-DashScope-Async", "enable")).enabled(
        b"x-dashscope-async"
    )
