"""The finisher that the settings ask for, and whether it could work, without loading anything heavy."""

from functools import partial
from typing import TYPE_CHECKING

from wanstudio.errors import SettingsInvalid
from wanstudio.extras import check_extra
from wanstudio.settings import Settings

if TYPE_CHECKING:
    from wanstudio.finishing.certificates import Credential
    from wanstudio.finishing.finisher import Finisher

_PURPOSE = "The setting `provenance_signing`"


def open_finisher(settings: Settings) -> "Finisher":
    """What finishes pictures under these settings; raises SettingsInvalid if it could not sign."""
    check_extra("painter", "Finishing pictures")
    from wanstudio.finishing.finisher import Finisher  # noqa: PLC0415 (loads the renderer)

    if settings.provenance_signing == "off":
        return Finisher(settings)
    check_extra("provenance", _PURPOSE)
    from wanstudio.finishing.renewal import RenewingSigner  # noqa: PLC0415 (loads the signing library)

    first = _credential(settings)
    key = settings.provenance_key or first.file.with_name("key.pem")
    files = (settings.provenance_certificate or first.file, key)
    return Finisher(
        settings, RenewingSigner(files, partial(_credential, settings), settings.provenance_expired)
    )


def check_finishing(settings: Settings) -> None:
    """Look over what this machine's workers will sign with; raises SettingsInvalid."""
    if settings.provenance_signing == "on" and settings.workers:
        check_extra("provenance", _PURPOSE)
        _credential(settings)


def _credential(settings: Settings) -> "Credential":
    from wanstudio.finishing.certificates import (  # noqa: PLC0415 (only signing needs it)
        development_credential,
        read_credential,
    )

    certificate, key = settings.provenance_certificate, settings.provenance_key
    if certificate and key:
        return read_credential(certificate, key, may_have_ended=settings.provenance_expired == "unsigned")
    if certificate or key:
        raise SettingsInvalid(problem="provenance_certificate and provenance_key need each other")
    return development_credential(settings.data)
