"""Every setting that holds a URL is looked at when it is read: the error names it and says what to write."""

import pytest
from tests.live_server import run_wanstudio

from wanstudio.emulator.pytest_plugin import URL
from wanstudio.errors import SettingsInvalid, WebhookRefused
from wanstudio.settings import load_settings
from wanstudio.webhooks.addresses import read_url

FAULTS = (
    ('"https://h.example"', 'it holds the character "'),
    ("'https://h.example'", "it holds the character '"),
    ("\u201chttps://h.example\u201d", "it holds the character"),
    ("https://h .example", "it holds a space"),
    (" https://h.example", "it holds a space"),
    ("https://h.example\r", "it holds a space or a character that cannot be seen"),
    ("h.example", "it does not begin with https:// or http://"),
    ("h.example:8000", "it does not begin with"),
    ("//h.example", "it does not begin with"),
    ("https:/h.example", "it does not begin with"),
    ("ftp://h.example", "it does not begin with"),
    ("https://", "it names no host"),
    ("https://h.example/#top", "it must have no fragment (# in a password is written %23)"),
    ("https://h.example:port", "its port is no number"),
    ("https://h.example:99999", "its port is no number"),
    ("https://h.example:0", "its port is no number"),
    ("https://[::1", "its host cannot be read"),
)
FOREIGN = (("https://b\u00fccher.example", "its host must be written in ASCII"),)
QUERY = (("https://h.example/?x=1", "it must have no query"),)
CREDENTIALS = (("https://me:secret@h.example", "it must not hold a user or password"),)
SETTINGS = {
    "public_url": (*QUERY, *FOREIGN, *CREDENTIALS),
    "rewriter_url": QUERY,
    "moderation_text_url": QUERY,
}


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [(name, *fault) for name, more in SETTINGS.items() for fault in (*FAULTS, *more)],
)
def test_a_url_that_cannot_be_meant_is_refused(name, text, fault):
    with pytest.raises(SettingsInvalid) as raised:
        load_settings({name: text}, environment={})
    assert raised.value.message.startswith(f"{name}: {fault}")
    assert "write it as http" in raised.value.message
    assert "secret" not in raised.value.message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("public_url", "https://h.example"),
        ("public_url", "http://h.example:8443/wan/"),
        ("public_url", "http://[::1]:8000"),
        ("rewriter_url", "http://ollama:11434/v1"),
        ("rewriter_url", "https://me:secret@h.example/v1"),
        ("moderation_text_url", "http://127.0.0.1:8000/v1"),
        ("database", "postgresql://wan:pa%22ss@db.example:5432/wan?sslmode=require"),
        ("database", "postgres:///wan?host=/var/run/postgresql"),
        ("database", "postgresql://wan:pw@one:5432,two:5433,[::1]/wan?target_session_attrs=read-write"),
        ("objects", "s3://pictures/a/b?endpoint=https://oss.example:9000&region=cn&style=virtual"),
        ("objects", "/srv/my pictures"),
        ("objects", "pictures"),
        ("objects", "file:///srv/my%20pictures"),
    ],
)
def test_what_can_be_meant_passes(name, text):
    assert getattr(load_settings({name: text}, environment={}), name) == text


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("database", "wanstudio.sqlite3", "does not begin with postgresql://"),
        ("database", "mysql://u:secret@h/x", "does not begin with postgresql://"),
        ("database", '"postgresql://u:secret@h/x"', "holds the character"),
        ("database", "postgresql://u:secret word@h/x", "holds a space"),
        ("database", "postgresql://u:secret@h:port/x", "its port is no number"),
        ("database", "postgresql://u:secret@h/x#y", "%23"),
        ("database", "postgresql://u:sec/ret@h/x", "its port is no number"),
        ("objects", '"s3://bucket"', "neither a folder nor a bucket"),
        ("objects", "https://bucket.s3.example", "neither a folder nor a bucket"),
        ("objects", "s3://", "names no host"),
        ("objects", "s3://key:secret@bucket", "must not hold a user or password"),
        ("objects", "s3://bucket?endpoint=s3.example.com", "the endpoint of objects: it does not begin with"),
        ("objects", "s3://bucket?endpoint=http://h:1/?x", "the endpoint of objects: it must have no query"),
        ("rewriter_url", "http://h/v1/chat/completions", "must not end in /chat/completions"),
        ("public_url", "", "it is empty"),
    ],
)
def test_stores_and_servers_have_rules_of_their_own(name, text, fault):
    with pytest.raises(SettingsInvalid) as raised:
        load_settings({name: text}, environment={})
    assert name in raised.value.message
    assert fault in raised.value.message
    assert "secret" not in raised.value.message


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("https://cn.example", "cn.example"),
        ("cn.example:8000", "cn.example"),
        ("CN.example", "cn.example"),
        ('"cn.example"', "cn.example"),
        ("cn.example/", "cn.example"),
        ("cn example", "cn.example.com"),
        ("", "cn.example.com"),
    ],
)
def test_a_region_host_is_a_name_only(host, told):
    with pytest.raises(SettingsInvalid) as raised:
        load_settings({"region_hosts": {host: "beijing"}}, environment={})
    assert raised.value.message.startswith(f"region_hosts: {host!r} is no host name; write it as {told},")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        *FAULTS, *QUERY, *CREDENTIALS, *FOREIGN, ("https://h.example/", "an origin has no path"),
        ("https://h.example/app", "an origin has no path"), ("https://H.example", "no capital letters"),
    ],
)  # fmt: skip
def test_every_origin_is_looked_at(text, fault):
    with pytest.raises(SettingsInvalid) as raised:
        load_settings({"cors_origins": ["https://good.example:8443", text]}, environment={})
    assert fault in raised.value.message
    assert raised.value.message.startswith("cors_origins: ")
    assert "secret" not in raised.value.message


def test_origins_that_can_be_meant_pass():
    origins = ("https://app.example.com", "http://localhost:5173", "*")
    assert load_settings(environment={"WANSTUDIO_CORS_ORIGINS": ",".join(origins)}).cors_origins == origins


@pytest.mark.parametrize(("text", "fault"), [*FAULTS, *CREDENTIALS])
def test_a_webhook_url_is_refused_likewise(text, fault):
    with pytest.raises(WebhookRefused) as raised:
        read_url(text)
    assert fault in raised.value.message
    assert "secret" not in raised.value.message


@pytest.mark.parametrize(
    ("command", "environment", "named"),
    [
        (("serve", "--port", "0", "--public-url", "pics.example.com"), {}, "public_url"),
        (("serve", "--port", "0"), {"WANSTUDIO_PUBLIC_URL": '"https://h"'}, "public_url"),
        (("work",), {"WANSTUDIO_REWRITER_URL": "localhost:1"}, "rewriter_url"),
        (("moderate", "a cat"), {"WANSTUDIO_MODERATION_TEXT_URL": "h"}, "moderation_text_url"),
        (("keys", "list"), {"WANSTUDIO_DATABASE": "h"}, "database"),
        (("doctor",), {"WANSTUDIO_OBJECTS": "http://h"}, "objects"),
        (("models",), {"WANSTUDIO_REGION_HOSTS": "http://h=beijing"}, "region_hosts"),
        (("generate", "a cat", "--url", "h:8000", "--key", "k"), {}, "--url"),
        (("generate", "a cat", "--key", "k"), {"WANSTUDIO_URL": '"http://h"'}, "--url"),
        (("webhooks", "set", "id", "h.example/x"), {}, "webhook"),
    ],
)
def test_commands_say_so_at_their_start(tmp_path, command, environment, named):
    done = run_wanstudio(*command, WANSTUDIO_DATA=str(tmp_path / "data"), **environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert named in done.stderr.splitlines()[0]
    assert "write it as" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_pytest_plugin_refuses_an_emulator_that_is_no_url(tmp_path):
    (tmp_path / "test_it.py").write_text("def test_it(wan_emulator):\n    pass\n")
    import os
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        env={**os.environ, URL: "127.0.0.1:8000"}, capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert f"{URL}: it does not begin with https:// or http://" in done.stdout + done.stderr
