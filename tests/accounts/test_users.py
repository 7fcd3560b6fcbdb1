"""Users, sessions and the console's key, on both stores."""

import pytest

from wanstudio.accounts.api_keys import issue_key, list_keys, revoke_key
from wanstudio.accounts.billing import charged_for
from wanstudio.accounts.console_key import open_console_key
from wanstudio.accounts.directory import find_account_called
from wanstudio.accounts.passwords import fits, hash_password
from wanstudio.accounts.sessions import (
    close_session,
    find_session,
    open_session,
    turn_session,
)
from wanstudio.accounts.sign_in_rate import admit_try
from wanstudio.accounts.users import (
    add_first_user,
    add_user,
    find_login,
    find_setup_code,
    list_users,
    remove_user,
    set_password,
)
from wanstudio.errors import (
    PasswordTooShort,
    SetupCodeRefused,
    SignInTooOften,
    UserNameInvalid,
    UserNameTaken,
)

WEEK_MS = 7 * 86_400_000


async def _signed_in(database, name="ada", lifetime_ms=WEEK_MS):
    await add_user(database, name, "kept", "user", "ada's")
    user, _ = await find_login(database, name)
    token = await open_session(database, user, "here", "singapore", lifetime_ms)
    return token, await find_session(database, token)


def test_a_password_is_kept_as_a_hash_that_only_it_fits():
    kept = hash_password("four words in a row")
    assert kept.startswith("$argon2id$")
    assert fits("four words in a row", kept)
    assert not fits("four words in a rov", kept)
    assert not fits("four words in a row", None)
    assert not fits("anything", "no hash at all")
    with pytest.raises(PasswordTooShort):
        hash_password("too short")


async def test_the_first_user_needs_the_code_and_there_is_one_only(database):
    code = await find_setup_code(database)
    assert code == await find_setup_code(database)
    for guess in ("guessed", "", "\u00e9\u96ea", "\x00"):
        with pytest.raises(SetupCodeRefused):
            await add_first_user(database, "eve", "kept", guess, "default")
    await add_first_user(database, "ada", "kept", code, "default")
    assert await find_setup_code(database) is None
    with pytest.raises(SetupCodeRefused):
        await add_first_user(database, "eve", "kept", code, "default")
    assert [(user.name, user.role) for user in await list_users(database)] == [("ada", "admin")]


async def test_names_are_there_once_and_can_be_shown(database):
    await add_user(database, " ada ", "kept", "user", "first")
    with pytest.raises(UserNameTaken):
        await add_user(database, "ada", "kept", "user", "second")
    for name in ("", " ", "a\nb", "x" * 65):
        with pytest.raises(UserNameInvalid):
            await add_user(database, name, "kept", "user", "first")
    assert await find_account_called(database, "second") is None


async def test_a_session_lasts_as_long_as_it_was_given_and_ends_when_closed(database):
    token, session = await _signed_in(database)
    assert (session.name, session.account, session.region) == ("ada", "ada's", "singapore")
    assert not session.is_admin
    assert await find_session(database, "guessed") is None
    await close_session(database, session)
    assert await find_session(database, token) is None
    user, _ = await find_login(database, "ada")
    ended = await open_session(database, user, "here", "singapore", -1)
    assert await find_session(database, ended) is None


async def test_a_new_password_and_a_removal_end_sessions(database):
    token, _ = await _signed_in(database)
    assert await set_password(database, "ada", "another")
    assert await find_session(database, token) is None
    assert not await set_password(database, "nobody", "another")
    user, kept = await find_login(database, "ada")
    assert kept == "another"
    token = await open_session(database, user, "here", "singapore", WEEK_MS)
    assert await remove_user(database, "ada")
    assert await find_session(database, token) is None
    assert not await remove_user(database, "ada")


async def test_a_session_looks_at_another_account_if_there_is_one(database):
    token, session = await _signed_in(database)
    await issue_key(database, "other", "beijing", "a key")
    other = await find_account_called(database, "other")
    assert await turn_session(database, session, other.account_id, "beijing")
    turned = await find_session(database, token)
    assert (turned.account, turned.region) == ("other", "beijing")
    assert not await turn_session(database, session, "nowhere", "beijing")


async def _tries_until_throttled(database, addresses, name=None, *, most=12) -> int:
    for number, address in enumerate(addresses[:most]):
        try:
            await admit_try(database, address, name)
        except SignInTooOften as refused:
            assert 1 <= refused.retry_after <= 15
            return number
    return len(addresses[:most])


async def test_tries_from_one_address_are_slowed_down(database):
    assert await _tries_until_throttled(database, ["10.1.1.1"] * 12) == 5
    assert await _tries_until_throttled(database, ["10.1.1.2"]) == 1


async def test_an_own_sign_in_forgives_the_address_nothing_but_its_own_try(database):
    await add_user(database, "mallory", "kept", "user", "first")
    mallory, _ = await find_login(database, "mallory")

    async def sign_in_properly():
        await admit_try(database, "10.1.1.1", "mallory")
        await open_session(database, mallory, "10.1.1.1", "singapore", WEEK_MS)

    for _ in range(12):
        await sign_in_properly()
    for _ in range(4):
        await admit_try(database, "10.1.1.1", "ada")
    await sign_in_properly()
    await admit_try(database, "10.1.1.1", "ada")
    with pytest.raises(SignInTooOften):
        await admit_try(database, "10.1.1.1", "ada")


async def test_a_sign_in_forgives_the_tries_at_its_own_name(database):
    await add_user(database, "ada", "kept", "user", "first")
    ada, _ = await find_login(database, "ada")
    for number in range(19):
        await admit_try(database, f"10.2.0.{number}", "ada")
    await admit_try(database, "10.3.0.1", "ada")
    await open_session(database, ada, "10.3.0.1", "singapore", WEEK_MS)
    await admit_try(database, "10.3.0.2", "ada")


@pytest.mark.parametrize(
    "addresses",
    [
        [f"2001:db8:1:2:{number:x}::1" for number in range(12)],
        ["10.1.1.1", "::ffff:10.1.1.1", "::ffff:a01:101"] * 4,
        ["fe80::1%eth0", "fe80::2%eth1", "FE80:0::3"] * 4,
    ],
    ids=["one /64", "IPv4 in IPv6", "zones"],
)
async def test_addresses_of_one_holder_are_counted_together(database, addresses):
    assert await _tries_until_throttled(database, addresses) == 5


async def test_addresses_of_other_networks_are_counted_apart(database):
    other = [f"2001:db8:1:{number:x}::1" for number in range(12)]
    assert await _tries_until_throttled(database, other) == 12


async def test_one_name_cannot_be_tried_from_everywhere(database):
    for number in range(20):
        await admit_try(database, f"10.2.0.{number}", "ada")
    with pytest.raises(SignInTooOften):
        await admit_try(database, "10.2.1.1", "ada")


async def test_the_console_has_one_key_an_account_and_region(database):
    _, session = await _signed_in(database)
    first, again = await open_console_key(database, session), await open_console_key(database, session)
    assert first == again
    keys = await list_keys(database, session.account_id)
    assert [(key.key_id, key.name) for key in keys] == [(first.key_id, "console")]


async def test_keys_are_listed_and_revoked_by_account(database):
    _, session = await _signed_in(database)
    theirs = await issue_key(database, "other", "singapore", "theirs")
    assert not await revoke_key(database, theirs.key_id, session.account_id)
    assert [key.revoked_at for key in await list_keys(database)] == [None]
    assert await list_keys(database, session.account_id) == []
    assert await charged_for(database, "no task") is None
