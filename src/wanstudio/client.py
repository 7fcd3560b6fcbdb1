"""A thin client of the API, for the command line: submit, follow, fetch, list, cancel, download."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
import msgspec

from wanstudio.catalog.models import find_model
from wanstudio.catalog.order import Order
from wanstudio.http_client import open_client
from wanstudio.settings.secrets import is_secret
from wanstudio.upstream import describe

T = TypeVar("T")
ENDED = frozenset({"SUCCEEDED", "FAILED", "CANCELED", "UNKNOWN"})
_MESSAGES_PATH = "/services/aigc/image-generation/generation"
_PROMPT_PATH = "/services/aigc/text2image/image-synthesis"
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.2, 2.0
_FAILED_POLLS = 10
_LONGEST_TOLD = 1000


class ClientError(Exception):
    """The server refused, the task failed, or the server could not be reached (then `status` is None)."""

    def __init__(self, code: str, message: str, status: int | None = None) -> None:
        self.code, self.message, self.status = code, message, status
        super().__init__(f"{message} ({code})")


class Image(msgspec.Struct, frozen=True):
    """One image of a task: where it lies, or why it failed."""

    url: str | None = None
    code: str | None = None
    message: str | None = None
    actual_prompt: str | None = None


class _Content(msgspec.Struct, frozen=True):
    image: str | None = None


class _Message(msgspec.Struct, frozen=True):
    content: list[_Content] = []


class _Choice(msgspec.Struct, frozen=True):
    message: _Message = _Message()


class TaskView(msgspec.Struct, frozen=True):
    """A task as the server tells it, in either protocol."""

    task_id: str = ""
    task_status: str = "UNKNOWN"
    code: str | None = None
    message: str | None = None
    results: list[Image] = []
    choices: list[_Choice] = []
    submit_time: str | None = None
    scheduled_time: str | None = None
    end_time: str | None = None

    @property
    def images(self) -> tuple[Image, ...]:
        """The images in order, whichever protocol told them. Failed ones stand only in `results`."""
        told = [Image(url=part.image) for choice in self.choices for part in choice.message.content]
        return tuple(self.results or told)


class _Answer(msgspec.Struct, frozen=True):
    output: TaskView = TaskView()


class TaskLine(msgspec.Struct, frozen=True):
    """A task as a listing tells it; times are milliseconds since 1970."""

    task_id: str
    status: str
    model_name: str = ""
    gmt_create: int | None = None
    end_time: int | None = None


class TaskPage(msgspec.Struct, frozen=True):
    """One page of the account's tasks, newest first."""

    total: int = 0
    data: list[TaskLine] = []


class _Refusal(msgspec.Struct, frozen=True):
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished image, downloaded."""

    url: str
    data: bytes
    actual_prompt: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known of a task while it is waited for."""

    task_id: str
    status: str
    waited_s: float


OnProgress = Callable[[Progress], None]


class Client:
    """One server and one key. Use it as `async with Client(base_url, api_key) as client`."""

    def __init__(
        self, base_url: str, api_key: str, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        root = base_url.rstrip("/").removesuffix("/api/v1")
        try:
            httpx.URL(root)
        except httpx.InvalidURL as error:
            raise ClientError("InvalidURL", f"{base_url} is no address: {error}") from error
        self._api = f"{root}/api/v1"
        if not is_secret(key := api_key.strip()):
            # The key is not repeated: an HTTP library's own complaint would show it.
            raise ClientError("InvalidApiKey", "the API key is empty or has characters that no key has")
        self._headers = {"Authorization": f"Bearer {key}"}
        self._http = open_client(httpx.Timeout(30, connect=5), transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def submit(self, order: Order) -> str:
        """Ask for the order's pictures; the id of the waiting task."""
        path, body = _request_of(order)
        answer = await self._call("POST", path, _Answer, json=body, headers={"X-DashScope-Async": "enable"})
        return answer.output.task_id

    async def fetch(self, task_id: str) -> TaskView:
        """The task as it is now; a task that is not known has the status UNKNOWN."""
        return (await self._call("GET", f"/tasks/{task_id}", _Answer)).output

    async def list(self, page_no: int = 1, page_size: int = 10, **filters: str) -> TaskPage:
        """A page of the account's tasks of the last 24 hours; `status=`, `model_name=` choose among them."""
        params = {"page_no": page_no, "page_size": page_size, **filters}
        return await self._call("GET", "/tasks", TaskPage, params=params)

    async def cancel(self, task_id: str) -> None:
        """Cancel a task that is still PENDING; ClientError says that it is not."""
        await self._call("POST", f"/tasks/{task_id}/cancel", _Answer)

    async def wait(self, task_id: str, on_progress: OnProgress | None = None) -> TaskView:
        """Follow the task to its end; a server that is away for a moment is waited for."""
        started, pause, failed = time.monotonic(), _FIRST_PAUSE_S, 0
        while True:
            try:
                view = await self.fetch(task_id)
            except ClientError as error:
                failed += 1
                if failed == _FAILED_POLLS or error.status not in (None, 429, 500, 502, 503, 504):
                    raise
            else:
                failed = 0
                if on_progress:
                    on_progress(Progress(task_id, view.task_status, time.monotonic() - started))
                if view.task_status in ENDED:
                    return view
            await asyncio.sleep(pause)
            pause = min(pause * 1.3, _LONGEST_PAUSE_S)

    async def download(self, image: Image) -> Picture:
        """Fetch a finished image; the link needs no key and is given none. A failed one raises why."""
        if image.url is None:
            raise ClientError(image.code or "InternalError", image.message or "the image failed")
        response = await self._send(self._http.build_request("GET", image.url))
        return Picture(image.url, response.content, image.actual_prompt)

    async def _call(self, method: str, path: str, shape: type[T], **more: Any) -> T:
        headers = {**self._headers, **more.pop("headers", {})}
        request = self._http.build_request(method, self._api + path, headers=headers, **more)
        response = await self._send(request)
        try:
            return msgspec.json.decode(response.content, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            told = f"what answers at {self._api} does not speak this API: {error}"
            raise ClientError("InvalidResponse", told, response.status_code) from error

    async def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            response = await self._http.send(request)
        except httpx.TransportError as error:
            told = f"no answer from {request.url.scheme}://{request.url.netloc.decode()}: {describe(error)}"
            raise ClientError("ConnectionFailed", told) from error
        if response.status_code != httpx.codes.OK:
            raise _refusal(response)
        return response


async def generate(
    base_url: str, api_key: str, order: Order, on_progress: OnProgress | None = None
) -> list[Picture | ClientError]:
    """Have the order painted by a server and download the pictures; an image that failed says why.

    A task that ends without any picture raises ClientError.
    """
    async with Client(base_url, api_key) as client:
        view = await client.wait(await client.submit(order), on_progress)
        if view.task_status != "SUCCEEDED":
            told = view.message or f"the task ended as {view.task_status}"
            raise ClientError(view.code or view.task_status, told, httpx.codes.OK)
        return [await _try_download(client, image) for image in view.images]


async def _try_download(client: Client, image: Image) -> Picture | ClientError:
    try:
        return await client.download(image)
    except ClientError as error:
        return error


def _request_of(order: Order) -> tuple[str, Mapping[str, object]]:
    """Path and body in the protocol of the order's model."""
    parameters: dict[str, object] = {
        "size": order.size,
        "n": order.n,
        "seed": order.seed,
        "prompt_extend": order.prompt_extend,
        "watermark": order.watermark,
    }
    model = find_model(order.model)
    if model is not None and model.protocol == "messages":
        parameters["negative_prompt"] = order.negative_prompt
        said = {"messages": [{"role": "user", "content": [{"text": order.prompt}]}]}
        return _MESSAGES_PATH, {"model": order.model, "input": said, "parameters": parameters}
    wish = {"prompt": order.prompt, "negative_prompt": order.negative_prompt}
    return _PROMPT_PATH, {"model": order.model, "input": wish, "parameters": parameters}


def _refusal(response: httpx.Response) -> ClientError:
    try:
        told = msgspec.json.decode(response.content, type=_Refusal)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        told = _Refusal()
    code = told.code or f"HTTP {response.status_code}"
    message = told.message or response.reason_phrase
    return ClientError(code[:_LONGEST_TOLD], message[:_LONGEST_TOLD], response.status_code)
