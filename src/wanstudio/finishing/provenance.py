"""What a file says about where it comes from, in text that other programs read."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

import msgspec

from wanstudio import __version__
from wanstudio.finishing.png import XMP

SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
SOFTWARE = "wanstudio"
_IS_GENERATED = "1"

# No indentation and no padding: nobody edits a packet in place.
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about=""'
    ' xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
    ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
    ' xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/">'
    "<xmp:CreatorTool>{tool}</xmp:CreatorTool>"
    "<Iptc4xmpExt:DigitalSourceType>{source}</Iptc4xmpExt:DigitalSourceType>"
    "<TC260:AIGC>{label}</TC260:AIGC>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
    '<?xpacket end="r"?>'
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one picture comes from. `prompt` is what was asked for; `image` counts from 0 in its task."""

    task_id: str
    image: int
    region: str
    model: str
    prompt: str
    seed: int

    @property
    def number(self) -> str:
        """The picture's own number, unlike that of every other picture."""
        return f"{self.task_id}-{self.image}"


def describe(origin: Origin, producer: str, *, tell_prompt: bool) -> dict[str, str]:
    """The text of a PNG by keyword; the prompt is in it only if `tell_prompt`."""
    label = aigc_label(origin, producer)
    text = {
        "Software": SOFTWARE,
        "Model": origin.model,
        "Task": origin.task_id,
        "Seed": str(origin.seed),
        "AIGC": label,
        XMP: _packet(label),
    }
    if tell_prompt:
        text["Description"] = origin.prompt
    return text


def aigc_label(origin: Origin, producer: str) -> str:
    """The implicit label of China's GB 45438-2025 as JSON.

    Who propagates a picture fills in the two fields about that; the reserved codes are for
    safeguards of either side's own and stay empty.
    """
    fields = {
        "Label": _IS_GENERATED,
        "ContentProducer": producer,
        "ProduceID": origin.number,
        "ReservedCode1": "",
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }
    return msgspec.json.encode(fields).decode()


def _packet(label: str) -> str:
    return _PACKET.format(
        tool=escape(f"{SOFTWARE} {__version__}"), source=SOURCE_TYPE, label=escape(label, {'"': "&quot;"})
    )
