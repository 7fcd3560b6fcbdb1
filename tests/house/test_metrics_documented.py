"""The table of metrics in the documentation is the list of metrics that a server has."""

import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from tests.shop import Shop

from wanstudio.server.store_metrics import read_store_metrics, unreadable_pictures
from wanstudio.telemetry import Metrics

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "operate.md"


async def test_every_metric_is_in_the_table_and_no_other(database):
    shop = await Shop.open(database)
    await shop.submit()
    (task,) = await shop.claim("w1")
    await shop.settle("w1", task)
    await database.write(lambda tx: tx.row("tasks/sign_on", worker="w1", host="here", pid=1))
    metrics = Metrics()
    metrics.count_call(path="/", method="GET", status=200, code="", seconds=0.1)
    told = [*await read_store_metrics(database, 1), unreadable_pictures({})]
    text = metrics.render(told).decode()
    present = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in text_string_to_metric_families(text)
        if family.name.startswith("wanstudio")
    }
    assert present == set(
        re.findall(r"^\| `(wanstudio_\w+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    )
