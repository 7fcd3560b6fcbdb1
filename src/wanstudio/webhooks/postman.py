"""Sends one event to one receiver: signed, to an address that was looked at, with no redirect followed."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import httpx

from wanstudio import __version__
from wanstudio.http_client import open_direct_client
from wanstudio.settings import Settings
from wanstudio.upstream import describe
from wanstudio.webhooks.addresses import Address, Place, Unreachable, read_url, resolve
from wanstudio.webhooks.events import MEDIA_TYPE
from wanstudio.webhooks.hooks import Hook
from wanstudio.webhooks.signing import signed_headers

_MOST_READ = 16_384
_READ_SECONDS = 1.0
_CONNECT_SECONDS = 4.0
_GONE = 410
_LONGEST_PROBLEM = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of sending. `problem` is empty when the receiver said that it has it.

    It is logged and stored, so it is short and holds nothing that the receiver sent.
    """

    problem: str = ""
    gone: bool = False

    @property
    def received(self) -> bool:
        """Whether the event has arrived."""
        return not self.problem


class Postman:
    """Sends events by HTTP. Proxies of the environment are not used: they would resolve names themselves."""

    def __init__(self, settings: Settings) -> None:
        self._private = settings.webhook_private_addresses
        self._seconds = settings.webhook_seconds
        # One connection for each event: one kept open is known by its address, not by the name it was made for.
        self._client = open_direct_client(
            timeout=httpx.Timeout(self._seconds, connect=min(self._seconds, _CONNECT_SECONDS)),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            headers={"User-Agent": f"wanstudio/{__version__}", "Connection": "close"},
        )

    async def send(self, hook: Hook, event_id: str, body: bytes, now_s: int) -> Answer:
        """Send an event, whose signature says that it is now `now_s` seconds since 1970."""
        headers = {"Content-Type": MEDIA_TYPE, **signed_headers(hook.secret, event_id, now_s, body)}
        try:
            async with asyncio.timeout(self._seconds):
                place = read_url(hook.url)
                addresses = await resolve(place, private=self._private)
                answer = await self._post(place, addresses, headers, body)
        except TimeoutError:
            return Answer(f"no answer within {self._seconds:g} s")
        except Unreachable as error:
            return Answer(str(error)[:_LONGEST_PROBLEM])
        except (httpx.HTTPError, OSError) as error:
            return Answer(describe(error))
        await _hear_out(answer)
        return _judge(answer.status_code)

    async def _post(
        self, place: Place, addresses: list[Address], headers: dict[str, str], body: bytes
    ) -> httpx.Response:
        """What the first address that can be reached answers; its body is not read."""
        problem: Exception = Unreachable(f"the name {place.host} has no address")
        for address in addresses:
            request = self._client.build_request(
                "POST",
                place.at(address),
                content=body,
                headers={"Host": place.url.netloc.decode("ascii"), **headers},
                extensions={"sni_hostname": place.host},
            )
            try:
                return await self._client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                problem = error
        raise problem

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


async def _hear_out(answer: httpx.Response) -> None:
    """Read a little of what nobody needs: a receiver that is cut off in its answer would log an error."""
    try:
        with suppress(httpx.HTTPError, TimeoutError):
            async with asyncio.timeout(_READ_SECONDS):
                read = 0
                async for piece in answer.aiter_raw():
                    read += len(piece)
                    if read > _MOST_READ:
                        break
    finally:
        await answer.aclose()


def _judge(status: int) -> Answer:
    if 200 <= status < 300:
        return Answer()
    return Answer(f"HTTP {status}", gone=status == _GONE)
