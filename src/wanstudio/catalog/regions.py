"""The two regions: how the API names them, and which one a request came in on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

RegionName = Literal["singapore", "beijing"]
Currency = Literal["USD", "CNY"]


@dataclass(frozen=True, slots=True)
class Region:
    """One region with keys, offers and prices of its own."""

    name: RegionName
    api_id: str
    host: str
    currency: Currency


REGIONS: tuple[Region, ...] = (
    Region("singapore", "ap-southeast-1", "dashscope-intl.aliyuncs.com", "USD"),
    Region("beijing", "cn-beijing", "dashscope.aliyuncs.com", "CNY"),
)

_BY_NAME: dict[str, Region] = {region.name: region for region in REGIONS}
_BY_HOST: dict[str, str] = {region.host: region.name for region in REGIONS}
_WORKSPACE = ".maas.aliyuncs.com"


def find_region(name: str) -> Region | None:
    """The region with this name: `singapore` or `beijing`."""
    return _BY_NAME.get(name)


def api_id_of(name: str) -> str:
    """`singapore` as the API writes it: `ap-southeast-1`."""
    return _BY_NAME[name].api_id


def region_of(
    host_header: str, port: int | None, hosts: Mapping[str, str], ports: Mapping[int, str], default: str
) -> str:
    """The region a request came in on: by the operator's hosts, the service's own, the port, the default.

    A workspace of the service has a host of its own, `{workspace}.{region}.maas.aliyuncs.com`. `host_header` is `Host` as sent, with or without a port, in any case.
    """
    host = _without_port(host_header.strip().lower())
    named = hosts.get(host) or _BY_HOST.get(host) or _of_workspace(host)
    if named is not None:
        return named
    return default if port is None else ports.get(port, default)


def _of_workspace(host: str) -> str | None:
    workspace, _, api_id = host.removesuffix(_WORKSPACE).rpartition(".")
    if not (workspace and host.endswith(_WORKSPACE)):
        return None
    return next((region.name for region in REGIONS if region.api_id == api_id), None)


def _without_port(host: str) -> str:
    """`[::1]:8080` and `name:8080` without their port."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
