"""An installation without extras: every command explains itself, and what is missing is one line."""

import os
from pathlib import Path

import pytest
from tests.live_server import run_wanstudio

from wanstudio.cli.main import COMMANDS
from wanstudio.extras import PACKAGES

NOTHING = " ".join(name for names in PACKAGES.values() for name in names)
DATABASE = {"WANSTUDIO_DATABASE": "postgresql://127.0.0.1:1/none"}
BUCKET = {
    "WANSTUDIO_OBJECTS": "s3://pictures",
    "WANSTUDIO_S3_ACCESS_KEY": "a",
    "WANSTUDIO_S3_SECRET_KEY": "s",
}
SIGNING = {"WANSTUDIO_PROVENANCE_SIGNING": "on"}
STORE_COMMANDS = (
    ("keys", "new"), ("keys", "list"), ("keys", "revoke", "id"), ("users", "list"), ("users", "remove", "name"),
    ("tasks", "list"), ("tasks", "show", "id"), ("tasks", "cancel", "id"), ("usage",), ("webhooks", "list"),
    ("webhooks", "test", "id"), ("webhooks", "remove", "id"), ("serve", "--port", "0", "--no-worker"),
)  # fmt: skip


def run_without(packages, *arguments, **environment):
    blocked = str(Path(__file__).parent / "blocked")
    path = os.pathsep.join([blocked, os.environ.get("PYTHONPATH", "")])
    return run_wanstudio(*arguments, PYTHONPATH=path, MISSING_PACKAGES=packages, **environment)


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_needs_no_extra(command):
    told = run_without(NOTHING, *command, "--help")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("Usage: wanstudio")


def test_the_list_of_commands_loads_none_of_them():
    told = run_without(f"{NOTHING} apsw argon2 httpx jinja2 starlette uvicorn", "--help")
    assert told.returncode == 0, told.stderr
    for name, line in COMMANDS.items():
        assert name in told.stdout
        assert line in told.stdout


def one_line(done, extra):
    assert done.returncode == 1, done.stdout
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert f"the extra `{extra}`: pip install '.[{extra}]'" in done.stderr


@pytest.mark.parametrize("missing", ["numpy", "cv2", "isal", NOTHING])
@pytest.mark.parametrize(
    "command", [("serve", "--port", "0"), ("work",), ("generate", "a cat"), ("emulate", "--port", "0")]
)
def test_what_paints_names_the_extra_before_anything_is_announced(tmp_path, command, missing):
    done = run_without(missing, *command, WANSTUDIO_DATA=str(tmp_path / "data"))
    one_line(done, "painter")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", STORE_COMMANDS)
def test_every_command_with_a_store_names_the_extra_of_postgresql(tmp_path, command):
    one_line(run_without("asyncpg", *command, WANSTUDIO_DATA=str(tmp_path), **DATABASE), "postgres")


@pytest.mark.parametrize(("missing", "settings", "extra"), [("obstore", BUCKET, "s3"), ("c2pa", SIGNING, "provenance")])  # fmt: skip
def test_serve_names_the_extras_of_its_settings(tmp_path, missing, settings, extra):
    done = run_without(missing, "serve", "--port", "0", WANSTUDIO_DATA=str(tmp_path), **settings)
    one_line(done, extra)


@pytest.mark.parametrize(
    "command", [("serve", "--port", "0"), ("serve", "--port", "0", "--no-worker"), ("work",)]
)
def test_a_bucket_without_keys_is_said_before_anything_is_announced(tmp_path, command):
    done = run_wanstudio(*command, WANSTUDIO_DATA=str(tmp_path), WANSTUDIO_OBJECTS="s3://pictures")
    assert (done.returncode, done.stdout) == (1, "")
    assert "a bucket needs s3_access_key and s3_secret_key" in done.stderr.splitlines()[0]


@pytest.mark.parametrize(
    ("missing", "settings", "check", "extra"),
    [
        ("numpy", {}, "painter", "painter"),
        ("asyncpg", DATABASE, "store", "postgres"),
        ("obstore", BUCKET, "pictures", "s3"),
        ("c2pa", SIGNING, "provenance", "provenance"),
    ],
)
def test_doctor_names_the_extra_of_each_part(tmp_path, missing, settings, check, extra):
    done = run_without(missing, "doctor", WANSTUDIO_DATA=str(tmp_path), **settings)
    assert done.returncode == 1
    failed = next(line for line in done.stdout.splitlines() if line.startswith(f"FAIL  {check}"))
    assert f"the extra `{extra}`" in failed
    assert done.stderr == ""


def test_a_client_of_a_server_needs_no_extra(tmp_path):
    done = run_without(
        NOTHING,
        "generate",
        "a cat",
        "--url",
        "http://127.0.0.1:1",
        "--key",
        "sk-1",
        "-o",
        tmp_path / "cat.png",
    )
    assert "no answer from http://127.0.0.1:1" in done.stderr
