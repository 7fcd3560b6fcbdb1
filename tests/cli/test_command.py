"""The command line as people use it: pictures, help, plain errors, exit codes."""

import pytest
from PIL import Image
from tests.live_server import run_wanstudio

from wanstudio.cli.main import COMMANDS


def test_generate_paints_in_one_process(tmp_path):
    out = tmp_path / "out.png"
    done = run_wanstudio("generate", "a red car", "-o", out, "--size", "800*1200", "--seed", "3")
    assert done.returncode == 0, done.stderr
    picture = Image.open(out)
    assert (picture.format, picture.size) == ("PNG", (800, 1200))
    assert "seed 3" in done.stdout


def test_several_pictures_get_several_files(tmp_path):
    done = run_wanstudio(
        "generate", "一只橙色的猫", "-o", tmp_path / "cat.png", "-n", "2", "--size", "512*512",
        "--model", "wan2.2-t2i-flash", "--watermark",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    one, two = (Image.open(tmp_path / f"cat-{i}.png") for i in (1, 2))
    assert one.tobytes() != two.tobytes()
    assert two.size == (512, 512)


@pytest.mark.parametrize(
    "command",
    [(), *((name,) for name in COMMANDS), ("keys", "new"), ("tasks", "cancel"), ("webhooks", "set")],
)
def test_every_command_explains_itself(command):
    told = run_wanstudio(*command, "--help")
    assert told.returncode == 0
    assert told.stdout.startswith("Usage: wanstudio")
    assert len(told.stdout.splitlines()) > 5


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("generate", "a cat", "--size", "9999*9999"), 1, "Total pixels"),
        (("generate", "a cat", "-n", "9"), 1, "Range of n should be [1, 4]"),
        (("generate", "a cat", "--url", "http://127.0.0.1:1"), 2, "keys new"),
        (("generate",), 2, "PROMPT"),
        (("paint",), 2, "No such command"),
        (("serve", "--port", "99999"), 1, "port"),
        (("keys", "revoke", "nothing"), 1, "no valid key"),
        (("webhooks", "set", "nothing", "https://1.1.1.1/hook"), 1, "no valid key"),
        (("webhooks", "set", "nothing", "http://localhost/hook"), 1, "webhook_private_addresses is off"),
        (("webhooks", "set", "nothing", "ftp://1.1.1.1/hook"), 1, "https://"),
        (("webhooks", "test", "nothing"), 1, "has no webhook"),
        (("webhooks", "remove", "nothing"), 1, "has no webhook"),
        (("tasks", "show", "nothing"), 1, "no task"),
        (("keys", "new", "--data", "/proc/nowhere"), 1, "/proc/nowhere"),
        (("keys", "new", "--database", "postgresql://localhost:port/x"), 1, "port"),
        (("generate", "a cat", "--size", "768*768", "-o", "/nowhere/cat.png"), 1, "/nowhere/cat.png"),
        (("generate", "a cat", "--url", "http://[::1", "--key", "k"), 1, "--url: its host cannot be read"),
        (("moderate",), 2, "PROMPT"),
    ],
)
def test_errors_are_plain_and_say_what_to_do(tmp_path, arguments, code, says):
    environment = {"WANSTUDIO_DATA": str(tmp_path), "DASHSCOPE_API_KEY": ""}
    done = run_wanstudio(*arguments, **environment)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_in_the_file_is_named(tmp_path):
    (tmp_path / "w.toml").write_text("prot = 8000\n")
    done = run_wanstudio("models", "--config", tmp_path / "w.toml")
    assert done.returncode == 1
    assert "'prot'" in done.stderr


def test_the_file_may_be_named_in_the_environment(tmp_path):
    (tmp_path / "w.toml").write_text('region = "beijing"\n')
    shown = run_wanstudio("models", WANSTUDIO_CONFIG=str(tmp_path / "w.toml"))
    assert "CNY" in shown.stdout


def test_models_shows_the_offers_of_a_region():
    shown = run_wanstudio("models", "--region", "beijing", "--profile", "model-studio").stdout
    assert "wan2.6-t2i" in shown
    assert "CNY" in shown
    assert "wan2.1-t2i-turbo" not in shown


def test_doctor_names_what_is_wrong(tmp_path):
    done = run_wanstudio("doctor", "--data", tmp_path, "--database", "postgresql://127.0.0.1:1/none")
    assert done.returncode == 1
    assert "FAIL  store" in done.stdout


def test_doctor_tries_to_sign(tmp_path):
    signing = {"WANSTUDIO_PROVENANCE_SIGNING": "on"}
    assert (
        "ok    provenance signed with a certificate for development"
        in run_wanstudio("doctor", "--data", tmp_path, **signing).stdout
    )
    (tmp_path / "provenance/key.pem").write_text("no key")
    done = run_wanstudio("doctor", "--data", tmp_path, **signing)
    assert done.returncode == 1
    assert "FAIL  provenance" in done.stdout
    assert "docs/howto/provenance.md" in done.stdout


def test_moderate_tells_who_refuses_a_prompt_and_under_which_code(tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("[secret projects]\nproject blue\n")
    ours = {"WANSTUDIO_MODERATION_WORDS": str(words)}
    told = {
        prompt: (done.returncode, done.stdout.strip())
        for prompt in ("nude lipstick", "a nude", "Mickey Mouse", "Project-Blue")
        for done in [run_wanstudio("moderate", prompt, **ours)]
    }
    assert told == {
        "nude lipstick": (0, "accepted"),
        "a nude": (1, "refused: DataInspectionFailed (words: sexual)"),
        "Mickey Mouse": (1, "refused: IPInfringementSuspect (words: character)"),
        "Project-Blue": (1, "refused: DataInspectionFailed (words: secret projects)"),
    }


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"WANSTUDIO_MODERATION_WORDS": "/nowhere/words.txt"}, "/nowhere/words.txt"),
        ({"WANSTUDIO_MODERATION_PICTURES": "/nowhere/model"}, "/nowhere/model"),
        ({"WANSTUDIO_MODERATION_TEXT_URL": "localhost:8000"}, "moderation_text_url"),
    ],
)
def test_serve_refuses_to_start_with_a_moderator_that_cannot_work(tmp_path, environment, says):
    done = run_wanstudio("serve", "--port", "0", "--data", tmp_path, **environment)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
