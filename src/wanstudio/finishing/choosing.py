"""The finisher that the settings ask for, and whether it could work, without loading anything heavy."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from wanstudio.errors import SettingsInvalid
from wanstudio.settings import Settings

if TYPE_CHECKING:
    from wanstudio.finishing.certificates import Credential
    from wanstudio.finishing.finisher import Finisher


def open_finisher(settings: Settings) -> "Finisher":
    """What finishes pictures under these settings; raises SettingsInvalid if it could not sign."""
    from wanstudio.finishing.finisher import Finisher  # noqa: PLC0415 (loads the renderer)

    if settings.provenance_signing == "off":
        return Finisher(settings)
    _check_package()
    from wanstudio.finishing.credentials import Signer  # noqa: PLC0415 (loads the signing library)

    signer = Signer(_credential(settings))
    signer.try_out()
    return Finisher(settings, signer)


def check_finishing(settings: Settings) -> None:
    """Look over what this machine's workers will sign with; raises SettingsInvalid."""
    if settings.provenance_signing == "on" and settings.workers:
        _check_package()
        _credential(settings)


def _check_package() -> None:
    if not (find_spec("c2pa") and find_spec("cryptography")):
        raise SettingsInvalid(problem="provenance_signing needs what the extra `provenance` installs")


def _credential(settings: Settings) -> "Credential":
    from wanstudio.finishing.certificates import (  # noqa: PLC0415 (only signing needs it)
        development_credential,
        read_credential,
    )

    certificate, key = settings.provenance_certificate, settings.provenance_key
    if certificate and key:
        return read_credential(certificate, key)
    if certificate or key:
        raise SettingsInvalid(problem="provenance_certificate and provenance_key need each other")
    return development_credential(settings.data)
