"""Who may sign in, and which account an administrator looks at. Administrators only."""

from functools import partial

from wanstudio.accounts.directory import LONGEST_SEARCH, search_accounts
from wanstudio.accounts.passwords import hash_password
from wanstudio.accounts.sessions import turn_session
from wanstudio.accounts.users import Role, add_user, remove_user, search_users
from wanstudio.console.addresses import go_to
from wanstudio.console.page import show
from wanstudio.console.sign_in import in_thread
from wanstudio.console.visit import Visit
from wanstudio.errors import NothingHere, ServiceError, UserRemovesSelf
from wanstudio.telemetry.audit import audit
from wanstudio.wire.door import Answer

_SHOWN = 50
"""Users and accounts in each list; the search finds the others."""


async def show_users(visit: Visit) -> Answer:
    """`GET /users?find=`: users and accounts, those with this text in a name or id."""
    return await _page(visit)


async def new_user(visit: Visit) -> Answer:
    """Let somebody sign in."""
    form = visit.form
    role: Role = "admin" if form.get("role") == "admin" else "user"
    account = form.get("account", "").strip() or "default"
    try:
        kept = await in_thread(partial(hash_password, form.get("password", "")))
        await add_user(visit.desk.database, form.get("name", ""), kept, role, account)
    except ServiceError as error:
        return await _page(visit, error)
    user = form.get("name", "").strip()
    audit(
        "user_added", who=visit.session.name, address=visit.call.client, user=user, role=role, account=account
    )
    return go_to(visit.desk.settings, "/users")


async def drop_user(visit: Visit) -> Answer:
    """Let somebody in no more; nobody can remove themselves and leave the console without an administrator."""
    name = visit.form.get("name", "")
    if name == visit.session.name:
        return await _page(visit, UserRemovesSelf())
    if not await remove_user(visit.desk.database, name):
        raise NothingHere
    audit("user_removed", who=visit.session.name, address=visit.call.client, user=name)
    return go_to(visit.desk.settings, "/users")


async def look_at(visit: Visit) -> Answer:
    """Look at another account from now on."""
    account_id = visit.form.get("account", "")
    if not await turn_session(visit.desk.database, visit.session, account_id, visit.session.region):
        raise NothingHere
    return go_to(visit.desk.settings, "/tasks")


async def _page(visit: Visit, error: ServiceError | None = None) -> Answer:
    database, text = visit.desk.database, visit.call.query().get("find", "").strip()
    facts = {
        "users": await search_users(database, text, _SHOWN),
        "accounts": await search_accounts(database, text, _SHOWN),
        "text": text[:LONGEST_SEARCH],
        "typed": visit.form if error else {},
    }
    return show(visit, "users.html", facts, error=error)
