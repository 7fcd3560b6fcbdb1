"""Temporary keys, for programs that must not hold a lasting one."""

from wanstudio.accounts.api_keys import issue_token
from wanstudio.api.task_list import page_number
from wanstudio.telemetry.audit import audit
from wanstudio.wire.auth import recognise
from wanstudio.wire.call import Call
from wanstudio.wire.door import Reply, success

DEFAULT_SECONDS = 60
MOST_SECONDS = 1800


async def make_token(call: Call) -> Reply:
    """A temporary key with the rights of the caller's own."""
    caller = await recognise(call)
    seconds = page_number(call.query(), "expire_in_seconds", DEFAULT_SECONDS, MOST_SECONDS)
    token = await issue_token(call.desk.database, caller, seconds)
    audit("token_created", who=caller.key_id, address=call.client, seconds=seconds)
    return success({"token": token.secret, "expires_at": token.expires_at, "request_id": call.request_id})
