"""Which proxy the environment wants for a host; this machine itself is always reached directly."""

from collections.abc import MutableMapping
from ipaddress import IPv6Address, ip_address

_LOOPBACK = "localhost,127.0.0.1,::1"
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")


def keep_loopback_direct(environment: MutableMapping[str, str]) -> None:
    """Tell the libraries that build clients of their own, for buckets and hubs, to reach this machine directly."""
    given = {name.lower(): value for name, value in environment.items()}
    excepted = given.get("no_proxy", "")
    if any(given.get(name) for name in _PROXIES) and excepted.strip() != "*":
        for name in ("NO_PROXY", "no_proxy"):
            environment[name] = ",".join(part for part in (excepted, _LOOPBACK) if part)


def proxy_of(scheme: str, host: str) -> str | None:
    """The proxy that the environment wants for this scheme and host, if any."""
    import urllib.request  # noqa: PLC0415 (the command line's help needs no HTTP)

    if is_this_machine(host) or urllib.request.proxy_bypass(host):
        return None
    proxies = urllib.request.getproxies()
    proxy = proxies.get(scheme) or proxies.get("all")
    if not proxy:
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def is_this_machine(host: str) -> bool:
    """Whether a host of a URL is a loopback address, or the name of one."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_loopback or address.is_unspecified


def without_credentials(proxy: str) -> str:
    """A proxy without the name and password that its URL may hold."""
    scheme, _, rest = proxy.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
