"""API keys of the account: made once and shown once, named, revoked; and what the account may send."""

from wanstudio.accounts.api_keys import issue_key, list_keys, revoke_key
from wanstudio.accounts.console_key import PREFIX
from wanstudio.catalog.offers import CALL_LIMITS, offers_in
from wanstudio.console.addresses import go_to
from wanstudio.console.page import show
from wanstudio.console.visit import Visit
from wanstudio.errors import NothingHere
from wanstudio.wire.door import Answer

_LONGEST_NAME = 64


async def show_keys(visit: Visit) -> Answer:
    """The list, and a form for another one."""
    return await _page(visit, secret=None)


async def make_key(visit: Visit) -> Answer:
    """Make a key and show its secret, this once. The page is not kept by any cache."""
    name = visit.form.get("name", "").strip()[:_LONGEST_NAME] or "unnamed"
    session = visit.session
    key = await issue_key(visit.desk.database, session.account, session.region, name)
    return await _page(visit, secret=key.secret)


async def revoke(visit: Visit) -> Answer:
    """Revoke a key of the account; the console's own cannot be."""
    key_id = visit.call.path_part("key_id")
    if key_id.startswith(PREFIX) or not await revoke_key(
        visit.desk.database, key_id, visit.session.account_id
    ):
        raise NothingHere
    return go_to(visit.desk.settings, "/keys")


async def _page(visit: Visit, secret: str | None) -> Answer:
    desk, session = visit.desk, visit.session
    keys = [key for key in await list_keys(desk.database, session.account_id) if key.region == session.region]
    facts = {
        "keys": sorted(keys, key=lambda key: (key.revoked_at is not None, -key.created_at)),
        "own": PREFIX,
        "secret": secret,
        "offers": offers_in(session.region, desk.settings.profile),
        "calls": CALL_LIMITS[desk.settings.profile],
        "base": visit.call.base_url,
        "now": desk.database.now_ms(),
    }
    return show(visit, "keys.html", facts)
