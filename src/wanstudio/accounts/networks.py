"""Groups IP addresses by their holder, for limits by address."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

_ONE_HOLDER = 64
"""Bits of an IPv6 address that one holder cannot choose; the others they can change with every request."""
_LONGEST = 64


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """An IPv4 address, also when written as IPv6, or the /64 of an IPv6 address; what is neither stays as it is."""
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:_LONGEST]
    if not isinstance(read, IPv6Address):
        return str(read)
    if read.ipv4_mapped is not None:
        return str(read.ipv4_mapped)
    return str(ip_network((read, _ONE_HOLDER), strict=False))
