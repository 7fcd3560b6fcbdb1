"""The engine beside plain diffusers: same weights, same two cores, one run.

`python benchmarks/engine.py [--threads 2] [--only engine]`. The weights are random and of the shape of the embedded
model; speed does not depend on what a model has learnt. Each side, plain or engine, in float32 or bfloat16, runs in
a process of its own, the engine's with the environment that the supervisor gives its workers.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
PROMPT = "a sitting orange cat beside a red car under a big tree, at sunset, oil painting"
NEGATIVE = "low resolution, worst quality, extra fingers, deformed, blurred"
SIZES = (512, 1280)
STEPS = 12


def save_sketch(folder: Path) -> None:
    """A checkpoint of the embedded model's shape: 400 tokens at 1280*1280."""
    import torch
    from diffusers import FlowMatchEulerDiscreteScheduler
    from tests.painting.diffusion import weights

    torch.manual_seed(0)
    tokenizer = weights.new_tokenizer()
    encoder = weights.new_encoder(tokenizer, width=256, layers=6, vocabulary=4096)
    vae = weights.new_vae(64, dim=32, patch=4, residual=True, decoder_dim=32, blocks=2)
    transformer = weights.new_transformer(64, heads=4, head_width=64, layers=8, ffn=1024, text=256)
    scheduler = FlowMatchEulerDiscreteScheduler(shift=3.0)
    weights.save(folder, tokenizer, encoder, vae, transformer, scheduler)
    for name, part in (("transformer", transformer), ("text encoder", encoder), ("decoder", vae.decoder)):
        print(f"{name}: {sum(p.numel() for p in part.parameters()) / 1e6:.1f} M parameters")


def best_of(runs: int, work: Any) -> float:
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)


def resident_gb() -> float:
    """What this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e9


def run_plain(folder: Path, threads: int, dtype: str) -> dict[str, Any]:
    """WanPipeline as it comes, in one type throughout, and Pillow's PNG, as its users have it."""
    import io

    import torch
    from diffusers import WanPipeline
    from PIL import Image

    torch.set_num_threads(threads)
    pipeline = WanPipeline.from_pretrained(folder, torch_dtype=getattr(torch, dtype))
    pipeline.set_progress_bar_config(disable=True)

    def paint(side: int, tokens: int = 64) -> None:
        frames = pipeline(
            prompt=PROMPT, negative_prompt=NEGATIVE, width=side, height=side, num_frames=1,
            num_inference_steps=STEPS, guidance_scale=4.0, max_sequence_length=tokens,
            generator=torch.Generator().manual_seed(1), output_type="np",
        ).frames  # fmt: skip
        Image.fromarray((frames[0][0] * 255).round().astype("uint8")).save(io.BytesIO(), "PNG")

    paint(512)
    told: dict[str, Any] = {str(side): best_of(3, lambda side=side: paint(side)) for side in SIZES}
    if dtype == "float32":
        told["default_1280"] = best_of(2, lambda: paint(1280, 512))
    return told | {"peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6}


def run_engine(folder: Path, threads: int, dtype: str) -> dict[str, Any]:
    """The painter of the service and its PNG; then eight customers at once."""
    from wanstudio.finishing.png import encode_png
    from wanstudio.painting.diffusion.painter import DiffusionPainter
    from wanstudio.painting.painter import Canvas
    from wanstudio.settings import Settings

    table = {"folder": str(folder), "steps": STEPS, "guidance": 4.0, "text_tokens": 64, "dtype": dtype}
    painter = DiffusionPainter(
        Settings(
            painter="diffusion", checkpoints={"any": table}, default_checkpoint="any", engine_threads=threads
        )
    )

    def paint(side: int, seed: int = 1, account: str = "") -> None:
        # A new prompt each time: the cache of texts must not flatter the figures.
        canvas = Canvas("any", f"{PROMPT} {time.perf_counter_ns()}", NEGATIVE, side, side, seed, account)
        encode_png(painter.paint(canvas), {"Software": "wanstudio", "Seed": str(seed)})

    paint(512)
    told: dict[str, Any] = {str(side): best_of(3, lambda side=side: paint(side)) for side in SIZES}
    told["steady_gb"] = resident_gb()
    for side in SIZES:
        # The first crowd of a size teaches the engine what may share a forward.
        crowd(lambda number, side=side: paint(side, number, str(number)))
        told[f"crowd_{side}"] = crowd(lambda number, side=side: paint(side, number, str(number)))
    told |= {"crowd_gb": resident_gb(), "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6}
    return told


def crowd(paint: Any, customers: int = 8) -> list[float]:
    """How long each of several customers waits when all ask at once."""

    def one(number: int) -> float:
        started = time.perf_counter()
        paint(number)
        return time.perf_counter() - started

    with ThreadPoolExecutor(customers) as pool:
        return sorted(pool.map(one, range(customers)))


SIDES = ("plain float32", "plain bfloat16", "engine float32", "engine bfloat16")


def in_process(side: str, folder: Path, threads: int) -> dict[str, Any]:
    """One side in a process of its own, so that memory is its own too."""
    from wanstudio.server.supervisor import worker_environment
    from wanstudio.settings import Settings

    environment = dict(os.environ)
    if side.startswith("engine"):
        environment |= worker_environment(Settings(painter="diffusion"))
    command = [sys.executable, __file__, "--side", side, "--folder", str(folder), "--threads", str(threads)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--only", choices=["engine", "plain"])
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.side:
        what, dtype = chosen.side.split()
        run = {"engine": run_engine, "plain": run_plain}[what]
        print(json.dumps(run(chosen.folder, chosen.threads, dtype)))
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        save_sketch(folder)
        sides = [side for side in SIDES if side.startswith(chosen.only or "")]
        told = {side: in_process(side, folder, chosen.threads) for side in sides}
    report(told, chosen.threads)


def report(told: dict[str, dict[str, Any]], threads: int) -> None:
    load = os.getloadavg()[0]
    print(f"{STEPS} steps with guidance, end to end with PNG, {threads} threads, best of 3; load {load:.1f}")
    for side in SIZES:
        times = {name: figures[str(side)] for name, figures in told.items()}
        slowest = times.get("plain float32", 0.0)
        for name, seconds in times.items():
            print(f"{side}*{side}, {name}: {seconds:.2f} s, {slowest / seconds:.1f} times plain float32")
    if "plain float32" in told:
        seconds = told["plain float32"]["default_1280"]
        print(f"plain with the 512 text tokens of its default: 1280*1280 {seconds:.2f} s")
    for name, figures in told.items():
        print(f"{name}: peak {figures['peak_gb']:.2f} GB")
    for name, figures in told.items():
        if name.startswith("engine"):
            report_crowd(name, figures)


def report_crowd(name: str, figures: dict[str, Any]) -> None:
    print(f"{name}: steady {figures['steady_gb']:.2f} GB, after eight at once {figures['crowd_gb']:.2f} GB")
    for side in SIZES:
        waits = figures[f"crowd_{side}"]
        spread, rate = 1 - waits[0] / waits[-1], len(waits) / waits[-1]
        line = f"first {waits[0]:.2f} s, last {waits[-1]:.2f} s, spread {spread:.0%}, {rate:.2f} pictures/s"
        print(f"eight at once, {side}*{side}: {line}")


if __name__ == "__main__":
    main()
