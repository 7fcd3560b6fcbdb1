"""Every file says that it is generated, in the places where other programs look."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from tests.finishing.reading import GENERATED, IPTC, TC260, XMP_BASIC, read_text, read_xmp

from wanstudio import __version__
from wanstudio.finishing.choosing import open_finisher
from wanstudio.finishing.png import encode_png
from wanstudio.finishing.provenance import Origin
from wanstudio.settings import Settings

ORIGIN = Origin("2f0c6a1e-task", 2, "singapore", "wan2.6-t2i", "a red car, “très” 花", 7)
PIXELS = np.random.default_rng(5).integers(0, 256, (64, 80, 3), np.uint8)


def finished(origin: Origin = ORIGIN, *, watermark: bool = False, **settings) -> bytes:
    return open_finisher(Settings(**settings)).finish(PIXELS, origin, watermark=watermark)


def pixel_data(png: bytes) -> bytes:
    return png[png.index(b"IDAT") : png.index(b"IEND")]


@pytest.mark.parametrize("watermark", [False, True])
def test_software_model_task_and_seed_stand_in_the_text(watermark):
    text = read_text(finished(watermark=watermark))
    assert {
        "Software": "wanstudio",
        "Model": "wan2.6-t2i",
        "Task": "2f0c6a1e-task",
        "Seed": "7",
    }.items() <= text.items()


def test_the_prompt_is_in_the_file_only_if_the_operator_says_so():
    assert "red car" not in finished().decode("latin-1")
    assert "Description" not in read_text(finished())
    assert read_text(finished(provenance_prompt=True))["Description"] == ORIGIN.prompt


@pytest.mark.parametrize("watermark", [False, True])
def test_xmp_names_the_kind_of_source_and_the_tool(watermark):
    xmp = read_xmp(finished(watermark=watermark))
    assert xmp[IPTC + "DigitalSourceType"] == GENERATED
    assert xmp[XMP_BASIC + "CreatorTool"] == f"wanstudio {__version__}"


def test_xmp_is_where_readers_look_for_it():
    assert re.search(rb"iTXtXML:com\.adobe\.xmp\0\0\0\0\0<\?xpacket begin=\"\xef\xbb\xbf\"", finished())


@pytest.mark.parametrize(
    "producer", ["wanstudio", '花店 "Studio" & <Söhne>', "001191440300708461136T1XGW3", "line\nbreak"]
)
def test_the_label_of_the_standard_is_in_the_xmp_and_in_the_text(producer):
    png = finished(provenance_producer=producer)
    label = json.loads(read_xmp(png)[TC260 + "AIGC"])
    assert label == {
        "Label": "1",
        "ContentProducer": producer,
        "ProduceID": "2f0c6a1e-task-2",
        "ReservedCode1": "",
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }
    assert json.loads(read_text(png)["AIGC"]) == label


def test_every_image_of_a_task_has_a_number_of_its_own():
    numbers = {
        json.loads(read_text(finished(replace(ORIGIN, image=i)))["AIGC"])["ProduceID"] for i in range(4)
    }
    assert len(numbers) == 4


def test_the_same_picture_of_the_same_task_is_the_same_file():
    assert finished() == finished()


def test_what_is_said_does_not_touch_the_pixels():
    assert pixel_data(finished(provenance_prompt=True)) == pixel_data(encode_png(PIXELS, {}))


def test_the_region_chooses_the_watermark():
    black = np.zeros((512, 512, 3), np.uint8)
    marked = {
        (region, language): pixel_data(
            open_finisher(Settings(watermark_language=language)).finish(
                black, replace(ORIGIN, region=region), watermark=True
            )
        )
        for region, language in [
            ("beijing", "auto"),
            ("singapore", "auto"),
            ("beijing", "en"),
            ("singapore", "zh"),
        ]
    }
    assert marked["beijing", "auto"] == marked["singapore", "zh"]
    assert marked["singapore", "auto"] == marked["beijing", "en"]
    assert marked["beijing", "auto"] != marked["beijing", "en"]
