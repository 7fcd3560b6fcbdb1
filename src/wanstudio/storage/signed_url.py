"""Links to pictures that need no key, cannot be forged, and end at a set time."""

import hmac
from base64 import urlsafe_b64encode
from typing import Literal
from urllib.parse import quote

Verdict = Literal["ok", "forged", "expired"]


class LinkSigner:
    """Signs and checks links with one secret that every API process of an installation shares."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 16:
            raise ValueError("the secret that signs links must have at least 16 bytes")
        self._secret = secret

    def link(self, base: str, key: str, expires: int) -> str:
        """The absolute link to `key` under `base`, good until `expires` (seconds since 1970)."""
        moment = str(expires)
        path = quote(key, safe="/")
        return f"{base.rstrip('/')}/images/{path}?Expires={moment}&Signature={self._sign(key, moment)}"

    def check(self, key: str, expires: str, signature: str, now_s: float) -> Verdict:
        """Judge a link by its decoded key and the two values of its query, as they arrived."""
        if not hmac.compare_digest(_octets(signature), self._sign(key, expires).encode()):
            return "forged"
        return "ok" if now_s < int(expires) else "expired"

    def _sign(self, key: str, moment: str) -> str:
        # The moment holds no line break in any link we made, so two different pairs never sign alike.
        digest = hmac.digest(self._secret, _octets(f"{moment}\n{key}"), "sha256")
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _octets(text: str) -> bytes:
    """UTF-8 that also takes the lone surrogates a hostile request can put into a decoded path."""
    return text.encode("utf-8", "surrogatepass")
