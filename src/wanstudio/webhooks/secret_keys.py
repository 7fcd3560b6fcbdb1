"""The keys that webhook secrets are encrypted with in the store: kept outside it, so that a copy of it signs nothing.

They come from the setting `webhook_secret_keys`, the newest first, or, where one machine has the store to itself,
from a file of the data folder that is made when it is first needed.
"""

import base64
import binascii
import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wanstudio.errors import SettingsInvalid, WebhookKeysMissing, WebhookSecretLocked
from wanstudio.settings import Settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FILE = "webhook-secrets.key"
_KEY_BYTES = 32
_NONCE_BYTES = 12


class SecretKeys:
    """Encrypts with the newest key, decrypts with any. `shared`: other machines use the same store."""

    def __init__(self, settings: Settings, *, shared: bool) -> None:
        """Read the setting; raises SettingsInvalid. The file is read when it is needed."""
        self._file = settings.data / FILE
        self._shared = shared
        self._keys = _read_keys("webhook_secret_keys", (settings.webhook_secret_keys or "").split(","))

    @property
    def newest_id(self) -> str:
        """The id of the key that secrets are encrypted with from now on; makes the file if there is none.

        Raises WebhookKeysMissing where other machines could not read that file.
        """
        if not self._keys and self._shared:
            raise WebhookKeysMissing
        if not self._keys:
            if not self._file.exists():
                _make_file(self._file)
            self._keys = _read_file(self._file)
        return next(iter(self._keys))

    def encrypt(self, key_id: str, secret: str) -> tuple[str, str]:
        """The secret of an API key's webhook, unreadable, and the id of the key that reads it."""
        newest = self.newest_id
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + _cipher(self._keys[newest]).encrypt(nonce, secret.encode(), key_id.encode())
        return base64.b64encode(sealed).decode(), newest

    def decrypt(self, key_id: str, stored: str, encryption_key_id: str | None) -> str:
        """The secret itself; what was stored before secrets were encrypted has no id of a key.

        Raises WebhookSecretLocked.
        """
        if encryption_key_id is None:
            return stored
        if encryption_key_id not in self._keys and self._file.exists():
            self._keys |= _read_file(self._file)
        key = self._keys.get(encryption_key_id)
        if key is None:
            raise WebhookSecretLocked(key_id=key_id, encryption_key_id=encryption_key_id)
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 (only who has webhooks loads it)

        try:
            sealed = base64.b64decode(stored)
            plain: bytes = _cipher(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], key_id.encode())
        except (InvalidTag, ValueError) as error:
            raise WebhookSecretLocked(key_id=key_id, encryption_key_id=encryption_key_id) from error
        return plain.decode()


def _read_file(file: Path) -> dict[str, bytes]:
    keys = _read_keys(str(file), file.read_text(encoding="ascii", errors="replace").split())
    if not keys:
        raise SettingsInvalid(problem=f"{file} holds no key; put it back from a backup, or remove it")
    return keys


def _read_keys(place: str, texts: list[str]) -> dict[str, bytes]:
    """Keys by their ids, in the order given; raises SettingsInvalid, which quotes none of them."""
    keys = {}
    for number, text in enumerate(filter(None, map(str.strip, texts)), 1):
        try:
            key = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != _KEY_BYTES:
            raise SettingsInvalid(
                problem=f"{place}: key {number} is not {_KEY_BYTES} bytes in base64; `openssl rand -base64 32` makes one"
            )
        keys[hashlib.sha256(b"wanstudio webhook secrets " + key).hexdigest()[:12]] = key
    return keys


def _make_file(file: Path) -> None:
    """Make a key for the owner alone. Of several processes that do so at once one wins; the file is never half."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(base64.b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
            opened.flush()
            os.fsync(opened.fileno())
        with suppress(FileExistsError):
            os.link(partial, file)
    finally:
        partial.unlink()


def _cipher(key: bytes) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 (only who has webhooks loads it)

    return AESGCM(key)
