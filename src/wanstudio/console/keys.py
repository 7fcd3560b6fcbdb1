"""API keys of the account: made once and shown once, named, revoked; and what the account may send."""

from wanstudio.accounts.api_keys import issue_key, newest_keys, revoke_key
from wanstudio.accounts.console_key import PREFIX
from wanstudio.console.addresses import go_to
from wanstudio.console.page import show
from wanstudio.console.visit import Visit
from wanstudio.errors import KeyLimitReached, NothingHere, ServiceError
from wanstudio.telemetry.audit import audit
from wanstudio.wire.door import Answer

_LONGEST_NAME = 64
_SHOWN = 150
"""More than an account may have that are valid; the revoked ones of years are not all shown."""


async def show_keys(visit: Visit) -> Answer:
    """The list, and a form for another one."""
    return await _page(visit, secret=None)


async def make_key(visit: Visit) -> Answer:
    """Make a key and show its secret, this once. The page is not kept by any cache."""
    name = visit.form.get("name", "").strip()[:_LONGEST_NAME] or "unnamed"
    session = visit.session
    try:
        key = await issue_key(visit.desk.database, session.account, session.region, name)
    except KeyLimitReached as error:
        return await _page(visit, secret=None, error=error)
    _audit("key_created", visit, key.key_id)
    return await _page(visit, secret=key.secret)


async def revoke(visit: Visit) -> Answer:
    """Revoke a key of the account; the console's own cannot be."""
    key_id = visit.call.path_part("key_id")
    # PostgreSQL takes no NUL in a text.
    if key_id.startswith(PREFIX) or "\x00" in key_id:
        raise NothingHere
    if not await revoke_key(visit.desk.database, key_id, visit.session.account_id):
        raise NothingHere
    _audit("key_revoked", visit, key_id)
    return go_to(visit.desk.settings, "/keys")


def _audit(action: str, visit: Visit, key_id: str) -> None:
    session = visit.session
    audit(action, who=session.name, address=visit.call.client, key_id=key_id, account=session.account)


async def _page(visit: Visit, secret: str | None, error: ServiceError | None = None) -> Answer:
    desk, session = visit.desk, visit.session
    keys, total = await newest_keys(desk.database, session.account_id, session.region, _SHOWN)
    facts = {
        "keys": keys,
        "more": total - len(keys),
        "own": PREFIX,
        "secret": secret,
        "typed": visit.form if error else {},
        "offers": desk.service.offers_in(session.region),
        "calls": desk.service.call_limits,
        "profile": desk.service.profile,
        "base": visit.call.base_url,
        "now": desk.database.now_ms(),
    }
    return show(visit, "keys.html", facts, error=error)
