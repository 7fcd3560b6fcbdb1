"""What other programs read in a picture: its text by Pillow, its XMP as XML, its credentials by their library."""

import io
import json
from typing import Any
from xml.etree import ElementTree as ET

import c2pa
from PIL import Image

IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
TC260 = "{http://www.tc260.org.cn/ns/AIGC/1.0/}"
XMP_BASIC = "{http://ns.adobe.com/xap/1.0/}"
GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def read_text(png: bytes) -> dict[str, str]:
    """Text by keyword; the checksums of all chunks are looked at."""
    Image.open(io.BytesIO(png)).verify()
    image = Image.open(io.BytesIO(png))
    image.load()
    return image.text


def read_xmp(png: bytes) -> dict[str, str]:
    """Properties of the XMP packet by their full names."""
    packet = read_text(png)["XML:com.adobe.xmp"]
    (about,) = ET.fromstring(packet).iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    return {entry.tag: entry.text for entry in about}


def read_credentials(png: bytes, anchors: bytes | None = None) -> tuple[str, dict[str, Any]]:
    """`Trusted`, `Valid` or `Invalid`, and the manifest."""
    chosen: dict[str, Any] = {"verify": {"verify_trust": True, "ocsp_fetch": False}}
    if anchors:
        chosen["trust"] = {"trust_anchors": anchors.decode()}
    context = c2pa.Context(c2pa.Settings.from_dict(chosen))
    with c2pa.Reader("image/png", io.BytesIO(png), context=context) as reader:
        return reader.get_validation_state(), json.loads(json.dumps(reader.get_active_manifest()))
