"""Builds every HTTP client of ours: through the environment's proxies, but never to this machine itself."""

import re
from collections.abc import Mapping

import httpx

from wanstudio.proxies import proxy_of, without_credentials

_STATUS = re.compile(r"[1-5][0-9]{2}\b")


class ProxyFailed(httpx.ProxyError):
    """A proxy of the environment cannot be used or reached nothing. The message is in our words only."""


def open_client(
    timeout: httpx.Timeout | float,
    headers: Mapping[str, str] | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> httpx.AsyncClient:
    """A client that follows HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY; close it.

    A proxy that cannot be used or does not answer is named in the ProxyFailed of the request.
    """
    return httpx.AsyncClient(headers=headers, timeout=timeout, transport=transport or _EnvironmentProxies())


def open_direct_client(
    timeout: httpx.Timeout | float, headers: Mapping[str, str], limits: httpx.Limits
) -> httpx.AsyncClient:
    """A client that uses no proxy at all; close it."""
    transport = httpx.AsyncHTTPTransport(verify=httpx.create_ssl_context(), limits=limits)
    return httpx.AsyncClient(headers=headers, timeout=timeout, transport=transport, trust_env=False)


class _EnvironmentProxies(httpx.AsyncBaseTransport):
    """Sends each request directly or through its proxy, which is opened when it is first needed."""

    def __init__(self) -> None:
        self._trusted = httpx.create_ssl_context()
        self._direct = httpx.AsyncHTTPTransport(verify=self._trusted)
        self._proxied: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        proxy = proxy_of(request.url.scheme, request.url.host)
        if proxy is None:
            return await self._direct.handle_async_request(request)
        transport = self._through(proxy)
        try:
            return await transport.handle_async_request(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            raise ProxyFailed(f"through the proxy {without_credentials(proxy)}: {_reason(error)}") from error

    def _through(self, proxy: str) -> httpx.AsyncHTTPTransport:
        if proxy not in self._proxied:
            try:
                self._proxied[proxy] = httpx.AsyncHTTPTransport(verify=self._trusted, proxy=proxy)
            except (httpx.InvalidURL, ValueError, ImportError) as error:
                problem = f"the proxy {without_credentials(proxy)} of the environment cannot be used"
                kinds = "it must be http://, https:// or socks5://"
                raise ProxyFailed(f"{problem}: {kinds}") from error
        return self._proxied[proxy]

    async def aclose(self) -> None:
        for transport in (self._direct, *self._proxied.values()):
            await transport.aclose()


def _reason(error: httpx.TransportError) -> str:
    """Why nothing came through, without the words that the proxy sent."""
    if isinstance(error, httpx.ConnectTimeout):
        return "no connection in time"
    status = _STATUS.match(str(error)) if isinstance(error, httpx.ProxyError) else None
    return f"it refused with status {status.group()}" if status else "no connection"
