"""Bytes that are no text, streams that are closed, secrets with stray characters: one line, no traceback."""

import os
import subprocess
import sys
import time

import pytest
from tests.live_server import PAINTER, run_wanstudio

from wanstudio.client import Client, ClientError
from wanstudio.emulator.script import read_file
from wanstudio.errors import ScriptInvalid, SettingsInvalid
from wanstudio.settings import load_settings

GBK = "红色的船".encode("gbk")
COMMANDS = (
    ("models",), ("keys", "list"), ("users", "list"), ("webhooks", "list"), ("usage",), ("tasks", "list"),
    ("moderate", "a cat"), ("generate", "a cat", "--size", "512*512", "--model", "wan2.2-t2i-flash"), ("doctor",),
    ("keys", "revoke", "id"), ("tasks", "show", "id"), ("--help",), ("serve", "--help"), ("--version",),
)  # fmt: skip


def run(words, redirect="", **environment):
    """The command in a shell, with its streams redirected."""
    command = [sys.executable, "-m", "wanstudio", *words]
    return subprocess.run(
        ["bash", "-c", f'"$@" {redirect}', "bash", *command],
        capture_output=True, timeout=120, env={**os.environ, **PAINTER, **environment}, check=False,
    )  # fmt: skip


def clean(done):
    told = (done.stdout + done.stderr).decode(errors="replace")
    assert "Traceback" not in told
    assert "Exception ignored" not in told


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ((b"generate", GBK), "argument 2 is not UTF-8"),
        ((b"generate", b"a cat", b"-o", GBK + b".png"), "the value of -o is not UTF-8"),
        ((b"generate", GBK, b"--url", b"http://127.0.0.1:1", b"--key", b"k"), "argument 2"),
        (
            (b"generate", b"a cat", b"--url", b"http://127.0.0.1:1", b"--key", b"sk-" + GBK),
            "the value of --key",
        ),
        ((b"keys", b"new", b"--name", GBK), "the value of --name"),
        ((b"moderate", GBK), "argument 2"),
        ((b"tasks", b"show", GBK), "argument 3"),
        ((b"users", b"add", GBK, b"--password", b"long enough"), "argument 3"),
        ((b"webhooks", b"set", b"id", GBK), "argument 4"),
        ((b"serve", b"--data", GBK), "the value of --data"),
        ((b"emulate", b"--script", GBK), "the value of --script"),
        ((GBK,), "argument 1"),
    ],
)
def test_an_argument_that_is_not_utf_8_is_named(tmp_path, words, named):
    done = run(words, WANSTUDIO_DATA=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[-1].startswith(f"Error: {named}")
    assert b"sk-" not in done.stderr
    clean(done)


@pytest.mark.parametrize("name", ["WANSTUDIO_PUBLIC_URL", "WANSTUDIO_PROVENANCE_PRODUCER", "WANSTUDIO_URL",
                                  "DASHSCOPE_API_KEY", "WANSTUDIO_PASSWORD", "WANSTUDIO_CONFIG"])  # fmt: skip
def test_a_variable_that_is_not_utf_8_is_named(name):
    done = run(["models"], **{name: os.fsdecode(GBK)})
    assert done.returncode == 2
    assert f"Error: the environment variable {name} is not UTF-8" in done.stderr.decode()
    clean(done)


@pytest.mark.parametrize("saved", [GBK, "port = 8000".encode("utf-16"), b"\x00\xff"])
def test_a_file_in_another_encoding_is_named(tmp_path, saved):
    file = tmp_path / "w.toml"
    file.write_bytes(b"# " + saved)
    done = run(["models", "--config", str(file)])
    assert done.returncode == 1
    assert f"{file} is not UTF-8: save it as UTF-8" in done.stderr.decode().splitlines()[0]
    clean(done)
    with pytest.raises(ScriptInvalid, match="is not UTF-8"):
        read_file(file)
    done = run(["moderate", "a cat"], WANSTUDIO_MODERATION_WORDS=str(file))
    assert f"{file}: it is not UTF-8" in done.stderr.decode().splitlines()[0]
    clean(done)


def test_a_byte_order_mark_is_nothing_wrong(tmp_path):
    file = tmp_path / "w.toml"
    file.write_text('region = "beijing"\n', encoding="utf-8-sig")
    assert load_settings(file=file, environment={}).region == "beijing"
    file.write_text("[clock]\nadvance = 1\n", encoding="utf-8-sig")
    assert read_file(file).clock is not None


@pytest.mark.parametrize(
    "redirect", [">&-", "<&- >&- 2>&-", ">&- 2>&-", "| true", "2>&1 | head -c 1", "2>/dev/full"]
)
@pytest.mark.parametrize("words", COMMANDS)
def test_streams_that_are_closed_are_no_traceback(tmp_path, words, redirect):
    more = ("-o", str(tmp_path / "cat.png")) if words[0] == "generate" else ()
    done = run((*words, *more), redirect, WANSTUDIO_DATA=str(tmp_path / "data"))
    clean(done)
    if words[0] == "generate":
        assert (tmp_path / "cat.png").exists()


def test_a_full_disk_behind_the_output_is_one_line(tmp_path):
    done = run(["models"], ">/dev/full")
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == ["Error: [Errno 28] No space left on device"]


def test_a_reader_that_goes_is_not_told_of():
    done = run(["models"], "| true; exit ${PIPESTATUS[0]}")
    assert done.returncode in (0, 1)  # `true` may be gone before or after the command writes
    assert done.stderr == b""


@pytest.mark.parametrize("words", [("keys", "new"), ("webhooks", "set", "id", "https://1.1.1.1/hook")])
def test_no_secret_is_made_that_nobody_would_see(tmp_path, words):
    done = run(words, ">&-", WANSTUDIO_DATA=str(tmp_path))
    assert done.returncode == 1
    assert b"standard output is closed: the" in done.stderr
    assert "sk-" not in run_wanstudio("keys", "list", WANSTUDIO_DATA=str(tmp_path)).stdout


@pytest.mark.parametrize("redirect", [">&-", ">&- 2>&-", "| true"])
@pytest.mark.parametrize("words", [("serve", "--port", "0"), ("emulate", "--port", "0"), ("work",)])
def test_servers_serve_although_nobody_reads_what_they_say(tmp_path, words, redirect):
    log = tmp_path / "log"
    redirect = redirect if "2>&-" in redirect else f"2>{log} {redirect}"
    command = ["timeout", "--signal=TERM", "5", sys.executable, "-m", "wanstudio", *words]
    environment = {**os.environ, **PAINTER, "WANSTUDIO_DATA": str(tmp_path / "data")}
    started = time.monotonic()
    subprocess.run(
        ["bash", "-c", f'"$@" {redirect}', "bash", *command], env=environment, check=False, timeout=60
    )
    if "|" not in redirect:
        assert time.monotonic() - started >= 4.5, "it ended before it was told to"
    if log.exists():
        assert "Traceback" not in log.read_text()
        assert "Exception" not in log.read_text()


def test_text_that_a_terminal_cannot_show_is_written_all_the_same(tmp_path):
    done = run(["keys", "new", "--name", "红"], PYTHONIOENCODING="ascii", WANSTUDIO_DATA=str(tmp_path))
    assert done.returncode == 0, done.stderr
    done = run(["keys", "list"], PYTHONIOENCODING="ascii", WANSTUDIO_DATA=str(tmp_path))
    assert done.returncode == 0, done.stderr
    clean(done)


@pytest.mark.parametrize("around", [("", "\r"), ("", "\n"), (" ", " "), ("\t", "\r\n")])
def test_a_key_is_stripped(around):
    before, after = around
    key = f"{before}sk-0123456789{after}"
    names = ("rewriter_key", "moderation_text_key", "s3_access_key", "s3_secret_key")
    settings = load_settings(dict.fromkeys(names, key), environment={})
    assert {getattr(settings, name) for name in names} == {"sk-0123456789"}
    assert Client("http://127.0.0.1:1", key)._headers == {"Authorization": "Bearer sk-0123456789"}


@pytest.mark.parametrize(
    "key", ["sk-01234\r56789", "sk-01234 56789", "sk-012345678é", "sk-012345678\x00", " ", "sk-\u200b0"]
)
def test_a_key_with_stray_characters_is_never_shown(tmp_path, key):
    for name in ("rewriter_key", "moderation_text_key", "s3_access_key", "s3_secret_key"):
        with pytest.raises(SettingsInvalid) as raised:
            load_settings({name: key}, environment={})
        assert raised.value.message.startswith(f"{name}: the key is empty or has characters")
        assert "sk-" not in raised.value.message
    with pytest.raises(ClientError) as refused:
        Client("http://127.0.0.1:1", key)
    assert "sk-" not in str(refused.value)
    if "\x00" in key:
        return
    asked = ("generate", "a cat", "-o", tmp_path / "cat.png", "--url", "http://127.0.0.1:1")
    for done in (
        run_wanstudio(*asked, "--key", key),
        run_wanstudio(*asked, WANSTUDIO_KEY=key, DASHSCOPE_API_KEY=""),
        run_wanstudio(*asked, DASHSCOPE_API_KEY=key),
    ):
        assert done.returncode in (1, 2)
        assert "sk-" not in done.stderr
        assert "no answer" not in done.stderr
        assert "Traceback" not in done.stderr
