"""Signs with whatever certificate lies there now: one that was renewed needs no restart."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import structlog

from wanstudio.errors import CertificateInvalid
from wanstudio.finishing.certificates import Credential
from wanstudio.finishing.credentials import Signer
from wanstudio.finishing.provenance import Origin

Expired = Literal["stop", "unsigned"]


class CertificateEnded(Exception):
    """Nothing may be handed out unsigned, and nothing can be signed any more."""


_RETRY_SECONDS = 10.0
_log = structlog.get_logger(__name__)


class RenewingSigner:
    """As a Signer; `files` are the chain and the key, `read` looks them over and raises CertificateInvalid.

    When the certificate has ended, `unsigned` hands files out with their text label only.
    """

    def __init__(self, files: tuple[Path, Path], read: Callable[[], Credential], expired: Expired) -> None:
        self._files, self._read, self._expired = files, read, expired
        self._turn = threading.Lock()
        self._seen = self._signature()
        self._tried_at = 0.0
        self._credential = read()
        self._signer = Signer(self._credential)
        if not self._hands_out_unsigned:
            self._signer.try_out()

    @property
    def _hands_out_unsigned(self) -> bool:
        return self._expired == "unsigned" and self._credential.has_ended

    def sign(self, png: bytes, origin: Origin) -> bytes:
        """The same file with a signed manifest in it, or as it is. Raises CertificateEnded."""
        with self._turn:
            self._renew()
            signer, credential, unsigned = self._signer, self._credential, self._hands_out_unsigned
        if unsigned:
            return png
        if credential.has_ended:
            raise CertificateEnded(
                f"{credential.file} ended on {credential.ends:%Y-%m-%d %H:%M} UTC: renew it"
            )
        return signer.sign(png, origin)

    def _signature(self) -> tuple[tuple[int, int], ...]:
        try:
            return tuple((told.st_mtime_ns, told.st_size) for told in (file.stat() for file in self._files))
        except OSError:
            return ()

    def _renew(self) -> None:
        """Take what lies there if it has changed and can sign; else go on with what there was."""
        now = self._signature()
        if now == self._seen or time.monotonic() - self._tried_at < _RETRY_SECONDS:
            return
        self._tried_at = time.monotonic()
        try:
            credential = self._read()
            signer = Signer(credential)
            signer.try_out()
        except CertificateInvalid as error:
            # Chain and key may be written one after the other.
            _log.warning("certificate_not_renewed", problem=error.message)
            return
        self._seen, self._credential, self._signer, self._tried_at = now, credential, signer, 0.0
        _log.info("certificate_renewed", ends=str(credential.ends))
