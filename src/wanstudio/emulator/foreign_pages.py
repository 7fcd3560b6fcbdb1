"""Detects requests that a web page of another origin sends to the emulator's control paths."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from wanstudio.wire.call import Call


def is_foreign(call: Call) -> bool:
    """Whether a web page of another origin sent this, or one whose name was made to lead here (DNS rebinding).

    Names are only looked at where the emulator listens on this machine alone: elsewhere a test reaches it by
    whatever name its container has.
    """
    host = call.header(b"host")
    origin = call.header(b"origin", None)
    if call.header(b"sec-fetch-site") in ("cross-site", "same-site"):
        return True
    if origin is not None and urlsplit(origin).netloc != host:
        return True
    return _is_loopback(call.desk.settings.host) and not _is_loopback_name(host)


def _is_loopback_name(host: str) -> bool:
    name = (urlsplit(f"//{host}").hostname or "").removesuffix(".")
    return not host or name == "localhost" or name.endswith(".localhost") or _is_address(name)


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
