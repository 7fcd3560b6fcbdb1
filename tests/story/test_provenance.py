"""A picture that a customer downloads from a running service says what it is, and proves it."""

import json
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from tests.atelier import complete_one, open_studio
from tests.finishing.authority import Authority
from tests.finishing.reading import GENERATED, IPTC, TC260, read_credentials, read_text, read_xmp
from tests.live_server import CHAPEL, LiveServer, run_wanstudio

from wanstudio.finishing.certificates import read_credential
from wanstudio.finishing.credentials import Signer


@pytest.fixture
def server(tmp_path):
    started = LiveServer.start(
        tmp_path / "data",
        WANSTUDIO_PROVENANCE_SIGNING="on",
        WANSTUDIO_PROVENANCE_PRODUCER="花店 Studio",
        WANSTUDIO_PROVENANCE_PROMPT="true",
    ).with_key()
    yield started
    started.stop()


def loaded_by(pid: int) -> str:
    return Path(f"/proc/{pid}/maps").read_text()


def test_what_a_customer_downloads(server):
    task_id = server.submit(CHAPEL, n=2, seed=41, watermark=True)
    results = server.wait(task_id)["output"]["results"]
    authority = (server.data / "provenance/authority.pem").read_bytes()
    for image, result in enumerate(results):
        png = httpx.get(result["url"]).content
        text, label = read_text(png), json.loads(read_xmp(png)[TC260 + "AIGC"])
        assert (text["Task"], text["Seed"], text["Model"]) == (task_id, str(41 + image), "wan2.2-t2i-flash")
        assert text["Description"] == CHAPEL
        assert read_xmp(png)[IPTC + "DigitalSourceType"] == GENERATED
        assert (label["Label"], label["ContentProducer"]) == ("1", "花店 Studio")
        assert label["ProduceID"] == f"{task_id}-{image}"
        state, manifest = read_credentials(png, authority)
        assert (state, manifest["title"]) == ("Trusted", f"{task_id}-{image}.png")

    assert "libc2pa" not in loaded_by(server.process.pid)
    (worker,) = server.worker_pids()
    assert "libc2pa" in loaded_by(worker)


async def test_nothing_goes_out_unsigned_when_the_certificate_has_run_out(tmp_path):
    authority = Authority()
    files = authority.issue(tmp_path)
    signer = Signer(authority.run_out(read_credential(*files.values())))
    async with open_studio(tmp_path / "data", provenance_signing="on", **files) as studio:
        finisher = replace(studio.atelier.finisher, signer=signer)
        studio.atelier = replace(studio.atelier, finisher=finisher)
        ended = await complete_one(studio)
        assert (ended.status, ended.code) == ("FAILED", "InternalError.Algo")
        assert [file for file in (tmp_path / "data/objects").rglob("*") if file.is_file()] == []


def test_the_command_line_signs_and_refuses_alike(tmp_path):
    on = {"WANSTUDIO_DATA": str(tmp_path), "WANSTUDIO_PROVENANCE_SIGNING": "on"}
    out = tmp_path / "car.png"
    done = run_wanstudio("generate", "a red car", "-o", out, "--size", "768*768", **on)
    assert done.returncode == 0, done.stderr
    assert read_credentials(out.read_bytes())[0] == "Valid"

    missing = {**on, "WANSTUDIO_PROVENANCE_CERTIFICATE": "/nowhere/chain.pem"}
    refused = run_wanstudio("serve", "--port", "0", **missing)
    assert refused.returncode == 1
    assert "need each other" in refused.stderr
    keyed = {**missing, "WANSTUDIO_PROVENANCE_KEY": "/nowhere/key.pem"}
    refused = run_wanstudio("serve", "--port", "0", **keyed)
    assert refused.returncode == 1
    assert "/nowhere/chain.pem" in refused.stderr
    assert "docs/howto/provenance.md" in refused.stderr
    assert "Traceback" not in refused.stderr
