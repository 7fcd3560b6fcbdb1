"""An account has so many keys and no more, and a key so many temporary ones."""

import asyncio

import pytest

from wanstudio.accounts import api_keys
from wanstudio.accounts.api_keys import find_caller, issue_key, issue_token, list_keys, revoke_key
from wanstudio.errors import KeyLimitReached, RateQuotaExceeded


async def test_an_account_has_a_hundred_valid_keys_and_no_more(database):
    keys = [await issue_key(database, "acme", "singapore", f"key {number}") for number in range(100)]
    with pytest.raises(KeyLimitReached) as refused:
        await issue_key(database, "acme", "beijing", "one too many")
    assert "100" in refused.value.message
    await issue_key(database, "other", "singapore", "another account's")
    assert await revoke_key(database, keys[0].key_id)
    await issue_key(database, "acme", "singapore", "in its place")
    with pytest.raises(KeyLimitReached):
        await issue_key(database, "acme", "singapore", "one too many")


async def test_keys_that_are_made_at_once_are_counted_too(database, monkeypatch):
    monkeypatch.setattr(api_keys, "MOST_KEYS", 10)
    made = await asyncio.gather(
        *(issue_key(database, "acme", "singapore", "racing") for _ in range(20)), return_exceptions=True
    )
    assert sum(isinstance(one, KeyLimitReached) for one in made) == 10
    assert len(await list_keys(database)) == 10


async def test_temporary_keys_are_bounded_for_each_key(database, monkeypatch):
    monkeypatch.setattr(api_keys, "MOST_TOKENS", 5)
    first = await issue_key(database, "acme", "singapore", "first")
    second = await issue_key(database, "acme", "singapore", "second")
    caller = await find_caller(database, first.secret, "singapore")
    for _ in range(5):
        await issue_token(database, caller, 60)
    with pytest.raises(RateQuotaExceeded) as refused:
        await issue_token(database, caller, 60)
    assert 1 <= refused.value.retry_after <= 60
    await issue_token(database, await find_caller(database, second.secret, "singapore"), 60)


async def test_temporary_keys_that_ended_do_not_count(database, monkeypatch):
    monkeypatch.setattr(api_keys, "MOST_TOKENS", 1)
    key = await issue_key(database, "acme", "singapore", "first")
    caller = await find_caller(database, key.secret, "singapore")
    await issue_token(database, caller, -1)
    await issue_token(database, caller, 60)
