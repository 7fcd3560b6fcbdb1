"""From pixels to a file, as the operator's settings say: label, text, signature, in this order."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wanstudio.finishing.png import Pixels, encode_png
from wanstudio.finishing.provenance import Origin, describe
from wanstudio.finishing.watermark import label_for, stamp
from wanstudio.settings import Settings

if TYPE_CHECKING:
    from wanstudio.finishing.renewal import RenewingSigner


@dataclass(frozen=True, slots=True)
class Finisher:
    """Makes files; without a signer they carry no content credentials."""

    settings: Settings
    signer: "RenewingSigner | None" = None

    def finish(self, pixels: Pixels, origin: Origin, *, watermark: bool) -> bytes:
        """The PNG of `pixels: [H, W, 3] uint8`; every one says that it is generated."""
        if watermark:
            pixels = stamp(pixels, label_for(origin.region, self.settings.watermark_language))
        text = describe(
            origin, self.settings.provenance_producer, tell_prompt=self.settings.provenance_prompt
        )
        png = encode_png(pixels, text)
        return self.signer.sign(png, origin) if self.signer else png
