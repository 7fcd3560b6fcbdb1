"""What is not painted and not kept: refused at the door, in the rewritten prompt, and in the picture."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.api.requests import messages_body, prompt_body, told
from tests.atelier import Studio, open_studio
from tests.live_app import ASYNC, IMAGE_GENERATION, MULTIMODAL, TEXT2IMAGE
from tests.moderation.classifiers import plain_picture, save_classifier
from tests.moderation.text_service import FORBIDDEN, serving_texts

from wanstudio.accounts.billing import read_bill
from wanstudio.accounts.usage_reading import read_usage
from wanstudio.painting.painter import Canvas, Pixels, Standing
from wanstudio.prompt_extension.rewriting import Rewriting
from wanstudio.server.duties import write_counts
from wanstudio.server.store_metrics import read_store_metrics
from wanstudio.telemetry import Metrics

INPUT = "Input data may contain inappropriate content."
GREEN_NET = f"Green net check failed for text (input): {INPUT}"
OUTPUT = "Output data may contain inappropriate content."
NAME = "Input data is suspected of being involved in IP infringement."


@dataclass(frozen=True)
class Shades:
    """Paints a plain picture for each seed: dark ones the classifier calls `nsfw`."""

    dark: frozenset[int]
    name: str = "shades"
    easels: int = 1

    def standing(self) -> Standing:
        return Standing(self.name, "cpu")

    def paint(self, canvas: Canvas, watch: Any = None) -> Pixels:
        return plain_picture(20 if canvas.seed in self.dark else 235, canvas.height, canvas.width)


@dataclass(frozen=True)
class Writer:
    """A rewriter that writes what a test wants."""

    text: str
    name: str = "writer"
    ahead: int = 0

    async def rewrite(self, *_: object) -> str:
        return self.text


@pytest.fixture(scope="module")
def classifier(tmp_path_factory):
    return save_classifier(tmp_path_factory.mktemp("classifier"))


async def usage(studio: Studio) -> dict[str, int]:
    await write_counts(studio.desk)
    lines = await read_usage(studio.desk.database, account_id=None, first_hour=0, last_hour=10**9)
    return {code: calls for line in lines for code, calls in line.failures.items()}


async def billed(studio: Studio) -> int:
    bill = await read_bill(studio.desk.database, account_id=None, start_ms=0, end_ms=10**14)
    return sum(line.images for line in bill)


async def stored(studio: Studio) -> list[str]:
    return [key async for key in studio.desk.objects.older_than(10**14)]


async def verdicts(studio: Studio) -> dict[tuple[str, str], float]:
    for inspection in (studio.desk.inspection, studio.atelier.inspection):
        await inspection.flush(studio.desk.database)
    text = Metrics().render(await read_store_metrics(studio.desk.database, 1)).decode()
    (family,) = [f for f in text_string_to_metric_families(text) if f.name == "wanstudio_moderation"]
    return {(s.labels["moderator"], s.labels["verdict"]): s.value for s in family.samples}


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        (TEXT2IMAGE, prompt_body(prompt="a nude woman"), ASYNC),
        (TEXT2IMAGE, prompt_body("wan2.2-t2i-flash", "a nude woman"), {}),
        (MULTIMODAL, messages_body("a nude woman"), {}),
        (IMAGE_GENERATION, messages_body("a n u d e woman"), ASYNC),
        (IMAGE_GENERATION, messages_body("裸 體女人"), ASYNC),
    ],
)
async def test_a_harmful_prompt_is_refused_at_once_on_every_path(tmp_path, path, body, headers):
    async with open_studio(tmp_path) as studio:
        answer = await studio.client.post(path, json=body, headers=headers)
        assert told(answer) == (400, "DataInspectionFailed", INPUT)
        assert list(answer.json()) == ["request_id", "code", "message"]
        listing = (await studio.client.get("/api/v1/tasks")).json()
        assert listing["total"] == 0
        assert await billed(studio) == 0
        assert await usage(studio) == {"DataInspectionFailed": 1}
        assert await verdicts(studio) == {("words", "refused"): 1}


async def test_in_a_stream_the_refusal_is_an_event(tmp_path):
    async with open_studio(tmp_path) as studio:
        headers = {"X-DashScope-SSE": "enable"}
        answer = await studio.client.post(MULTIMODAL, json=messages_body("a nude woman"), headers=headers)
        assert answer.status_code == 200
        assert "event:error" in answer.text
        assert "DataInspectionFailed" in answer.text


async def test_a_protected_name_has_a_code_of_its_own(tmp_path):
    body = prompt_body(prompt="Mickey Mouse at the sea")
    async with open_studio(tmp_path / "on") as studio:
        answer = await studio.client.post(TEXT2IMAGE, json=body, headers=ASYNC)
        assert told(answer) == (400, "IPInfringementSuspect", NAME)
    async with open_studio(tmp_path / "off", moderation_known_names=False) as studio:
        assert (await studio.client.post(TEXT2IMAGE, json=body, headers=ASYNC)).status_code == 200


async def test_what_a_negative_prompt_wants_to_avoid_is_no_reason_to_refuse(tmp_path):
    body = prompt_body(prompt="a statue in a park")
    body["input"]["negative_prompt"] = "nude, gore, blood, nsfw"
    async with open_studio(tmp_path) as studio:
        assert (await studio.client.post(TEXT2IMAGE, json=body, headers=ASYNC)).status_code == 200


async def test_only_what_would_be_painted_is_looked_at(tmp_path):
    body = prompt_body("wan2.2-t2i-flash", "a red car, " * 80 + "a nude woman")
    async with open_studio(tmp_path) as studio:
        assert (await studio.client.post(TEXT2IMAGE, json=body, headers=ASYNC)).status_code == 200


async def test_without_moderation_everything_passes(tmp_path, classifier):
    settings = {"moderation": "off", "moderation_pictures": classifier}
    async with open_studio(tmp_path, painter=Shades(frozenset({7})), **settings) as studio:
        await studio.submit("a nude Mickey Mouse")
        assert (await studio.work_once()).status == "SUCCEEDED"


async def test_a_rewritten_prompt_is_looked_at_again(tmp_path):
    async with open_studio(tmp_path) as studio:
        studio.atelier = replace(studio.atelier, rewriting=Rewriting(Writer("a nude red car driver")))
        task_id = await studio.submit("a red car", n=2)
        await studio.work_once()
        body = (await studio.client.get(f"/api/v1/tasks/{task_id}")).json()
        output = body["output"]
        told_by_task = (output["task_status"], output["code"], output["message"])
        assert told_by_task == ("FAILED", "DataInspectionFailed", GREEN_NET)
        assert output["task_metrics"] == {"TOTAL": 2, "SUCCEEDED": 0, "FAILED": 2}
        assert "usage" not in body
        assert await stored(studio) == []
        assert await billed(studio) == 0
        assert await usage(studio) == {"DataInspectionFailed": 1}


async def test_one_picture_of_three_is_refused(tmp_path, classifier):
    painter = Shades(frozenset({101}))
    async with open_studio(tmp_path, painter=painter, moderation_pictures=classifier) as studio:
        task_id = await studio.submit(n=3, seed=100)
        await studio.work_once()
        body = (await studio.client.get(f"/api/v1/tasks/{task_id}")).json()
        assert body["output"]["task_status"] == "SUCCEEDED"
        assert body["output"]["task_metrics"] == {"TOTAL": 3, "SUCCEEDED": 2, "FAILED": 1}
        assert body["output"]["results"][1] == {"code": "DataInspectionFailed", "message": OUTPUT}
        assert body["usage"] == {"image_count": 2}
        assert await billed(studio) == 2
        keys = await stored(studio)
        assert sorted(key[-6:] for key in keys) == ["-0.png", "-2.png"]
        assert len([path for path in (tmp_path / "objects").rglob("*") if path.is_file()]) == 2
        assert await verdicts(studio) == {("pictures", "refused"): 1}


async def test_when_every_picture_is_refused_the_task_failed(tmp_path, classifier):
    painter = Shades(frozenset({100, 101}))
    async with open_studio(tmp_path, painter=painter, moderation_pictures=classifier) as studio:
        task_id = await studio.submit(n=2, seed=100)
        await studio.work_once()
        body = (await studio.client.get(f"/api/v1/tasks/{task_id}")).json()
        output = body["output"]
        told_by_task = (output["task_status"], output["code"], output["message"])
        assert told_by_task == ("FAILED", "DataInspectionFailed", OUTPUT)
        assert "usage" not in body
        assert await stored(studio) == []
        assert await billed(studio) == 0


class Blind:
    """A picture moderator that has lost its sight."""

    name = "pictures"

    def look(self, pixels: np.ndarray) -> None:
        raise RuntimeError("out of memory")


@pytest.mark.parametrize("when_down", ["refuse", "allow"])
async def test_a_picture_nobody_can_look_at(tmp_path, classifier, when_down):
    chosen = {"moderation_pictures": classifier, "moderation_down": when_down}
    async with open_studio(tmp_path, painter=Shades(frozenset()), **chosen) as studio:
        studio.atelier.inspection._pictures = (Blind(),)
        await studio.submit()
        task = await studio.work_once()
        if when_down == "refuse":
            assert (task.status, task.code) == ("FAILED", "ModelUnavailable")
            assert await stored(studio) == []
            assert await billed(studio) == 0
            assert await verdicts(studio) == {("pictures", "down, refused"): 1}
        else:
            assert task.status == "SUCCEEDED"
            assert await verdicts(studio) == {("pictures", "down, let through"): 1}


@pytest.mark.parametrize("when_down", ["refuse", "allow"])
async def test_another_server_looks_and_goes_down(tmp_path, when_down):
    with serving_texts() as texts:
        chosen = {"moderation_text_url": texts.url, "moderation_down": when_down}
        async with open_studio(tmp_path, **chosen) as studio:
            body = prompt_body(prompt=f"a {FORBIDDEN} thing")
            answer = await studio.client.post(TEXT2IMAGE, json=body, headers=ASYNC)
            assert told(answer) == (400, "DataInspectionFailed", INPUT)
            texts.mood = "down"
            answer = await studio.client.post(TEXT2IMAGE, json=body, headers=ASYNC)
            counted = await verdicts(studio)
            if when_down == "refuse":
                assert told(answer)[:2] == (503, "ModelUnavailable")
                assert counted["moderations", "down, refused"] == 1
                assert (await usage(studio))["ModelUnavailable"] == 1
            else:
                assert answer.status_code == 200
                assert counted["moderations", "down, let through"] == 1


async def test_who_sends_too_much_does_not_reach_the_other_server(tmp_path):
    with serving_texts() as texts:
        chosen = {"moderation_text_url": texts.url, "profile": "model-studio"}
        async with open_studio(tmp_path, **chosen) as studio:
            body = prompt_body(prompt="a red car")
            answers = [await studio.client.post(TEXT2IMAGE, json=body, headers=ASYNC) for _ in range(20)]
            refused = [answer for answer in answers if answer.status_code == 429]
            assert refused
            assert len(texts.asked) == len(answers) - len(refused)
