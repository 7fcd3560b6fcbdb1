"""The certificate that signs pictures ends: warned before, nothing is burned after, and a new file is enough."""

import asyncio
import datetime as dt

import c2pa
import pytest
from structlog.testing import capture_logs
from tests.atelier import complete_one, open_studio
from tests.finishing.authority import KINDS, Authority
from tests.finishing.reading import read_credentials, read_text
from tests.live_server import run_wanstudio

from wanstudio.finishing.signing_health import SigningHealth
from wanstudio.server.duties import check_readiness
from wanstudio.server.store_metrics import read_store_metrics
from wanstudio.settings import Settings
from wanstudio.worker import Worker

DAY = 86_400
PATH = "/api/v1/services/aigc/text2image/image-synthesis"
BODY = {
    "model": "wan2.2-t2i-flash",
    "input": {"prompt": "a cat"},
    "parameters": {"n": 1, "size": "512*512"},
}


@pytest.fixture
def authority():
    return Authority()


def health_of(files, **more):
    health = SigningHealth(Settings(provenance_signing="on", **files, **more))
    health.look()
    return health


async def create(studio):
    return await studio.client.post(PATH, json=BODY, headers={"X-DashScope-Async": "enable"})


def test_the_end_is_told_thirty_days_before_once_a_day(authority, tmp_path):
    with capture_logs() as logs:
        assert not health_of(authority.issue(tmp_path / "far", seconds=31 * DAY)).warning
        health = health_of(authority.issue(tmp_path / "near", seconds=29 * DAY))
        health.look()
    assert "ends on" in health.warning
    assert not health.problem
    assert [line["log_level"] for line in logs] == ["warning"]
    health._told_at -= dt.timedelta(days=2)
    with capture_logs() as logs:
        health.look()
    assert len(logs) == 1


def test_the_first_end_of_the_chain_counts(tmp_path):
    files = Authority(lasts=0.5 * DAY).issue(tmp_path, seconds=90 * DAY)
    assert 0 < health_of(files).days_left < 1


async def test_creates_are_refused_and_nothing_is_claimed_until_a_new_file_lies_there(authority, tmp_path):
    key = KINDS["P-256"]()
    files = authority.issue(tmp_path / "files", key=key)
    async with open_studio(tmp_path / "data", provenance_signing="on", **files) as studio:
        waiting = await studio.submit()
        authority.issue(tmp_path / "files", key=key, seconds=-60)
        worker = Worker(studio.atelier)
        running = asyncio.create_task(worker.run())
        async with asyncio.timeout(20):
            while "ended on" not in worker.unready:  # noqa: ASYNC110 (no event tells)
                await asyncio.sleep(0.02)
        assert (await studio.find(waiting)).status == "PENDING"

        await check_readiness(studio.desk)
        refused = await create(studio)
        assert (refused.status_code, refused.json()["code"]) == (503, "ModelUnavailable")
        assert "certificate that signs pictures ended on" in refused.json()["message"]
        assert (await studio.client.get("/readyz")).json()["problems"]
        assert (await studio.client.get(f"/api/v1/tasks/{waiting}")).status_code == 200

        authority.issue(tmp_path / "files", key=key)
        studio.atelier.readiness.look()
        async with asyncio.timeout(20):
            while (await studio.find(waiting)).status != "SUCCEEDED":  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            # The worker tells of itself when it renews its leases.
            while studio.desk.readiness.problems:
                await asyncio.sleep(0.1)
                await check_readiness(studio.desk)
        assert (await create(studio)).status_code == 200
        worker.drain()
        await running


async def test_a_fleet_whose_workers_all_stopped_takes_no_creates(authority, tmp_path):
    files = authority.issue(tmp_path / "files")
    async with open_studio(tmp_path / "data", provenance_signing="on", **files) as studio:
        ended = SigningHealth(Settings())
        ended.ends = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
        studio.atelier.readiness.signing = ended
        worker = Worker(studio.atelier)
        await worker._sign_on()
        await check_readiness(studio.desk)
        refused = await create(studio)
        assert refused.status_code == 503
        assert "None of the workers can finish a task" in refused.json()["message"]
        told = {
            sample.name: sample.value
            for family in await read_store_metrics(studio.desk.database, 1)
            for sample in family.samples
        }
        assert told["wanstudio_worker_ready"] == 0
        assert told["wanstudio_signing_certificate_end_seconds"] == pytest.approx(
            ended.ends.timestamp(), abs=1
        )


async def test_a_renewed_chain_and_key_sign_without_a_restart(authority, tmp_path):
    files = authority.issue(tmp_path / "files")
    async with open_studio(tmp_path / "data", provenance_signing="on", **files) as studio:
        await complete_one(studio)
        old = studio.atelier.finisher.signer._credential
        kept = files["provenance_key"].read_bytes()
        authority.issue(tmp_path / "files", "P-384")
        new_key = files["provenance_key"].read_bytes()
        files["provenance_key"].write_bytes(kept)
        with capture_logs() as logs:
            await complete_one(studio)
            assert [line["event"] for line in logs if "certificate" in line["event"]] == [
                "certificate_not_renewed"
            ]
            files["provenance_key"].write_bytes(new_key)
            studio.atelier.finisher.signer._tried_at = 0.0
            await complete_one(studio)
        assert [line["event"] for line in logs if "certificate" in line["event"]][-1] == "certificate_renewed"
        assert studio.atelier.finisher.signer._credential.algorithm == "es384" != old.algorithm


async def test_what_is_being_painted_when_it_ends_fails_unsigned_and_names_no_file(authority, tmp_path):
    files = authority.issue(tmp_path / "files")
    async with open_studio(tmp_path / "data", provenance_signing="on", **files) as studio:
        signer = studio.atelier.finisher.signer
        signer._credential = authority.run_out(signer._credential)
        with capture_logs() as logs:
            ended = await complete_one(studio)
        assert (ended.status, ended.code) == ("FAILED", "InternalError.Algo")
        assert [line["error"] for line in logs if line["event"] == "image_failed"] == ["CertificateEnded"]


async def test_by_a_setting_pictures_go_out_with_the_text_label_only(authority, tmp_path):
    files = authority.issue(tmp_path / "files", seconds=-60)
    more = {"provenance_signing": "on", "provenance_expired": "unsigned", **files}
    async with open_studio(tmp_path / "data", **more) as studio:
        assert (await create(studio)).status_code == 200
        task = await studio.work_once()
        png = (await studio.client.get(studio.link(task))).content
        assert "AIGC" in read_text(png)
        with pytest.raises(c2pa.C2paError):
            read_credentials(png)
        assert studio.desk.readiness.signing.warning
        assert not studio.desk.readiness.problems


def test_doctor_warns(authority, tmp_path):
    files = authority.issue(tmp_path / "files", seconds=9 * DAY)
    environment = {f"WANSTUDIO_{name.upper()}": str(file) for name, file in files.items()}
    done = run_wanstudio(
        "doctor", "--data", tmp_path / "data", WANSTUDIO_PROVENANCE_SIGNING="on", **environment
    )
    (line,) = [line for line in done.stdout.splitlines() if "provenance" in line]
    assert line.startswith("WARN  provenance The certificate that signs pictures ends on")
    assert done.returncode == 0, done.stdout
