"""An operator's own lists: read at the start, read again when they change, kept when they break."""

import os

import pytest
from structlog.testing import capture_logs

from wanstudio.errors import SettingsInvalid
from wanstudio.moderation.choosing import open_words
from wanstudio.settings import Settings


def write(path, text):
    """Write a file so that it is seen to have changed, however coarse the clock of the disk is."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words.txt"
    write(path, "# ours\nfrobnicat*\n[secret projects]\nproject blue, 蓝色计划\n")
    return path


def test_words_names_and_allowed_phrases_of_an_operator(tmp_path, words):
    write(tmp_path / "names.txt", "Acme Corp")
    write(tmp_path / "allow.txt", "cocaine museum\nMickey Mouse\n")
    moderator = open_words(
        Settings(
            moderation_words=words,
            moderation_names=tmp_path / "names.txt",
            moderation_allow=tmp_path / "allow.txt",
        )
    )
    assert moderator.find("they frobnicate").category == "custom"
    assert moderator.find("Project  Blue poster").category == "secret projects"
    assert moderator.find("蓝 色 计 划").category == "secret projects"
    assert moderator.find("the acme corp logo").kind == "infringing"
    assert moderator.find("the cocaine museum, Mickey Mouse") is None
    assert moderator.find("cocaine") is not None


def test_an_operator_adds_to_the_combinations(tmp_path):
    write(tmp_path / "words.txt", "[part: child]\nyoungling\n[part: suggestive]\nzesty\n")
    moderator = open_words(Settings(moderation_words=tmp_path / "words.txt"))
    assert moderator.find("a youngling") is None
    assert moderator.find("a zesty lemon") is None
    assert moderator.find("a zesty youngling").category == "minors"


def test_a_changed_file_is_read_without_a_restart(words):
    moderator = open_words(Settings(moderation_words=words))
    assert moderator.find("project red") is None
    write(words, "project red\n")
    assert moderator.find("project red").category == "custom"
    assert moderator.find("project blue") is None


@pytest.mark.parametrize("broken", [b"[open\nx", b"\xff\xfe\xff", b"ok\n***\n", b"a*b\n", b"...\n"])
def test_a_broken_file_keeps_the_last_good_list_and_is_logged_once(words, broken):
    moderator = open_words(Settings(moderation_words=words))
    with capture_logs() as logs:
        words.write_bytes(broken)
        os.utime(words, ns=(5 * 10**9, 5 * 10**9))
        assert moderator.find("project blue").category == "secret projects"
        assert moderator.find("frobnication").category == "custom"
    assert [line["event"] for line in logs] == ["moderation_list_broken"]
    assert logs[0]["file"] == str(words)
    write(words, "project red\n")
    assert moderator.find("project red").category == "custom"


def test_a_file_that_went_away_keeps_its_list_and_is_read_when_it_comes_back(words):
    moderator = open_words(Settings(moderation_words=words))
    words.unlink()
    assert moderator.find("project blue").category == "secret projects"
    write(words, "project red\n")
    assert moderator.find("project blue") is None


def test_a_list_that_is_broken_at_the_start_is_told_to_the_operator(tmp_path, words):
    with pytest.raises(SettingsInvalid, match=r"nothing\.txt"):
        open_words(Settings(moderation_words=tmp_path / "nothing.txt"))
    write(words, "good\n\n[unclosed\n")
    with pytest.raises(SettingsInvalid, match="line 3"):
        open_words(Settings(moderation_words=words))
