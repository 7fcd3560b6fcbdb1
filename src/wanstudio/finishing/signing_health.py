"""When the certificate that signs pictures ends, and what follows from it. Loads nothing unless pictures are signed."""

import datetime as dt
from pathlib import Path

import structlog

from wanstudio.errors import CertificateInvalid
from wanstudio.settings import Settings

WARN_DAYS = 30
_AGAIN = dt.timedelta(days=1)
_log = structlog.get_logger(__name__)


class SigningHealth:
    """What `look` found last; any thread may read it.

    A server without workers need not have the certificate; then it knows of no end.
    """

    def __init__(self, settings: Settings) -> None:
        self._on = settings.provenance_signing == "on"
        self._stops = settings.provenance_expired == "stop"
        own = settings.data / "provenance" / "certificate.pem"
        self._file = settings.provenance_certificate or own
        self._read_as: tuple[int, int] | None = None
        self._told_at: dt.datetime | None = None
        self.ends: dt.datetime | None = None

    def look(self) -> None:
        """Read the file if it has changed, and warn once a day of an end that is near."""
        if not self._on:
            return
        try:
            told = self._file.stat()
            if self._read_as != (told.st_mtime_ns, told.st_size):
                from wanstudio.finishing.certificates import read_end  # noqa: PLC0415 (only signing needs it)

                self.ends = read_end(self._file)
                self._read_as, self._told_at = (told.st_mtime_ns, told.st_size), None
        except (OSError, CertificateInvalid):
            return  # not here, or half written; who signs goes on with what it read before
        self._warn()

    @property
    def days_left(self) -> float | None:
        """Days until the end; None where no end is known."""
        return None if self.ends is None else (self.ends - dt.datetime.now(dt.UTC)).total_seconds() / 86_400

    @property
    def warning(self) -> str:
        """What to do, from `WARN_DAYS` before the end on; else empty."""
        left = self.days_left
        if self.ends is None or left is None or left > WARN_DAYS:
            return ""
        return f"The certificate that signs pictures {'ends' if left > 0 else 'ended'} on {self.ends:%Y-%m-%d %H:%M} UTC"

    @property
    def problem(self) -> str:
        """Why no picture may be handed out; empty while it may."""
        left = self.days_left
        return f"{self.warning}." if self._stops and left is not None and left <= 0 else ""

    def _warn(self) -> None:
        now = dt.datetime.now(dt.UTC)
        if not self.warning or (self._told_at is not None and now - self._told_at < _AGAIN):
            return
        if self.ends is not None and now < self.ends < now + _AGAIN:
            self._told_at = self.ends - _AGAIN  # and once more when it has ended
        else:
            self._told_at = now
        log = _log.warning if self.ends is not None and self.ends > now else _log.error
        log("signing_certificate_ends", file=Path(self._file).name, ends=str(self.ends), warning=self.warning)
