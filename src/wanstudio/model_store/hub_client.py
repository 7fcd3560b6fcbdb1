"""Sends a hub's requests: follows redirects itself, so that the token reaches no other host, and waits where told."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from wanstudio.errors import PullFailed
from wanstudio.http_client import open_client
from wanstudio.model_store.hub_access import HubAccess

PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds between two tries of one request; as many are made as there are pauses, and one more."""
Retry = Callable[[str, float], None]
_LISTING_TRIES = 4
_LONGEST_PAUSE = 600.0
_MOST_REDIRECTS = 8
_LARGEST_LISTING = 64 << 20
_TIMEOUT = httpx.Timeout(60, connect=15)
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504})


class TemporaryFailure(Exception):
    """A refusal that may be over in a moment. `pause` is what the other side asked for, in seconds."""

    def __init__(self, reason: str, pause: float = 0.0) -> None:
        self.pause = pause
        super().__init__(reason)


Interruption = (httpx.TransportError, TemporaryFailure)
"""What is worth another try."""


class Patience:
    """Counts tries without progress and waits between them."""

    def __init__(self, client: "HubClient", most: int | None = None) -> None:
        self._model = client.repository
        self._pauses = client.pauses[:most]
        self._retry = client.retry
        self._tried = 0

    def reset(self) -> None:
        """Something came: the count begins again."""
        self._tried = 0

    async def wait(self, error: Exception) -> None:
        """Wait before the next try; PullFailed when there is none left."""
        reason = str(error) or type(error).__name__
        asked = error.pause if isinstance(error, TemporaryFailure) else 0.0
        if self._tried >= len(self._pauses):
            raise PullFailed(model=self._model, problem=f"the hub cannot be reached: {reason}") from error
        if asked > _LONGEST_PAUSE:
            problem = f"the hub asks to come back in {asked:.0f} seconds: {reason}"
            raise PullFailed(model=self._model, problem=problem) from error
        pause = max(self._pauses[self._tried], asked)
        self._tried += 1
        self._retry(reason, pause)
        await asyncio.sleep(pause)


class HubClient:
    """Requests of one repository; close it. `retry` is told why and in how many seconds something is tried again."""

    def __init__(
        self, access: HubAccess, repository: str, retry: Retry, pauses: tuple[float, ...] = PAUSES
    ) -> None:
        self.access = access
        self.repository = repository
        self.retry = retry
        self.pauses = pauses
        self._client = open_client(_TIMEOUT, {"User-Agent": "wanstudio", "Accept-Encoding": "identity"})
        self._endpoint = httpx.URL(access.endpoint)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def get_json(self, url: str) -> tuple[bytes, str | None]:
        """The body of an answer, and the address of the next page if there is one. PullFailed if none comes."""
        patience = Patience(self, _LISTING_TRIES - 1)
        while True:
            try:
                async with self.stream(url, {}) as response:
                    body = bytearray()
                    async for chunk in response.aiter_raw():
                        body += chunk
                        if len(body) > _LARGEST_LISTING:
                            raise self._failed("the hub sends a listing without end")
                    return bytes(body), response.links.get("next", {}).get("url")
            except Interruption as error:
                await patience.wait(error)

    @asynccontextmanager
    async def stream(self, url: str, headers: Mapping[str, str]) -> AsyncIterator[httpx.Response]:
        """An answer with status 200, 206 or 416; PullFailed or one of `Interruption` for all others."""
        response = await self._follow(httpx.URL(url), headers)
        try:
            if response.status_code not in (200, 206, 416):
                raise self._refusal(response)
            yield response
        finally:
            await response.aclose()

    async def _follow(self, url: httpx.URL, headers: Mapping[str, str]) -> httpx.Response:
        for _ in range(_MOST_REDIRECTS):
            request = self._client.build_request("GET", url, headers={**headers, **self._authorization(url)})
            response = await self._client.send(request, stream=True)
            if not response.has_redirect_location:
                return response
            await response.aclose()
            try:
                following = url.join(response.headers["location"])
            except httpx.InvalidURL as error:
                raise self._failed("the hub redirects to something that is no address") from error
            if following.scheme != "https" and url.scheme == "https":
                raise self._failed(f"{url.host} redirects to an unencrypted address")
            url = following
        raise self._failed("the hub redirects in circles")

    def _authorization(self, url: httpx.URL) -> dict[str, str]:
        if self.access.token is None or not self._is_endpoint(url):
            return {}
        return {"Authorization": f"Bearer {self.access.token}"}

    def _is_endpoint(self, url: httpx.URL) -> bool:
        own = self._endpoint
        return (url.scheme, url.host, url.port) == (own.scheme, own.host, own.port)

    def _refusal(self, response: httpx.Response) -> Exception:
        status, url = response.status_code, response.url
        # A signed address of a CDN is refused when it is too old; the next try is given a new one.
        if status in _TEMPORARY or not self._is_endpoint(url):
            return TemporaryFailure(f"{url.host} answers with status {status}", _retry_after(response))
        return self._failed(self._explain(status, response.headers.get("x-error-code", "")))

    def _explain(self, status: int, said: str) -> str:
        """What a refusal means and what to do, by what the hub calls it."""
        page = f"{self.access.endpoint}/{self.repository}"
        token = "; the HF_TOKEN that is set has no access" if self.access.token else ""
        if said == "GatedRepo":
            return (
                f"it is gated: accept its terms at {page} and set HF_TOKEN to a token of that account{token}"
            )
        if said == "RevisionNotFound":
            return "the hub has no such revision"
        if said == "EntryNotFound":
            return "the hub lists a file that it does not have"
        if status not in (401, 403, 404):
            return f"the hub answers with status {status}"
        if self.access.name == "modelscope":
            missing = "ModelScope has no such public repository or revision"
            return (
                f"{missing} (status {status}); look it up at {self.access.endpoint}/models/{self.repository}"
            )
        missing = f"the hub has no such repository, or it is private (status {status})"
        return f"{missing}: look it up at {page}; a private one needs HF_TOKEN{token}"

    def _failed(self, problem: str) -> PullFailed:
        return PullFailed(model=self.repository, problem=problem)


def _retry_after(response: httpx.Response) -> float:
    """Seconds of the Retry-After header, which may be a date; 0 without one that can be read."""
    told = response.headers.get("retry-after", "").strip()
    if told.isdecimal():
        return float(told[:9])
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return 0.0
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
