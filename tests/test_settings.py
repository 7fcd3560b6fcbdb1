"""Four sources, later ones win; what cannot be used is named."""

import math
from pathlib import Path

import pytest

from wanstudio.errors import SettingsInvalid
from wanstudio.settings import Settings, from_json, load_settings, to_json


def test_later_sources_win(tmp_path):
    file = tmp_path / "w.toml"
    file.write_text('port = 1111\nhost = "0.0.0.0"\nprofile = "model-studio"\n')
    environment = {"WANSTUDIO_PORT": "2222", "WANSTUDIO_HOST": "::1", "WANSTUDIO_PUBLIC_URL": ""}
    settings = load_settings({"port": 3333, "data": None}, file=file, environment=environment)
    assert (settings.port, settings.host, settings.profile) == (3333, "::1", "model-studio")
    assert settings.data == Path("wanstudio-data")
    assert settings.public_url is None


def test_tables_from_file_and_environment(tmp_path):
    file = tmp_path / "w.toml"
    file.write_text('[region_ports]\n8001 = "beijing"\n')
    assert load_settings(file=file, environment={}).region_ports == {8001: "beijing"}
    environment = {"WANSTUDIO_REGION_HOSTS": "a.example=beijing, b.example=singapore"}
    assert load_settings(environment=environment).region_hosts == {
        "a.example": "beijing",
        "b.example": "singapore",
    }


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"WANSTUDIO_PORT": "many"}, "port"),
        ({"WANSTUDIO_PORT": "70000"}, "port"),
        ({"WANSTUDIO_REGION": "mars"}, "region"),
        ({"WANSTUDIO_REGION_PORTS": "8001=mars"}, "region_ports"),
        ({"WANSTUDIO_LEASE_SECONDS": "0"}, "lease_seconds"),
        ({"WANSTUDIO_WORKERS": "-1"}, "workers"),
        ({"WANSTUDIO_TRUST_PROXY": "perhaps"}, "trust_proxy"),
        ({"WANSTUDIO_MODERATION_PICTURE_LABELS": "nsfw=often"}, "moderation_picture_labels"),
        ({"WANSTUDIO_REWRITER_OPTIONS": "top_p=1"}, "WANSTUDIO_REWRITER_OPTIONS is not JSON"),
        ({"WANSTUDIO_REWRITER_OPTIONS": '{"stop": "\\ud83d"}'}, "WANSTUDIO_REWRITER_OPTIONS is not JSON"),
        ({"WANSTUDIO_REWRITER_SECONDS": "0"}, "rewriter_seconds"),
    ],
)
def test_the_setting_that_is_wrong_is_named(environment, named):
    with pytest.raises(SettingsInvalid, match=named):
        load_settings(environment=environment)


@pytest.mark.parametrize("text", ["prot = 1", "port = ", "[painter]\nname = 1"])
def test_a_bad_file_is_refused(tmp_path, text):
    file = tmp_path / "w.toml"
    file.write_text(text)
    with pytest.raises(SettingsInvalid):
        load_settings(file=file, environment={})


def test_a_child_process_sees_the_same_settings():
    settings = Settings(
        data=Path("/srv/wan"),
        port=9000,
        trust_proxy=True,
        region_hosts={"cn.example": "beijing"},
        region_ports={8001: "beijing"},
        public_url="https://p.example",
        lease_seconds=2.5,
        checkpoints={"wan2.6-t2i": {"folder": "/srv/a, b=c", "guidance": 3.5}},
        memory_budget_gib=1.5,
        moderation_words=Path("/srv/words.txt"),
        moderation_picture_labels={"nsfw": 0.7, "gore": 0.4},
        moderation_known_names=False,
        rewriter_options={"enable_thinking": False, "top_p": 0.9},
        rewriter_strict=True,
        cors_origins=("https://app.example.com", "http://localhost:3000"),
    )
    assert from_json(to_json(settings)) == settings


@pytest.mark.parametrize(
    "odd",
    [
        {"moderation_picture_labels": {}},
        {"moderation_picture_labels": {"porn, hentai": 0.5, "a=b": 0.1}},
        {"provenance_producer": ""},
        {"provenance_producer": '花店, "Studio" = {}\n'},
        {"task_timeout_hours": math.inf},
        {"checkpoints": {}},
        {"cors_origins": ()},
        {"region_ports": {8001: "beijing"}},
        {"public_url": None},
    ],
    ids=str,
)
def test_what_no_environment_could_say_reaches_a_child(odd):
    settings = Settings(**odd)
    assert from_json(to_json(settings)) == settings


def test_every_setting_reaches_a_child():
    assert from_json(to_json(_all_set())) == _all_set()
    with pytest.raises(SettingsInvalid, match="no settings"):
        from_json(b"")


def _all_set() -> Settings:
    return Settings(
        webhook_secret_keys="a2V5",
        public_url="u", metrics_host="h", cors_origins=("https://a.example",), region_hosts={"h": "beijing"}, region_ports={1: "beijing"}, database="postgresql://x",
        objects="s3://b", s3_access_key="a", s3_secret_key="s",
        checkpoints={"small": {"folder": "/srv/small", "steps": 3}}, default_checkpoint="small",
        sketch_folder=Path("/srv/sketch"),
        moderation_words=Path("w"), moderation_allow=Path("a"), moderation_names=Path("n"),
        moderation_text_url="http://m", moderation_text_model="m", moderation_text_key="k",
        moderation_pictures=Path("p"), provenance_certificate=Path("c"), provenance_key=Path("k"),
        rewriter_url="http://r", rewriter_model="m", rewriter_key="k", rewriter_options={"top_p": 0.9},
    )  # fmt: skip
