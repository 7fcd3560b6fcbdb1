"""`models.toml` adds what no other source of the settings says, and survives whatever is written into it."""

import pytest

from wanstudio.errors import SettingsInvalid
from wanstudio.model_store.assignments import Assignments, read_assignments, write_assignments
from wanstudio.settings import load_settings

OURS = {"folder": "models/tiny", "steps": 4, "guidance": 1.5, "scheduler": "euler"}


@pytest.fixture
def file(tmp_path):
    write_assignments(tmp_path, Assignments({"wan2.6-t2i": OURS}, {"name": "tiny", **OURS}))
    return tmp_path / "models.toml"


def load(tmp_path, own="", **environment):
    (tmp_path / "own.toml").write_text(f'data = "{tmp_path}"\n{own}')
    return load_settings(file=tmp_path / "own.toml", environment=environment)


def test_what_is_written_is_read(file, tmp_path):
    found = read_assignments(tmp_path)
    assert (found.by_model, found.default) == ({"wan2.6-t2i": OURS}, {"name": "tiny", **OURS})
    assert (found.users_of("models/tiny"), found.users_of("models/other")) == (["wan2.6-t2i", "default"], [])
    write_assignments(tmp_path, found.without("models/tiny"))
    assert read_assignments(tmp_path) == Assignments()


def test_the_settings_know_it_with_folders_made_absolute(file, tmp_path):
    settings = load(tmp_path)
    table = {**OURS, "folder": str(tmp_path / "models" / "tiny")}
    assert settings.checkpoints == {"wan2.6-t2i": table, "tiny": table}
    assert settings.default_checkpoint == "tiny"
    assert "checkpoints" not in settings.given


def test_the_operators_own_tables_and_default_go_before_it(file, tmp_path):
    own = 'default_checkpoint = "mine"\n[checkpoints."wan2.6-t2i"]\nfolder = "/a"\n[checkpoints.mine]\nfolder = "/b"\n'
    settings = load(tmp_path, own)
    assert settings.checkpoints == {"wan2.6-t2i": {"folder": "/a"}, "mine": {"folder": "/b"}}
    assert settings.default_checkpoint == "mine"
    settings = load(tmp_path, WANSTUDIO_CHECKPOINTS='{"wan2.6-t2i": {"folder": "/c"}}')
    assert settings.checkpoints["wan2.6-t2i"] == {"folder": "/c"}
    assert settings.default_checkpoint == "tiny"


@pytest.mark.parametrize("text", ["[checkpoints]\nx = 1\n", "y = 1\n", "[default\n"])
def test_a_file_that_is_spoilt_is_named(tmp_path, text):
    (tmp_path / "models.toml").write_text(text)
    with pytest.raises(SettingsInvalid, match=r"models\.toml"):
        load(tmp_path)
