"""What is written into a picture when it is done."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta


@dataclass(frozen=True, kw_only=True)
class Finish:
    """What is written into a picture when it is done."""

    watermark_language: Annotated[
        Literal["auto", "en", "zh"], Meta(description="Language of the watermark; `auto`: the region's own.")
    ] = "en"
    provenance_producer: Annotated[
        str, Meta(description="Who the AI label in each picture names as its producer: a name or a code.")
    ] = "wanstudio"
    provenance_prompt: Annotated[bool, Meta(description="Write the prompt into the picture's text.")] = False
    provenance_signing: Annotated[
        Literal["on", "off"],
        Meta(description="Sign content credentials (C2PA) into each picture (docs/howto/provenance.md)."),
    ] = "off"
    provenance_certificate: Annotated[
        Path | None, Meta(description="PEM chain to sign with; without it one for development is made.")
    ] = None
    provenance_expired: Annotated[
        Literal["stop", "unsigned"],
        Meta(
            description="When the certificate has ended: `stop` painting, or hand pictures out `unsigned`, with the text label only."
        ),
    ] = "stop"
    provenance_key: Annotated[Path | None, Meta(description="PEM key of that certificate.")] = None
