"""Proxies of the environment: this machine is never reached through one, and one that fails is named."""

import ast

import pytest
from tests.house.sources import modules, named, tree
from tests.live_server import LiveServer, run_wanstudio
from tests.moderation.text_service import serving_texts
from tests.proxy_server import proxying
from tests.s3_server import IDENTITY, SECRET

from wanstudio.proxies import is_this_machine, keep_loopback_direct, proxy_of

DEAD = ("socks5://127.0.0.1:1", "http://127.0.0.1:1", "127.0.0.1:1", "socks4://127.0.0.1:1", "nonsense://x y")
NAMES = ("ALL_PROXY", "HTTP_PROXY", "all_proxy", "http_proxy")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch):
    for name in (*NAMES, "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    started = LiveServer.start(tmp_path_factory.mktemp("behind")).with_key()
    yield started
    started.stop()


def generate(server, url, folder, **environment):
    return run_wanstudio(
        "generate", "a red car", "-o", folder / "car.png", "--size", "512*512", "--model", "wan2.2-t2i-flash",
        "--url", url, "--key", server.key, **environment,
    )  # fmt: skip


@pytest.mark.parametrize("proxy", DEAD)
@pytest.mark.parametrize("name", ["ALL_PROXY", "http_proxy"])
def test_a_server_of_this_machine_is_reached_whatever_the_proxy(server, tmp_path, name, proxy):
    done = generate(server, server.root, tmp_path, **{name: proxy})
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "car.png").exists()


@pytest.mark.parametrize("kind", ["socks5", "http"])
def test_another_machine_is_reached_through_the_proxy(server, tmp_path, kind):
    with proxying(kind, server.port) as proxy:
        done = generate(server, "http://pictures.test", tmp_path, ALL_PROXY=proxy.url)
    assert done.returncode == 0, done.stderr
    assert proxy.asked
    assert all("pictures.test" in asked for asked in proxy.asked)


@pytest.mark.parametrize("url", ["http://pictures.test", "https://pictures.test"])
@pytest.mark.parametrize("kind", ["http", "socks5"])
def test_a_proxy_that_does_not_answer_is_named_without_its_password(server, tmp_path, kind, url):
    done = generate(server, url, tmp_path, ALL_PROXY=f"{kind}://me:secret@127.0.0.1:1")
    assert done.returncode == 1
    assert f"no answer from {url}: through the proxy {kind}://127.0.0.1:1:" in done.stderr
    assert "secret" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("proxy", ["socks4://127.0.0.1:1", "nonsense://x y"])
def test_a_proxy_that_cannot_be_used_is_one_line(server, tmp_path, proxy):
    done = generate(server, "http://pictures.test", tmp_path, ALL_PROXY=proxy)
    assert done.returncode == 1
    assert "of the environment cannot be used: it must be http://, https:// or socks5://" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_service_asks_its_moderator_and_chat_server_on_this_machine_directly(tmp_path):
    with serving_texts() as texts:
        asked = {
            "WANSTUDIO_MODERATION_TEXT_URL": texts.url,
            "WANSTUDIO_REWRITER": "chat",
            "WANSTUDIO_REWRITER_URL": texts.url,
            "WANSTUDIO_REWRITER_MODEL": "m",
        }
        server = LiveServer.start(tmp_path / "data", ALL_PROXY="socks5://127.0.0.1:1", **asked).with_key()
        try:
            done = server.wait(server.submit())
        finally:
            server.stop()
    assert done["output"]["task_status"] == "SUCCEEDED", done
    assert len(texts.asked) >= 2


def test_a_moderator_behind_a_dead_proxy_is_said_by_doctor(tmp_path):
    done = run_wanstudio(
        "doctor", WANSTUDIO_DATA=str(tmp_path), WANSTUDIO_MODERATION_TEXT_URL="http://moderator.test/v1",
        WANSTUDIO_REWRITER="chat", WANSTUDIO_REWRITER_URL="http://chat.test/v1", WANSTUDIO_REWRITER_MODEL="m",
        HTTP_PROXY="http://127.0.0.1:1",
    )  # fmt: skip
    failed = [
        line for line in done.stdout.splitlines() if "FAIL  moderation" in line or "FAIL  rewriting" in line
    ]
    assert len(failed) == 2
    assert all("http://127.0.0.1:1" in line for line in failed), failed


def test_a_bucket_of_this_machine_is_reached_directly(tmp_path, s3_server):
    done = run_wanstudio(
        "doctor", WANSTUDIO_DATA=str(tmp_path), WANSTUDIO_OBJECTS=f"s3://pictures/proxied?endpoint={s3_server.endpoint}",
        WANSTUDIO_S3_ACCESS_KEY=IDENTITY, WANSTUDIO_S3_SECRET_KEY=SECRET,
        HTTP_PROXY="http://127.0.0.1:1", ALL_PROXY="http://127.0.0.1:1",
    )  # fmt: skip
    assert "ok    pictures" in done.stdout


@pytest.mark.parametrize(
    ("host", "is_it"),
    [("localhost", True), ("LOCALHOST.", True), ("wan.localhost", True), ("127.0.0.1", True), ("127.8.9.1", True),
     ("::1", True), ("::ffff:127.0.0.1", True), ("0.0.0.0", True), ("10.0.0.1", False), ("localhost.test", False),
     ("128.0.0.1", False)],
)  # fmt: skip
def test_what_this_machine_is(host, is_it):
    assert is_this_machine(host) is is_it


def test_the_environment_is_followed(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://one:3128")
    monkeypatch.setenv("ALL_PROXY", "socks5://two:1080")
    monkeypatch.setenv("NO_PROXY", "inner.test,10.0.0.1")
    assert proxy_of("https", "outer.test") == "http://one:3128"
    assert proxy_of("http", "outer.test") == "socks5://two:1080"
    assert [proxy_of("http", host) for host in ("inner.test", "a.inner.test", "10.0.0.1")] == [None] * 3


def test_libraries_with_clients_of_their_own_are_told(monkeypatch):
    told = {"HTTP_PROXY": "http://one:3128", "NO_PROXY": "inner.test"}
    keep_loopback_direct(told)
    assert told["no_proxy"] == told["NO_PROXY"] == "inner.test,localhost,127.0.0.1,::1"
    untouched = {"PATH": "/bin"}
    keep_loopback_direct(untouched)
    assert untouched == {"PATH": "/bin"}


def test_one_place_builds_our_clients():
    builders = {
        *(f"httpx.{name}" for name in ("AsyncClient", "Client", "AsyncHTTPTransport", "HTTPTransport")),
        *(f"httpx.{name}" for name in ("get", "post", "request", "stream")),
        "urllib.request.urlopen",
    }
    found = {
        named(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in builders
    }
    assert found == {"src/wanstudio/http_client.py"}
