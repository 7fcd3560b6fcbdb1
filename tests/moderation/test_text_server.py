"""Another server looks at the prompts: asked in its own way, and missed in every way it can fail."""

import pytest
from structlog.testing import capture_logs
from tests.moderation.text_service import FORBIDDEN

from wanstudio.errors import (
    DataInspectionFailed,
    IPInfringementSuspect,
    ModeratorUnavailable,
    SettingsInvalid,
)
from wanstudio.moderation.choosing import open_inspection
from wanstudio.settings import Settings

PROMPT = f"a {FORBIDDEN} thing"


def settings(texts, **more):
    chosen = {"moderation_text_url": texts.url, "moderation_text_model": "guard-1", **more}
    return Settings(moderation_text_key="k-1", **chosen)


@pytest.mark.parametrize("kind", ["moderations", "guard", "chat"])
async def test_each_kind_of_server_is_asked_in_its_way(texts, kind):
    inspection = open_inspection(settings(texts, moderation_text_kind=kind))
    await inspection.check_prompt("a red car")
    with pytest.raises(DataInspectionFailed):
        await inspection.check_prompt(PROMPT)
    await inspection.close()
    first = texts.asked[0]
    assert first["model"] == "guard-1"
    assert texts.keys[0] == "Bearer k-1"
    if kind == "moderations":
        assert first["input"] == "a red car"
    else:
        roles = [message["role"] for message in first["messages"]]
        assert roles == (["user"] if kind == "guard" else ["system", "user"])
        assert first["messages"][-1]["content"] == "a red car"


@pytest.mark.parametrize(
    ("verdict", "error"),
    [
        ("unsafe\nS2", DataInspectionFailed),
        ("Safety: Unsafe\nCategories: Violent", DataInspectionFailed),
        ("<think>is it safe? no</think>\n\nUnsafe: hate", DataInspectionFailed),
        ("unsafe\nS8", IPInfringementSuspect),
        ("Safety: Unsafe\nCategories: Copyright Violation", IPInfringementSuspect),
        ("Safety: Controversial\nCategories: Violent", None),
        ("safe", None),
        ("It is not for me to say.", ModeratorUnavailable),
    ],
)
async def test_what_guard_models_say(texts, verdict, error):
    texts.verdict = verdict
    inspection = open_inspection(settings(texts, moderation_text_kind="guard"))
    if error is None:
        await inspection.check_prompt(PROMPT)
    else:
        with pytest.raises(error):
            await inspection.check_prompt(PROMPT)
    await inspection.close()


async def test_a_listed_word_is_refused_without_asking(texts):
    inspection = open_inspection(settings(texts))
    with pytest.raises(DataInspectionFailed):
        await inspection.check_prompt("a nude woman")
    assert texts.asked == []
    await inspection.close()


async def test_a_server_that_is_busy_once_is_asked_again(texts):
    texts.mood = "busy once"
    inspection = open_inspection(settings(texts))
    await inspection.check_prompt("a red car")
    assert len(texts.asked) == 2
    await inspection.close()


@pytest.mark.parametrize(
    "mood", ["down", "forbids", "nonsense", "no json", "slow", "away", "too long", "compressed", "nested"]
)
@pytest.mark.parametrize("when_down", ["refuse", "allow"])
async def test_a_server_that_cannot_look(texts, mood, when_down):
    texts.mood = mood
    chosen = settings(texts, moderation_text_seconds=0.3 if mood == "slow" else 5, moderation_down=when_down)
    if mood == "away":
        chosen = settings(texts, moderation_text_url="http://127.0.0.1:1/v1", moderation_down=when_down)
    inspection = open_inspection(chosen)
    with capture_logs() as logs:
        if when_down == "refuse":
            with pytest.raises(ModeratorUnavailable):
                await inspection.check_prompt("a red car")
        else:
            await inspection.check_prompt("a red car")
    await inspection.close()
    (line,) = [line for line in logs if line["event"] == "moderator_down"]
    assert (line["moderator"], line["log_level"]) == ("moderations", "error")
    assert "a red car" not in str(line)


async def test_of_a_server_s_own_categories_only_a_little_is_logged(texts):
    texts.mood = "tells all"
    inspection = open_inspection(settings(texts))
    with capture_logs() as logs, pytest.raises(DataInspectionFailed):
        await inspection.check_prompt("a red car")
    await inspection.close()
    assert len(logs[0]["category"]) < 1000
    assert set(logs[0]["category"]) <= set("forbidena,")


async def test_a_thought_that_is_cut_off_is_no_verdict(texts):
    texts.verdict = "<think>Is it safe? The user " * 1000
    inspection = open_inspection(settings(texts, moderation_text_kind="guard"))
    with pytest.raises(ModeratorUnavailable):
        await inspection.check_prompt(PROMPT)
    await inspection.close()


async def test_what_a_model_repeats_of_the_prompt_is_not_logged(texts):
    texts.verdict = f"unsafe: {PROMPT}"
    inspection = open_inspection(settings(texts, moderation_text_kind="chat"))
    with capture_logs() as logs, pytest.raises(DataInspectionFailed):
        await inspection.check_prompt(PROMPT)
    assert FORBIDDEN not in str(logs)
    await inspection.close()


@pytest.mark.parametrize(
    "more",
    [
        {"moderation_text_url": "localhost:8000"},
        {"moderation_text_kind": "guard", "moderation_text_model": None},
    ],
)
def test_settings_that_cannot_work_are_told_at_the_start(texts, more):
    with pytest.raises(SettingsInvalid, match="moderation_text"):
        open_inspection(settings(texts, **more))
