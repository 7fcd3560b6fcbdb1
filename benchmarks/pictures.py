"""How long do a picture and its PNG take on one core, at the sizes people ask for?

PNG encoding is measured beside Pillow's on the same pictures.
"""

import io
import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from wanstudio.finishing.choosing import open_finisher
from wanstudio.finishing.png import encode_png
from wanstudio.finishing.provenance import Origin, describe
from wanstudio.finishing.watermark import stamp
from wanstudio.painting.painter import Canvas
from wanstudio.painting.procedural.painter import ProceduralPainter
from wanstudio.settings import Settings

PROMPTS = (
    "A flower shop with exquisite windows, a beautiful wooden door, and flowers on display",
    "Snowy ground, a small white chapel, aurora borealis, winter scene, soft light.",
    "A sitting orange cat with a happy expression, lively and cute, realistic, and accurate.",
    "three balloons above a lake at sunset",
    "雪地里的小木屋，夜晚，极光",
    "no word of this is known",
)
SIZES = ((512, 512), (1024, 1024), (1280, 1280), (768, 2700))


def timed(work):
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def show(name: str, seconds: list[float]) -> None:
    print(
        f"  {name:22} median {1000 * statistics.median(seconds):7.1f} ms   worst {1000 * max(seconds):7.1f} ms"
    )


def pillow_png(pixels: np.ndarray) -> bytes:
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, "PNG")
    return written.getvalue()


def main() -> None:
    cv2.setNumThreads(1)
    os.sched_setaffinity(0, {0})
    print(f"{platform.platform()}, one core, Python {platform.python_version()}")
    painter = ProceduralPainter()
    origin = Origin("task", 0, "singapore", "wan2.6-t2i", PROMPTS[0], 7)
    with tempfile.TemporaryDirectory() as folder:
        signer = open_finisher(Settings(data=Path(folder), provenance_signing="on")).signer
    painter.paint(Canvas("wan2.6-t2i", PROMPTS[0], "", 512, 512, 0))
    for width, height in SIZES:
        print(f"{width}*{height}")
        painted, marked, told, ours, signed, pillows = [], [], [], [], [], []
        for seed, prompt in enumerate(PROMPTS * 2):
            canvas = Canvas("wan2.6-t2i", prompt, "person", width, height, seed)
            seconds, pixels = timed(lambda canvas=canvas: painter.paint(canvas))
            painted.append(seconds)
            marked.append(timed(lambda pixels=pixels: stamp(pixels))[0])
            seconds, text = timed(lambda: describe(origin, "wanstudio", tell_prompt=True))
            told.append(seconds)
            seconds, png = timed(lambda pixels=pixels, text=text: encode_png(pixels, text))
            ours.append(seconds)
            signed.append(timed(lambda png=png: signer.sign(png, origin))[0])
            pillows.append(timed(lambda pixels=pixels: pillow_png(pixels))[0])
        show("paint", painted)
        show("watermark", marked)
        show("text of provenance", told)
        show("PNG", ours)
        show("content credentials", signed)
        show("PNG by Pillow", pillows)
        print(
            f"  PNG is {statistics.median(pillows) / statistics.median(ours):.0f} times as fast as Pillow's"
        )


if __name__ == "__main__":
    main()
