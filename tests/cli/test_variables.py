"""Every flag is a variable of the environment too; what is nearly one is refused with the right name."""

import re

import click
import pytest
from tests.house.sources import ROOT
from tests.live_server import LiveServer, run_wanstudio

from wanstudio.cli.main import COMMANDS, cli
from wanstudio.errors import SettingsInvalid
from wanstudio.settings import NAMES, load_settings
from wanstudio.settings.environment import OF_COMMANDS, unknown_variables


def flags(command):
    if isinstance(command, click.Group):
        for name in command.list_commands(None):
            yield from flags(command.get_command(None, name))
    yield from (part for part in command.params if isinstance(part, click.Option))


def test_every_flag_of_every_command_has_its_variable():
    found = {*(f"WANSTUDIO_{name.upper()}" for name in NAMES)}
    for option in flags(cli):
        named = [word for word in option.opts if word.startswith("--")]
        if option.hidden or not named or option.name in ("version", "help"):
            continue
        variable = "WANSTUDIO_" + named[0].removeprefix("--").replace("-", "_").upper()
        given = [option.envvar] if isinstance(option.envvar, str) else list(option.envvar or [])
        assert variable in found or variable in given, f"{named[0]} has no variable"
        assert option.name in NAMES or option.show_envvar, f"--help does not tell the variable of {named[0]}"
        found |= set(given)
    ours = {name.removeprefix("WANSTUDIO_") for name in found if name.startswith("WANSTUDIO_")}
    assert ours - {name.upper() for name in NAMES} == set(OF_COMMANDS) - {"EMULATOR_URL"}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("PROT", "PORT"), ("WORKER", "WORKERS"), ("PUBLICURL", "PUBLIC_URL"), ("MODERATION_WORD", "MODERATION_WORDS"),
     ("TRUST_PROXI", "TRUST_PROXY"), ("DATABASE_URL", "DATABASE"), ("LOGLEVEL", "LOG_LEVEL"), ("PASSWROD", "PASSWORD"),
     ("NO_WORKERS", "NO_WORKER"), ("CONFIGS", "CONFIG")],
)  # fmt: skip
def test_a_variable_that_is_nearly_a_name_is_refused(wrong, right):
    with pytest.raises(
        SettingsInvalid, match=f"WANSTUDIO_{wrong} is no setting; did you mean WANSTUDIO_{right}[?]"
    ):
        load_settings(environment={f"WANSTUDIO_{wrong}": "1"})


@pytest.mark.parametrize("words", [("models",), ("keys", "list"), ("serve", "--port", "0"), ("work",), ("doctor",),
                                   ("moderate", "a cat"), ("generate", "a cat"), ("generate", "a cat", "--url", "http://127.0.0.1:1", "--key", "k"), ("emulate", "--port", "0")])  # fmt: skip
def test_every_command_refuses_it(tmp_path, words):
    done = run_wanstudio(*words, WANSTUDIO_DATA=str(tmp_path / "data"), WANSTUDIO_MODERATON="off")
    assert (done.returncode, done.stdout) == (1, "")
    assert "did you mean WANSTUDIO_MODERATION?" in done.stderr
    assert not (tmp_path / "data").exists()


def test_any_other_is_one_line_of_warning():
    done = run_wanstudio("models", WANSTUDIO_XYZZY="1", WANSTUDIO_PLUGH="2")
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "Warning: nothing reads WANSTUDIO_PLUGH, WANSTUDIO_XYZZY (docs/settings.md lists what is read)"
    ]


def test_what_is_read_is_no_warning():
    ours = {f"WANSTUDIO_{name}" for name in (*OF_COMMANDS, *(name.upper() for name in NAMES))}
    theirs = {"WANSTUDIO_SERVICE_HOST", "WANSTUDIO_SERVICE_PORT_HTTP", "WANSTUDIO_PORT_8000_TCP_ADDR", "HOME"}
    assert unknown_variables(ours | theirs) == []


def test_every_variable_that_the_package_and_the_pages_name_is_known():
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.py")]
    named = {
        match
        for page in pages
        for match in re.findall(r"WANSTUDIO_[A-Z0-9][A-Z0-9_]*[A-Z0-9]", page.read_text("utf-8"))
    }
    assert unknown_variables(named) == []


@pytest.mark.parametrize(("value", "workers"), [("1", 0), ("true", 0), ("0", 1), ("", 1)])
def test_no_worker_does_what_help_promises(tmp_path, value, workers):
    assert "WANSTUDIO_NO_WORKER" in run_wanstudio("serve", "--help").stdout
    server = LiveServer.start(tmp_path / "data", WANSTUDIO_NO_WORKER=value)
    try:
        assert len(server.worker_pids()) == workers
    finally:
        server.stop()


def test_flags_of_commands_are_read_from_the_environment(tmp_path):
    asked = {
        "WANSTUDIO_OUTPUT": str(tmp_path / "cat.png"),
        "WANSTUDIO_SIZE": "512*600",
        "WANSTUDIO_SEED": "7",
    }
    done = run_wanstudio("generate", "a cat", WANSTUDIO_MODEL="wan2.2-t2i-flash", **asked)
    assert done.stdout == f"{tmp_path / 'cat.png'}  512*600  seed 7\n"
    made = run_wanstudio(
        "keys", "new", WANSTUDIO_DATA=str(tmp_path / "d"), WANSTUDIO_NAME="ci", WANSTUDIO_ACCOUNT="acme"
    )
    assert "(ci) of account acme" in made.stderr
    # A flag wins over its variable.
    made = run_wanstudio(
        "keys", "new", "--name", "x", WANSTUDIO_DATA=str(tmp_path / "d"), WANSTUDIO_NAME="ci"
    )
    assert "(x) of account default" in made.stderr


def test_every_command_has_its_line_of_help():
    assert set(cli.list_commands(None)) == set(COMMANDS)
    for name in COMMANDS:
        assert cli.get_command(None, name) is not None
