"""The body of what is told: a CloudEvent, with the fields of the service's own completion event."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from wanstudio.catalog.moments import to_the_second
from wanstudio.catalog.regions import api_id_of

MEDIA_TYPE = "application/cloudevents+json; charset=utf-8"
_FINISHED = "dashscope:System:AsyncTaskFinish"
_TEST = "wanstudio:Webhook:Test"
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a task. Times are milliseconds since 1970; `began_at` is when it was first worked on."""

    task_id: str
    key_id: str
    region: str
    model: str
    route: str
    request_id: str
    status: str
    began_at: int
    ended_at: int

    @property
    def event_id(self) -> str:
        """A task ends once, so its own number names its end too."""
        return f"evt_{self.task_id}"


def describe(finished: Finished) -> str:
    """The event as JSON. It holds no prompt and no link: those are asked for with the key."""
    data = {
        "task_id": finished.task_id,
        "task_status": finished.status,
        "start_time": to_the_second(finished.began_at),
        "end_time": to_the_second(finished.ended_at),
        "contain_result": False,
        "user_api_unique_key": f"apikey:v1:{finished.route}:{finished.model}",
        "api_key_id": finished.key_id,
        "request_id": finished.request_id,
        "region": api_id_of(finished.region),
    }
    return _event(finished.event_id, _FINISHED, finished.ended_at, data)


def describe_test(key_id: str, now_ms: int) -> tuple[str, str]:
    """The id and JSON of an event that tells nothing but that it arrived."""
    event_id = f"evt_test-{uuid.uuid4()}"
    return event_id, _event(event_id, _TEST, now_ms, {"api_key_id": key_id})


def _event(event_id: str, kind: str, moment_ms: int, data: dict[str, object]) -> str:
    moment = datetime.fromtimestamp(moment_ms / 1000, UTC)
    event = {
        "specversion": "1.0",
        "id": event_id,
        "source": "acs.dashscope",
        "type": kind,
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json;charset=utf-8",
        "data": data,
    }
    return _encode(event).decode()
