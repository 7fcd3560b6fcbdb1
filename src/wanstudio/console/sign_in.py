"""Setting the first password, signing in and out, and what a browser or a session looks at."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar
from urllib.parse import quote, urlsplit

from wanstudio.accounts.passwords import fits, hash_password
from wanstudio.accounts.sessions import close_session, open_session, turn_session
from wanstudio.accounts.sign_in_rate import admit_try
from wanstudio.accounts.users import User, add_first_user, check_setup_code, find_login, find_setup_code
from wanstudio.catalog.regions import find_region
from wanstudio.console.addresses import go_to
from wanstudio.console.languages import LANGUAGES
from wanstudio.console.looks import THEMES, set_cookie
from wanstudio.console.page import show
from wanstudio.console.visit import Guest, Visit, lifetime_ms, recognise, session_cookie
from wanstudio.errors import ServiceError, SignInRefused, SignInTooOften
from wanstudio.telemetry.audit import audit
from wanstudio.wire.door import Answer, Reply

T = TypeVar("T")
# Hashing takes 64 MiB each: a flood of tries must not take all the memory.
_hashing = ThreadPoolExecutor(2, "password")


async def show_sign_in(guest: Guest) -> Answer:
    """The form; somebody who is signed in is sent on."""
    if await recognise(guest.call) is not None:
        return go_to(guest.desk.settings, _inside(guest.call.query().get("next", "/")))
    fresh = await find_setup_code(guest.desk.database) is not None
    return show(
        guest, "sign_in.html", {"next": guest.call.query().get("next", "/"), "fresh": fresh, "name": ""}
    )


async def sign_in(guest: Guest) -> Answer:
    """Take name and password."""
    name, after = guest.form.get("name", "").strip(), guest.form.get("next", "/")
    try:
        user = await _check(guest, name, guest.form.get("password", ""))
    except ServiceError as error:
        return show(
            guest,
            "sign_in.html",
            {"next": after, "fresh": False, "name": name, "again": f"/sign-in?next={quote(after)}"},
            error=error,
        )
    return await _enter(guest, user, _inside(after))


async def show_setup(guest: Guest) -> Answer:
    """The form in which the holder of the setup link chooses the first password."""
    if await find_setup_code(guest.desk.database) is None:
        return go_to(guest.desk.settings, "/sign-in")
    return show(guest, "setup.html", {"code": guest.call.query().get("code", ""), "name": "admin"})


async def set_up(guest: Guest) -> Answer:
    """Make the first administrator and sign them in."""
    form, database = guest.form, guest.desk.database
    name, code = form.get("name", ""), form.get("code", "")
    try:
        await _admit(guest, None)
        # Before the password is hashed, which is what a try costs.
        await check_setup_code(database, code)
        kept = await in_thread(partial(hash_password, form.get("password", "")))
        await add_first_user(database, name, kept, code, "default")
    except ServiceError as error:
        audit("setup_refused", who="nobody", address=guest.call.client, code=error.code)
        return show(
            guest,
            "setup.html",
            {"code": code, "name": name, "again": f"/setup?code={quote(code)}"},
            error=error,
        )
    found = await find_login(database, name)
    assert found is not None
    audit("user_added", who="setup code", address=guest.call.client, user=found[0].name, role="admin")
    return await _enter(guest, found[0], "/")


async def sign_out(visit: Visit) -> Answer:
    """End this session."""
    await close_session(visit.desk.database, visit.session)
    audit("signed_out", who=visit.session.name, address=visit.call.client)
    return go_to(visit.desk.settings, "/sign-in", set_cookie(visit.call, session_cookie(visit.call), "", 0))


async def change_looks(guest: Guest) -> Answer:
    """Keep the language or theme that was chosen, and show the page again."""
    form = guest.form
    kept = [
        set_cookie(guest.call, f"wanstudio_{name}", form[name])
        for name, allowed in (("language", LANGUAGES), ("theme", THEMES))
        if form.get(name) in allowed
    ]
    return go_to(guest.desk.settings, _inside(form.get("next", "/")), *kept)


async def change_view(visit: Visit) -> Answer:
    """Look at another region, or as an administrator at another account."""
    form, session = visit.form, visit.session
    account = form.get("account", session.account_id) if session.is_admin else session.account_id
    region = form.get("region", session.region)
    if find_region(region) is not None:
        await turn_session(visit.desk.database, session, account, region)
    return go_to(visit.desk.settings, _inside(form.get("next", "/")))


async def _check(guest: Guest, name: str, password: str) -> User:
    """Who this is; raises SignInRefused and SignInTooOften."""
    found = await find_login(guest.desk.database, name)
    # What was typed for a name may be a password.
    who, address = found[0].name if found else "no such user", guest.call.client
    try:
        await _admit(guest, found[0].name if found else None)
    except SignInTooOften:
        audit("sign_in_throttled", who=who, address=address)
        raise
    right = await in_thread(partial(fits, password, found[1] if found else None))
    if found is None or not right:
        audit("sign_in_refused", who=who, address=address)
        raise SignInRefused
    return found[0]


async def in_thread(work: Callable[[], T]) -> T:
    """What hashes a password, at most two at a time."""
    return await asyncio.get_running_loop().run_in_executor(_hashing, work)


async def _admit(guest: Guest, name: str | None) -> None:
    await admit_try(guest.desk.database, guest.call.client, name)


async def _enter(guest: Guest, user: User, after: str) -> Reply:
    lifetime = lifetime_ms(guest.desk)
    audit("signed_in", who=user.name, address=guest.call.client)
    token = await open_session(guest.desk.database, user, guest.call.client, guest.call.region, lifetime)
    return go_to(
        guest.desk.settings,
        after,
        set_cookie(guest.call, session_cookie(guest.call), token, lifetime // 1000),
    )


def _inside(address: str) -> str:
    """A path of this site, whatever a link asked for."""
    parts = urlsplit(address)
    inside = (
        not parts.scheme and not parts.netloc and address.startswith("/") and address[:2] not in ("//", "/\\")
    )
    return address if inside and address.isprintable() else "/"
