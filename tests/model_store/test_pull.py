"""Pulling from both hubs: what arrives is whole and right, whatever breaks on the way."""

import asyncio
import json

import pytest
from tests.model_store.fake_hub import serving

from wanstudio.errors import PullFailed
from wanstudio.model_store.hub_access import read_access
from wanstudio.model_store.manifest import read_manifest
from wanstudio.model_store.pull import PullRequest, partial_folder, pull

WEIGHTS = "transformer/diffusion_pytorch_model.safetensors"
VAE = "vae/diffusion_pytorch_model.safetensors"
QUICK = (0.01,) * 4
TOKEN = "hf_" + "x" * 30
HUBS = ("hub", "modelscope")


class Seen:
    def __init__(self):
        self.total, self.have, self.waited, self.paths, self.retried = 0, 0, 0, [], []

    def wait(self):
        self.waited += 1

    def begin(self, total):
        self.total = total

    def count(self, size):
        self.have += size

    def retry(self, reason, seconds):
        self.retried.append((reason, seconds))

    def arrive(self, path):
        self.paths.append(path)


def bytes_of(seed, size):
    return bytes((seed * 31 + i * i // 7) % 251 for i in range(4096)) * (size // 4096) + b"e" * (size % 4096)


@pytest.fixture
def repository(tmp_path):
    """A small pipeline as a hub keeps it, with what must not be fetched beside it."""
    index = {
        "_class_name": "WanPipeline",
        "transformer": ["diffusers", "T"],
        "vae": ["diffusers", "V"],
        "image_encoder": [None, None],
        "scheduler": ["diffusers", "S"],
    }
    files = {
        "model_index.json": json.dumps(index).encode(),
        "scheduler/scheduler_config.json": b'{"a": 1}',
        "transformer/config.json": b"{}",
        WEIGHTS: bytes_of(1, 400_001),
        "transformer/diffusion_pytorch_model.fp16.safetensors": bytes_of(2, 9000),
        "transformer/pytorch_model.bin": bytes_of(3, 9000),
        "transformer/model.py": b"import os",
        "vae/config.json": b"{}",
        VAE: bytes_of(4, 90_000),
        "small.safetensors": bytes_of(5, 9000),
        "README.md": b"# it",
    }
    place = tmp_path / "repositories" / "acme" / "tiny"
    for name, data in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    return place


@pytest.fixture
def hub(repository):
    with serving(repository.parents[1]) as server:
        yield server


def access(hub, name="hub", **more):
    return read_access(name, {"HF_ENDPOINT": hub.url, "MODELSCOPE_ENDPOINT": hub.url, **more})


def get(hub, folder, name="hub", *, seen=None, accept=lambda *_: None, environment=None, **more):
    request = PullRequest(repository=more.pop("repository", "acme/tiny"), folder=folder, **more)
    told = access(hub, name, **(environment or {}))
    return asyncio.run(pull(request, told, seen or Seen(), accept, QUICK))


def same(folder, repository, *paths):
    return all((folder / path).read_bytes() == (repository / path).read_bytes() for path in paths)


@pytest.mark.parametrize("name", HUBS)
def test_what_the_index_names_arrives_and_nothing_else(hub, repository, tmp_path, name):
    seen = Seen()
    manifest = get(hub, tmp_path / "tiny", name, seen=seen)
    found = {
        p.relative_to(tmp_path / "tiny").as_posix() for p in (tmp_path / "tiny").rglob("*") if p.is_file()
    }
    wanted = {"model_index.json", "scheduler/scheduler_config.json", "transformer/config.json", WEIGHTS,
              "vae/config.json", VAE}  # fmt: skip
    assert found == wanted | {"wanstudio-manifest.json"}
    assert same(tmp_path / "tiny", repository, *wanted)
    assert set(manifest.files) == wanted == set(seen.paths)
    assert seen.have == seen.total == sum((repository / path).stat().st_size for path in wanted)
    assert (manifest.repository, manifest.license) == ("acme/tiny", "apache-2.0")
    assert manifest.commit == hub.commit("acme/tiny")
    assert read_manifest(tmp_path / "tiny") == manifest
    assert not partial_folder(tmp_path / "tiny").exists()


@pytest.mark.parametrize("name", HUBS)
def test_a_connection_that_breaks_is_taken_up_at_the_byte(hub, repository, tmp_path, name):
    hub.cuts[WEIGHTS] = [100_000, 0, 1, 50_000]
    get(hub, tmp_path / "tiny", name)
    assert same(tmp_path / "tiny", repository, WEIGHTS)
    begun = [
        int((asked.range or "bytes=0-")[6:-1])
        for asked in hub.log
        if asked.sent and WEIGHTS in asked.path.replace("%2F", "/")
    ]
    assert begun[:4] == [0, 100_000, 100_001, 150_001], "what had come is not asked for again"


@pytest.mark.parametrize(
    ("name", "phase"),
    [("hub", "/revision/"), ("hub", "/tree/"), ("hub", "/resolve/"), ("hub", "/cdn/"), ("hub", "model_index.json"),
     ("modelscope", "/repo/files"), ("modelscope", "/acme/tiny"), ("modelscope", "FilePath="), ("modelscope", WEIGHTS)],
)  # fmt: skip
def test_a_connection_that_breaks_in_any_phase_is_made_again(hub, repository, tmp_path, name, phase):
    hub.drops[phase] = 3
    get(hub, tmp_path / "tiny", name)
    assert hub.drops[phase] == 0
    assert same(tmp_path / "tiny", repository, WEIGHTS, VAE)
    hub.drops[phase] = 99
    with pytest.raises(PullFailed, match="the hub cannot be reached"):
        get(hub, tmp_path / "again", name)
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize("name", HUBS)
def test_a_server_without_ranges_begins_again(hub, repository, tmp_path, name):
    hub.ranges = False
    hub.cuts[WEIGHTS] = [100_000]
    seen = Seen()
    get(hub, tmp_path / "tiny", name, seen=seen)
    assert same(tmp_path / "tiny", repository, WEIGHTS)
    assert seen.have == seen.total


@pytest.mark.parametrize("name", HUBS)
@pytest.mark.parametrize("path", ["model_index.json", "scheduler/scheduler_config.json", WEIGHTS])
def test_wrong_bytes_of_the_right_length_are_fetched_again_once(hub, repository, tmp_path, name, path):
    hub.wrong[path] = 1
    get(hub, tmp_path / "tiny", name)
    assert same(tmp_path / "tiny", repository, path)
    hub.wrong[path] = 2
    with pytest.raises(PullFailed, match="twice not what the hub's"):
        get(hub, tmp_path / "again", name)
    assert not (tmp_path / "again").exists()
    assert not (partial_folder(tmp_path / "again") / path).exists()
    get(hub, tmp_path / "again", name)
    assert same(tmp_path / "again", repository, path)


@pytest.mark.parametrize("name", HUBS)
@pytest.mark.parametrize("place", ["/api/", WEIGHTS])
@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_hub_is_asked_again(hub, repository, tmp_path, name, place, status):
    hub.statuses[place] = [status, status]
    hub.retry_after = "1"
    seen = Seen()
    get(hub, tmp_path / "tiny", name, seen=seen)
    assert [seconds for _, seconds in seen.retried] == [1.0, 1.0], "as long as was asked for"
    assert all(f"status {status}" in reason for reason, _ in seen.retried)
    assert same(tmp_path / "tiny", repository, WEIGHTS)


def test_a_hub_that_stays_busy_or_asks_for_hours_is_told(hub, tmp_path):
    hub.statuses["/api/"] = [503] * 9
    with pytest.raises(PullFailed, match="answers with status 503"):
        get(hub, tmp_path / "tiny")
    hub.retry_after = "3600"
    with pytest.raises(PullFailed, match="come back in 3600 seconds"):
        get(hub, tmp_path / "tiny")
    hub.statuses.clear()
    hub.cuts[WEIGHTS] = [100_000] + [0] * 9
    with pytest.raises(PullFailed, match="cannot be reached"):
        get(hub, tmp_path / "tiny")
    assert not (tmp_path / "tiny").exists()
    hub.cuts.clear()
    hub.log.clear()
    get(hub, tmp_path / "tiny")
    assert [asked.range for asked in hub.bodies(WEIGHTS)] == ["bytes=100000-"] * 2, "what had come is kept"


def test_a_token_reaches_the_hub_and_no_other_host(hub, tmp_path):
    hub.token, hub.gated = TOKEN, True
    with pytest.raises(PullFailed, match=r"gated: accept its terms at http.*/acme/tiny and set HF_TOKEN"):
        get(hub, tmp_path / "tiny")
    with pytest.raises(PullFailed, match="the HF_TOKEN that is set has no access") as wrong:
        get(hub, tmp_path / "tiny", environment={"HF_TOKEN": "hf_other"})
    assert "hf_other" not in str(wrong.value)
    hub.log.clear()
    get(hub, tmp_path / "tiny", environment={"HF_TOKEN": f" {TOKEN}\n"})
    sent = {(asked.host, asked.authorization) for asked in hub.log}
    assert sent == {("127.0.0.1", f"Bearer {TOKEN}"), ("localhost", None)}
    assert TOKEN not in repr(access(hub, HF_TOKEN=TOKEN))


@pytest.mark.parametrize(
    ("name", "more", "told"),
    [
        ("hub", {"repository": "acme/other"}, "no such repository, or it is private"),
        ("hub", {"revision": "v9"}, "no such revision"),
        ("modelscope", {"repository": "acme/other"}, "no such public repository"),
        ("hub", {"files": ("transformer/*", "text_encoder/*")}, r"no file text_encoder/\*"),
        ("hub", {"files": ("transformer/*.bin",)}, r"no file transformer/\*\.bin"),
    ],
)
def test_what_is_not_there_is_told_before_any_weights(hub, tmp_path, name, more, told):
    with pytest.raises(PullFailed, match=told):
        get(hub, tmp_path / "tiny", name, **more)
    assert hub.bodies(WEIGHTS) == []


def test_only_the_patterns_of_a_preset_are_fetched(hub, tmp_path):
    get(hub, tmp_path / "tiny", files=("vae/*", "transformer/*"), leave=("transformer/*.safetensors",))
    assert set(read_manifest(tmp_path / "tiny").files) == {
        "model_index.json", "vae/config.json", VAE, "transformer/config.json",
    }  # fmt: skip


def test_a_listing_in_pages_is_read_to_its_end(hub, repository, tmp_path):
    hub.page = 2
    get(hub, tmp_path / "tiny")
    assert same(tmp_path / "tiny", repository, WEIGHTS, VAE)


def test_a_disk_that_is_too_small_is_told_in_bytes(hub, tmp_path):
    hub.sizes[WEIGHTS] = 10**18
    with pytest.raises(
        PullFailed, match=r"1,000,000,000,000,\d+,\d+ bytes are still to be fetched.* bytes free"
    ):
        get(hub, tmp_path / "tiny")
    assert hub.bodies(WEIGHTS) == []


@pytest.mark.parametrize("more", [-1, 1])
def test_a_file_of_another_length_than_listed_is_refused(hub, tmp_path, more):
    hub.sizes[WEIGHTS] = 400_001 + more
    with pytest.raises(PullFailed):
        get(hub, tmp_path / "tiny")
    assert not (tmp_path / "tiny").exists()


def test_an_index_that_names_absent_shards_is_refused(hub, tmp_path):
    hub.extra["vae/x.safetensors.index.json"] = json.dumps({"weight_map": {"a": "lost.safetensors"}}).encode()
    with pytest.raises(PullFailed, match=r"names lost\.safetensors, which the hub does not have"):
        get(hub, tmp_path / "tiny")
    assert hub.bodies(WEIGHTS) == []


@pytest.mark.parametrize("path", ["../evil.json", "vae/../../evil.json", "/evil.json", "vae\\..\\evil.json"])
def test_a_path_that_leads_out_of_the_folder_is_refused(hub, tmp_path, path):
    hub.extra[path] = b"{}"
    with pytest.raises(PullFailed, match="leads elsewhere"):
        get(hub, tmp_path / "tiny")


def test_files_of_the_same_content_both_arrive(hub, tmp_path):
    hub.extra |= {f"{place}/same.safetensors": bytes_of(7, 200_000) for place in ("vae", "transformer")}
    get(hub, tmp_path / "tiny")
    assert all((tmp_path / "tiny" / place).read_bytes() == bytes_of(7, 200_000) for place in hub.extra)


def test_the_rest_of_another_revision_is_not_gone_on_with(hub, repository, tmp_path):
    hub.cuts[WEIGHTS] = [100_000] + [0] * 9
    with pytest.raises(PullFailed):
        get(hub, tmp_path / "tiny")
    hub.cuts.clear()
    (repository / WEIGHTS).write_bytes(bytes_of(9, 400_001))
    get(hub, tmp_path / "tiny")
    assert same(tmp_path / "tiny", repository, WEIGHTS)


def test_what_is_there_is_not_asked_for_again_and_never_replaced(hub, tmp_path):
    first = get(hub, tmp_path / "tiny")
    hub.log.clear()
    assert get(hub, tmp_path / "tiny") == first
    assert hub.log == []
    for more in ({"revision": "v2"}, {"repository": "acme/other"}):
        with pytest.raises(PullFailed, match="--as"):
            get(hub, tmp_path / "tiny", **more)
    (tmp_path / "mine").mkdir()
    with pytest.raises(PullFailed, match="was not pulled"):
        get(hub, tmp_path / "mine")


def test_who_is_told_to_be_offline_asks_nobody(hub, tmp_path):
    with pytest.raises(PullFailed, match="HF_HUB_OFFLINE"):
        get(hub, tmp_path / "tiny", environment={"HF_HUB_OFFLINE": "1"})
    assert hub.log == []


def test_who_does_not_accept_gets_no_weights(hub, tmp_path):
    def refuse(listing, index):
        raise PullFailed(model=index["_class_name"], problem=listing.license)

    with pytest.raises(PullFailed, match=r"WanPipeline.*apache"):
        get(hub, tmp_path / "tiny", accept=refuse)
    assert hub.bodies(WEIGHTS) == []
