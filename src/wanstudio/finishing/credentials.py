"""Content credentials (C2PA): a signed statement inside the file of how it came to be.

A signature covers every byte of the file, so nothing may be written after it.
"""

import io
from typing import Any

import c2pa
import numpy as np

from wanstudio import __version__
from wanstudio.errors import CertificateInvalid
from wanstudio.finishing.certificates import Credential
from wanstudio.finishing.png import encode_png
from wanstudio.finishing.provenance import SOFTWARE, SOURCE_TYPE, Origin

# No thumbnail: the picture is the thumbnail. Nothing is asked of the network.
_SETTINGS: dict[str, Any] = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"verify_after_sign": False, "ocsp_fetch": False, "remote_manifest_fetch": False},
}


class Signer:
    """Signs PNG files with one certificate; may be called from several threads at once."""

    def __init__(self, credential: Credential) -> None:
        self._credential = credential

    def try_out(self) -> None:
        """Sign a picture of one pixel; raises CertificateInvalid if the library refuses the certificate."""
        probe = Origin("probe", 0, "", "", "", 0)
        try:
            self.sign(encode_png(np.zeros((1, 1, 3), np.uint8), {}), probe)
        except c2pa.C2paError as error:
            raise CertificateInvalid(file=self._credential.file, problem=str(error)) from error

    def sign(self, png: bytes, origin: Origin) -> bytes:
        """The same file with a signed manifest in it."""
        signed = io.BytesIO()
        signer = c2pa.Signer.from_info(self._info())
        with (
            c2pa.Context(c2pa.Settings.from_dict(_SETTINGS), signer) as context,
            c2pa.Builder(_manifest(origin), context) as builder,
        ):
            builder.sign("image/png", io.BytesIO(png), signed)
        return signed.getvalue()

    def _info(self) -> c2pa.C2paSignerInfo:
        made = self._credential
        return c2pa.C2paSignerInfo(made.algorithm, made.chain, made.key, None)


def _manifest(origin: Origin) -> dict[str, Any]:
    created = {
        "action": "c2pa.created",
        "digitalSourceType": SOURCE_TYPE,
        "softwareAgent": {"name": origin.model},
    }
    return {
        "claim_generator_info": [{"name": SOFTWARE, "version": __version__}],
        "title": f"{origin.number}.png",
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}],
    }
