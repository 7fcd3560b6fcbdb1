"""Who may sign in, and which account an administrator looks at. Administrators only."""

from functools import partial

from wanstudio.accounts.passwords import hash_password
from wanstudio.accounts.sessions import turn_session
from wanstudio.accounts.users import Role, add_user, list_accounts, list_users, remove_user
from wanstudio.console.addresses import go_to
from wanstudio.console.page import show
from wanstudio.console.sign_in import in_thread
from wanstudio.console.visit import Visit
from wanstudio.errors import NothingHere, ServiceError, UserRemovesSelf
from wanstudio.telemetry.audit import audit
from wanstudio.wire.door import Answer


async def show_users(visit: Visit) -> Answer:
    """Users and accounts."""
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
    database = visit.desk.database
    facts = {
        "users": await list_users(database),
        "accounts": await list_accounts(database),
        "typed": visit.form if error else {},
    }
    return show(visit, "users.html", facts, error=error)
