"""Where the console lies on its host: at the root, or under the path of `public_url`, which a proxy strips."""

from urllib.parse import quote, urlsplit

from wanstudio.settings import Settings
from wanstudio.wire.door import Header, Reply

_IN_A_PATH = "/%:@!$&'()*+="
"""Letters of a path that also a cookie's `Path` can have."""


def root_of(settings: Settings) -> str:
    """What every address of the console begins with; empty, or a path without a slash at its end."""
    path = urlsplit(settings.public_url or "").path
    return quote(path.rstrip("/"), safe=_IN_A_PATH)


def go_to(settings: Settings, address: str, *headers: Header) -> Reply:
    """Send the browser to another page of ours, with a GET; `address` is as the routes have it."""
    location = (root_of(settings) + address).encode()
    return Reply(b"", 303, media=b"text/plain", headers=((b"location", location), *headers))
