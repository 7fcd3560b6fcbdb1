"""What a page's form sent, and that it was sent from a page of ours."""

import secrets
from urllib.parse import parse_qsl, urlsplit

from wanstudio.errors import BodyTooLarge, FormExpired, FormTooLarge
from wanstudio.wire.call import Call

Form = dict[str, str]
MOST_BYTES = 65_536
MOST_GUEST_BYTES = 8192
"""Limit of a form that needs no session: a name, a password, a redirect target."""
_MOST_FIELDS = 100


async def read_form(call: Call, most_bytes: int = MOST_BYTES) -> Form:
    """The fields of a form; of several with one name the last counts. Raises FormTooLarge."""
    try:
        raw = await call.body(most_bytes)
        pairs = parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except (BodyTooLarge, ValueError):
        raise FormTooLarge from None
    return {name: value.replace("\x00", "").replace("\r\n", "\n") for name, value in pairs}


def check_origin(call: Call) -> None:
    """Refuse a form that another site sent: FormExpired."""
    site = call.header(b"sec-fetch-site")
    if site and site not in ("same-origin", "none"):
        raise FormExpired
    origin = call.header(b"origin")
    if origin and urlsplit(origin).netloc not in (urlsplit(call.base_url).netloc, call.header(b"host")):
        raise FormExpired


def check_token(form: Form, call: Call, csrf: str) -> None:
    """Refuse a form without its session's token: FormExpired."""
    sent = call.header(b"x-csrf-token") or form.get("csrf", "")
    if not secrets.compare_digest(sent.encode(), csrf.encode()):
        raise FormExpired
