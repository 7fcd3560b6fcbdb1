"""Sheets of the embedded model through the HTTP API: `python -m sketch.gallery --url ... --key sk-...`.

Thirteen prompts, in English and in Chinese, four seeds each, from a service that runs with painter `sketch`.
"""

from pathlib import Path
from typing import Any

import click
import cv2
import httpx
import numpy as np

from sketch.patches import Bytes
from sketch.sheets import sheet_of

MODEL, SIZE, SEED = "wan2.6-t2i", "1280*1280", 1
_ROUTE = "/api/v1/services/aigc/multimodal-generation/generation"
_TILE = 256

PROMPTS: dict[str, tuple[str, str, str]] = {
    # name: English, Chinese, negative prompt
    "flower-shop": (
        "A flower shop with exquisite windows, a beautiful wooden door, and flowers on display",
        "一间有着精致窗户的花店，漂亮的木质门，摆放着花朵", "",
    ),
    "snow-chapel": (
        "Snowy ground, a small white chapel, aurora borealis, winter scene, soft light.",
        "雪地，白色小教堂，极光，冬日场景，柔和的光线。", "person",
    ),
    "happy-cat": (
        "A sitting orange cat with a happy expression, lively and cute, realistic, and accurate.",
        "一只坐着的橘黄色的猫，表情愉悦，活泼可爱，逼真准确。", "",
    ),
    "street-car": ("a red car on a street at noon", "中午，街道上，一辆红色的汽车", ""),
    "sea-boat": ("a white boat at sea at sunset", "日落时分，大海上，一艘白色的小船", ""),
    "night-aurora": ("an aurora over a lake at night", "深夜，湖边，极光", ""),
    "desert-cactus": ("a green cactus in the desert in daylight", "白天，沙漠里，一棵绿色的仙人掌", ""),
    "snow-rabbit": ("a white rabbit on snowy ground", "雪地里，一只白色的兔子", ""),
    "garden-sunflower": ("a sunflower in a garden at dawn", "清晨，花园里，一朵向日葵", ""),
    "space-rocket": ("a silver rocket in outer space", "太空中，一枚银色的火箭", ""),
    "meadow-balloons": ("three balloons above a meadow", "草地上空，三个热气球", ""),
    "watercolour-castle": ("watercolor painting of a castle in a valley", "水彩画，山谷里，一座城堡", ""),
    "two-friends": ("a brown dog on the left and a grey cat on the right in a park", "公园里，一只棕色的狗在左边和一只灰色的猫在右边", ""),
}  # fmt: skip


def ask(client: httpx.Client, prompt: str, negative: str) -> list[Bytes]:
    """Four pictures of one request, made small."""
    body: dict[str, Any] = {
        "model": MODEL,
        "input": {"messages": [{"role": "user", "content": [{"text": prompt}]}]},
        "parameters": {
            "n": 4, "seed": SEED, "size": SIZE, "negative_prompt": negative, "prompt_extend": False, "watermark": False,
        },
    }  # fmt: skip
    told = client.post(_ROUTE, json=body).raise_for_status().json()
    links = [choice["message"]["content"][0]["image"] for choice in told["output"]["choices"]]
    shown = []
    for link in links:
        data = np.frombuffer(client.get(link).raise_for_status().content, np.uint8)
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR)
        assert picture is not None
        shown.append(cv2.resize(picture, (_TILE, _TILE), interpolation=cv2.INTER_AREA).astype(np.uint8))
    return shown


@click.command(help=__doc__)
@click.option("--url", default="http://127.0.0.1:8000", show_default=True)
@click.option("--key", required=True)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("docs/gallery/sketch"), show_default=True
)
@click.option("--short", help="Only the first four prompts, in English, as a sheet of this name.")
def main(url: str, key: str, out: Path, short: str | None) -> None:
    out.mkdir(parents=True, exist_ok=True)
    wanted = list(PROMPTS.values())[:4] if short else list(PROMPTS.values())
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=url, headers=headers, timeout=600) as client:
        for language, name in enumerate([short] if short else ["english", "chinese"]):
            rows = []
            for words in wanted:
                rows += ask(client, words[language], words[2])
                click.echo(words[language])
            cv2.imwrite(str(out / f"{name}.jpg"), sheet_of(rows, 4), [cv2.IMWRITE_JPEG_QUALITY, 85])


if __name__ == "__main__":
    main()
