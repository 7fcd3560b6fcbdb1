"""Which addresses may be told anything: a hook must not reach what only this network can reach."""

import asyncio
import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx

from wanstudio.errors import WebhookRefused
from wanstudio.settings.urls import WEBHOOK, find_url_fault

Address = IPv4Address | IPv6Address

_LONGEST_URL = 2048
_HOST = re.compile(r"[\w.:-]+", re.ASCII)
# By our own list: Python's changes with its version.
_SPECIAL = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
    ).split()
)
# Everything else of IPv6 is reserved, local, or another network's address in disguise; so are some parts of this.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_SPECIAL_UNICAST = tuple(
    IPv6Network(network) for network in "2001::/23 2001:db8::/32 2002::/16 3fff::/20".split()
)
_TRANSLATED = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Place:
    """A URL that is one, with the host and port that it names."""

    url: httpx.URL
    host: str
    port: int

    def at(self, address: Address) -> httpx.URL:
        """The URL with this address instead of the host's name."""
        return self.url.copy_with(host=str(address))


class Unreachable(Exception):
    """The host of a hook has no address that may be used; the text says why."""


def read_url(text: str) -> Place:
    """The place that a URL names; raises WebhookRefused if it is not one that can be told anything."""
    if len(text) > _LONGEST_URL:
        raise WebhookRefused(problem=f"it may have {_LONGEST_URL} characters")
    if fault := find_url_fault(text, WEBHOOK):
        raise WebhookRefused(problem=f"{fault}; write it as {WEBHOOK.example}")
    try:
        url = httpx.URL(text)
        host = url.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError) as error:
        raise WebhookRefused(problem=f"it is no URL: {error}") from error
    if not _HOST.fullmatch(host):
        raise WebhookRefused(problem="it names no host")
    return Place(url, host, url.port or {"http": 80, "https": 443}[url.scheme])


async def resolve(place: Place, *, private: bool) -> list[Address]:
    """The addresses of a host, each looked at; raises Unreachable.

    One address that is not public refuses the host, unless `private` ones are allowed.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"the name {place.host} has no address") from error
    # A scope (`fe80::1%eth0`) is for this network only, so it never passes.
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for address in addresses:
        if not private and not is_public(address):
            raise Unreachable(f"{address} is not a public address; webhook_private_addresses is off")
    return list(dict.fromkeys(addresses))


def is_public(address: Address) -> bool:
    """Whether an address is one of the internet's: not of this machine, network, provider or test bench."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _TRANSLATED:
        return is_public(IPv4Address(address.packed[-4:]))
    return address in _GLOBAL_UNICAST and not any(address in network for network in _SPECIAL_UNICAST)
