"""Whose request this is: the key, and the region it must belong to."""

from wanstudio.accounts.api_keys import Caller, find_caller
from wanstudio.errors import MissingApiKey
from wanstudio.wire.call import Call


def bearer(header: str) -> str:
    """The key of an `Authorization` header. SDKs with an empty key send the scheme alone."""
    scheme, _, secret = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise MissingApiKey
    return secret.strip()


async def recognise(call: Call) -> Caller:
    """The caller. Comes before anything else is looked at."""
    desk = call.desk
    caller = await find_caller(desk.database, bearer(call.header(b"authorization")), call.region)
    call.mark_known()
    desk.key_uses[caller.key_id] = desk.database.now_ms()
    return caller
