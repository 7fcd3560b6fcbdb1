"""The text that Prometheus scrapes can be parsed and says what was counted."""

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.parser import text_string_to_metric_families

from wanstudio.telemetry import Metrics

TASKS = "/api/v1/tasks/{task_id}"


def samples(text: bytes) -> dict[tuple[str, ...], float]:
    found = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            found[(sample.name, *(sample.labels[name] for name in sorted(sample.labels)))] = sample.value
    return found


def test_requests_and_their_time_are_counted():
    metrics = Metrics()
    for seconds in (0.002, 0.02, 400):
        metrics.count_call(path=TASKS, method="GET", status=200, code="", seconds=seconds)
    metrics.count_call(path=TASKS, method="GET", status=401, code="InvalidApiKey", seconds=0.001)
    counted = samples(metrics.render())
    assert counted["wanstudio_http_requests_total", "", "GET", TASKS, "200"] == 3
    assert counted["wanstudio_http_requests_total", "InvalidApiKey", "GET", TASKS, "401"] == 1
    assert counted["wanstudio_http_request_seconds_count", TASKS] == 4
    assert counted["wanstudio_http_request_seconds_bucket", "0.0025", TASKS] == 2
    assert counted["wanstudio_http_request_seconds_bucket", "300.0", TASKS] == 3
    assert counted["process_resident_memory_bytes",] > 1_000_000


def test_what_the_store_knows_stands_beside_it():
    metrics = Metrics()
    depth = GaugeMetricFamily("wanstudio_queue_tasks", "Waiting.", labels=["model"])
    depth.add_metric(["wan2.6-t2i"], 7)
    for _ in range(2):
        assert samples(metrics.render([depth]))["wanstudio_queue_tasks", "wan2.6-t2i"] == 7


def test_two_of_them_share_nothing():
    first, second = Metrics(), Metrics()
    first.count_call(path="/", method="GET", status=200, code="", seconds=0.1)
    assert ("wanstudio_http_requests_total", "", "GET", "/", "200") not in samples(second.render())
