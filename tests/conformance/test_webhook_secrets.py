"""Who has a copy of the store cannot sign: secrets lie in it encrypted, with keys that change and may be missing."""

import asyncio
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest
from structlog.testing import capture_logs
from tests.conformance.webhook_house import KEYS, deliver_all, end_one, line_of

from wanstudio.errors import SettingsInvalid, WebhookKeysMissing, WebhookSecretLocked
from wanstudio.notification import send_test
from wanstudio.settings import Settings
from wanstudio.webhooks.hooks import encrypt_secrets, set_hook
from wanstudio.webhooks.secret_keys import FILE, SecretKeys
from wanstudio.webhooks.signing import new_secret, sign


def with_keys(desk, *keys):
    return replace(desk, settings=replace(desk.settings, webhook_secret_keys=",".join(keys) or None))


async def stored(desk, caller):
    row = await desk.database.read(lambda tx: tx.row("webhooks/find", key_id=caller.key_id))
    return row["secret"], row["encryption_key_id"]


async def store_in_the_clear(desk, caller, url):
    """A webhook as the release before stored it."""
    secret = new_secret()
    values = {"key_id": caller.key_id, "url": url, "secret": secret, "encryption_key_id": None}
    await desk.database.write(lambda tx: tx.row("webhooks/set", **values))
    return secret


def is_signed_with(secret, told):
    expected = sign(secret, told.id, int(told.headers["webhook-timestamp"]), told.body)
    return told.headers["webhook-signature"] == expected


def read_files(folder):
    with suppress(FileNotFoundError):
        return b"".join(file.read_bytes() for file in folder.glob("store.sqlite3*"))
    return b""


async def test_a_secret_is_not_in_the_store_and_signs_all_the_same(house, receiver, tmp_path):
    desk = await house.at()
    caller = await house.new_caller(desk)
    hook = await set_hook(desk.database, desk.settings, caller.key_id, receiver.url)
    text, encryption_key_id = await stored(desk, caller)
    assert hook.secret not in text
    assert encryption_key_id
    assert hook.secret.encode() not in read_files(tmp_path)
    await end_one(desk, caller)
    await deliver_all(desk)
    (told,) = receiver.received
    assert is_signed_with(hook.secret, told)


async def test_secrets_in_the_clear_are_encrypted_by_servers_that_start_at_once(house, receiver, tmp_path):
    desks = [await house.at() for _ in range(3)]
    callers = [await house.new_caller(desks[0]) for _ in range(4)]
    secrets = [await store_in_the_clear(desks[0], caller, receiver.url) for caller in callers]
    done = await asyncio.gather(*(encrypt_secrets(desk.database, desk.settings) for desk in desks))
    assert sum(done) == 4
    for desk in desks[1:]:
        await desk.database.close()
        house.opened.remove(desk.database)
    for caller, secret in zip(callers, secrets, strict=True):
        assert secret.encode() not in read_files(tmp_path)
        text, encryption_key_id = await stored(desks[0], caller)
        assert secret not in text
        assert encryption_key_id
        await end_one(desks[0], caller)
    await deliver_all(desks[0])
    assert all(any(is_signed_with(secret, told) for told in receiver.received) for secret in secrets)


async def test_keys_are_changed_without_changing_secrets(house, receiver):
    desk = with_keys(await house.at(), KEYS[0])
    caller = await house.new_caller(desk)
    hook = await set_hook(desk.database, desk.settings, caller.key_id, receiver.url)
    _, before = await stored(desk, caller)
    changed = with_keys(desk, KEYS[1], KEYS[0])
    assert await encrypt_secrets(changed.database, changed.settings) == 1
    assert await encrypt_secrets(changed.database, changed.settings) == 0
    _, after = await stored(desk, caller)
    assert after != before
    await end_one(desk, caller)
    await deliver_all(with_keys(desk, KEYS[1]))
    assert is_signed_with(hook.secret, receiver.received[0])


async def test_without_the_key_what_is_to_be_told_waits(house, receiver):
    desk = with_keys(await house.at(), KEYS[0])
    caller = await house.new_caller(desk)
    hook = await set_hook(desk.database, desk.settings, caller.key_id, receiver.url)
    _, encryption_key_id = await stored(desk, caller)
    other = with_keys(desk, KEYS[1])
    with capture_logs() as logs:
        assert await encrypt_secrets(other.database, other.settings) == 0
        await end_one(desk, caller)
        await deliver_all(other)
    assert receiver.received == []
    line = await line_of(desk, caller)
    assert (line.waiting, line.given_up, line.last_tried_at) == (1, 0, None)
    told = [line for line in logs if line["event"] == "webhook_secret_locked"]
    assert told
    assert all(encryption_key_id in line["error"] and "webhook_secret_keys" in line["error"] for line in told)
    with pytest.raises(WebhookSecretLocked, match=encryption_key_id):
        await send_test(other.database, other.settings, caller.key_id)
    await deliver_all(with_keys(desk, KEYS[2], KEYS[0]))
    assert is_signed_with(hook.secret, receiver.received[0])


async def test_a_secret_of_another_row_is_not_taken_for_its_own(house, receiver):
    desk = await house.at()
    caller, other = await house.new_caller(desk, receiver.url), await house.new_caller(desk, receiver.url)
    text, encryption_key_id = await stored(desk, other)
    values = {
        "key_id": caller.key_id,
        "url": receiver.url,
        "secret": text,
        "encryption_key_id": encryption_key_id,
    }
    await desk.database.write(lambda tx: tx.row("webhooks/set", **values))
    with pytest.raises(WebhookSecretLocked):
        await send_test(desk.database, desk.settings, caller.key_id)


async def test_without_the_setting(house, receiver, tmp_path):
    desk = with_keys(await house.at())
    caller = await house.new_caller(desk)
    if desk.database.dialect == "postgres":
        with pytest.raises(WebhookKeysMissing, match="webhook_secret_keys"):
            await set_hook(desk.database, desk.settings, caller.key_id, receiver.url)
        secret = await store_in_the_clear(desk, caller, receiver.url)
        with capture_logs() as logs:
            assert await encrypt_secrets(desk.database, desk.settings) == 0
        assert logs[0]["event"] == "webhook_secrets_in_the_clear"
        await end_one(desk, caller)
        await deliver_all(desk)
        assert is_signed_with(secret, receiver.received[0])
        return
    hook = await set_hook(desk.database, desk.settings, caller.key_id, receiver.url)
    file = tmp_path / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    # An operator who moves on to the setting keeps the file until the next start.
    moved = with_keys(desk, KEYS[0])
    assert await encrypt_secrets(moved.database, moved.settings) == 1
    file.unlink()
    await end_one(desk, caller)
    await deliver_all(moved)
    assert is_signed_with(hook.secret, receiver.received[0])


def test_of_processes_that_make_the_file_at_once_one_wins(tmp_path):
    def newest(_):
        return SecretKeys(Settings(data=tmp_path), shared=False).newest_id

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(newest, range(8)))) == 1
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("keys", ["short", "c2hvcnQ=", KEYS[0] + ",***", "=" * 44])
def test_keys_that_are_none_are_told_without_being_quoted(tmp_path, keys):
    with pytest.raises(SettingsInvalid, match=r"webhook_secret_keys: key [12] is not 32 bytes") as told:
        SecretKeys(Settings(data=tmp_path, webhook_secret_keys=keys), shared=True)
    assert keys not in str(told.value)
