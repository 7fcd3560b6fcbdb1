"""What each saving of the diffusion engine gains by itself: `python benchmarks/engine_parts.py [--threads 2]`.

Each line is the time without it and with it, best of several, on the shape of the embedded model.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest import mock

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]
SIDE = 1280


def best(work: Any, runs: int = 5) -> float:
    taken = []
    for _ in range(runs + 1):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken[1:])


def tell(what: str, without: float, having: float) -> None:
    print(
        f"{what}: {1000 * without:.0f} ms -> {1000 * having:.0f} ms, {without / having:.2f} times", flush=True
    )


def measure(folder: Path) -> None:
    import torch
    from diffusers import WanPipeline
    from engine import NEGATIVE, PROMPT
    from tests.painting.diffusion.studio import load, opened

    from wanstudio.painting.diffusion.cfg_threads import CfgThreads
    from wanstudio.painting.diffusion.families.wan.attention import fuse
    from wanstudio.painting.diffusion.families.wan.denoiser import Denoiser
    from wanstudio.painting.diffusion.protocol import ImageRequest

    plain = WanPipeline.from_pretrained(folder)
    served = opened(folder, steps=12, guidance=4.0, text_tokens=64, dtype="float32")
    loaded = load(served)
    generation = loaded.begin(ImageRequest(served.spec, PROMPT, NEGATIVE, SIDE, SIDE, 1))
    latents = torch.randn(1, 64, 1, 40, 40)
    time_, texts = torch.tensor([500.0]), torch.randn(1, 64, 256)

    folded = best(lambda: loaded.decoder(latents[:, :, 0]))
    tell("decoder folded to two dimensions", best(lambda: plain.vae.decode(latents), 3), folded)
    padded = best(lambda: plain._get_t5_prompt_embeds(PROMPT, max_sequence_length=512))
    tell("text at its real length, of 512", padded, best(lambda: loaded.reader._encode(PROMPT, 512)))
    cached = best(lambda: loaded.reader.read(PROMPT, 64))
    tell("a text that was read before", best(lambda: loaded.reader._encode(PROMPT, 64)), cached)
    model = plain.transformer
    unfused = best(lambda: model(latents, time_, texts))
    fuse(model)
    fused = best(lambda: model(latents, time_, texts))
    tell("fused projections, one forward", unfused, fused)
    ours = Denoiser(model)
    asked = generation.ask()
    with mock.patch.object(CfgThreads, "can", return_value=False):
        blocks = best(lambda: ours.predict([asked]))
        tell("blocks and texts of our own, two halves", 2 * fused, blocks)
        packed = best(lambda: loaded.denoiser.predict([asked]))
        tell("linear layers through oneDNN, two halves", blocks, packed)
    tell("halves side by side", packed, best(lambda: loaded.denoiser.predict([asked])))


def measure_allocator(folder: Path) -> float:
    """The decoder alone, under whatever environment this process has."""
    import torch
    from tests.painting.diffusion.studio import load, opened

    loaded = load(opened(folder, dtype="float32"))
    latents = torch.randn(1, 64, 40, 40)
    return best(lambda: loaded.decoder(latents))


def allocator(folder: Path, threads: int, kept: bool) -> float:
    environment = {name: text for name, text in os.environ.items() if kept or not name.startswith("MALLOC_")}
    command = [sys.executable, __file__, "--allocator", str(folder), "--threads", str(threads)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout.splitlines()[-1])


def main() -> None:
    import torch

    from wanstudio.server.supervisor import worker_environment
    from wanstudio.settings import Settings

    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--allocator", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if not chosen.allocator and "MALLOC_TRIM_THRESHOLD_" not in os.environ:
        # As the supervisor starts its workers: memory is part of how long anything takes.
        kept = worker_environment(Settings(painter="diffusion"))
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | kept)
    torch.set_num_threads(chosen.threads)
    with torch.inference_mode(), tempfile.TemporaryDirectory() as place:
        if chosen.allocator:
            print(measure_allocator(chosen.allocator))
            return
        from engine import save_sketch

        folder = Path(place)
        save_sketch(folder)
        measure(folder)
        tell(
            "memory kept by the C library, decoder",
            *(allocator(folder, chosen.threads, kept) for kept in (False, True)),
        )


if __name__ == "__main__":
    main()
