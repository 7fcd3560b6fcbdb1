"""Images of one task fail one by one; what was painted is delivered and billed, the rest is told."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.atelier import open_studio

from wanstudio.accounts.billing import read_bill
from wanstudio.painting.choosing import open_painter
from wanstudio.painting.painter import Canvas, Painter, Pixels, Standing
from wanstudio.settings import Settings
from wanstudio.storage.objects import object_key
from wanstudio.storage.uploads import Uploads


@dataclass(frozen=True)
class Clumsy:
    """A real painter, but it drops some pictures."""

    drops: frozenset[int]
    hand: Painter
    name: str = "clumsy"
    easels: int = 1

    def paint(self, canvas: Canvas, watch=None) -> Pixels:
        if canvas.seed in self.drops:
            raise MemoryError("too large for me")
        return self.hand.paint(canvas, watch)

    def standing(self) -> Standing:
        return Standing(self.name, "cpu")

    def close(self) -> None:
        if close := getattr(self.hand, "close", None):
            close()


async def _run(tmp_path, painting, drops):
    clumsy = Clumsy(frozenset(drops), open_painter(Settings(**painting)))
    async with open_studio(tmp_path, painter=clumsy) as studio:
        task_id = await studio.submit(n=3, seed=100)
        await studio.work_once()
        body = (await studio.client.get(f"/api/v1/tasks/{task_id}")).json()
        bill = await read_bill(studio.desk.database, account_id=None, start_ms=0, end_ms=10**14)
        return body, sum(line.images for line in bill)


async def test_one_of_three_fails(tmp_path, painting):
    body, billed = await _run(tmp_path, painting, {101})
    assert body["output"]["task_status"] == "SUCCEEDED"
    assert body["output"]["task_metrics"] == {"TOTAL": 3, "SUCCEEDED": 2, "FAILED": 1}
    assert body["usage"] == {"image_count": 2}
    assert billed == 2
    first, second, third = body["output"]["results"]
    assert "url" in first
    assert "url" in third
    assert set(second) == {"code", "message"}
    assert second["code"] == "InternalError.Algo"


async def test_all_fail(tmp_path, painting):
    body, billed = await _run(tmp_path, painting, {100, 101, 102})
    output = body["output"]
    assert (output["task_status"], output["code"]) == ("FAILED", "InternalError.Algo")
    assert output["task_metrics"] == {"TOTAL": 3, "SUCCEEDED": 0, "FAILED": 3}
    assert "usage" not in body
    assert billed == 0


@pytest.mark.parametrize("extend", [True, False])
async def test_actual_prompt_is_told_only_when_rewriting_was_asked_for(tmp_path, painting, extend):
    async with open_studio(tmp_path, **painting) as studio:
        task_id = await studio.submit("a red car", prompt_extend=extend)
        await studio.work_once()
        (result,) = (await studio.client.get(f"/api/v1/tasks/{task_id}")).json()["output"]["results"]
        assert result["orig_prompt"] == "a red car"
        assert ("actual_prompt" in result) is extend


async def test_a_picture_that_its_store_refuses_fails_alone_and_costs_nothing(tmp_path, painting):
    async with open_studio(tmp_path, **painting) as studio:
        uploads = Uploads(studio.desk.objects, studio.desk.database.now_ms, patience_s=0.3)
        studio.atelier = replace(studio.atelier, uploads=uploads)
        task_id = await studio.submit()
        # Where the folder of this task's pictures should be; those of others have theirs.
        key = object_key(task_id, 1, 0, studio.desk.database.now_ms(), "")
        in_the_way = tmp_path / "objects" / Path(key).parents[1]
        in_the_way.parent.mkdir(parents=True)
        in_the_way.write_text("")
        await studio.work_once()
        output = (await studio.client.get(f"/api/v1/tasks/{task_id}")).json()["output"]
        assert (output["task_status"], output["code"]) == ("FAILED", "InternalError.Upload")
        assert await read_bill(studio.desk.database, account_id=None, start_ms=0, end_ms=10**14) == []
