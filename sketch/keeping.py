"""What a run keeps on disk: states that survive a kill, weights in parts that travel, and a log of figures."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

PART_BYTES = 16 * 1024 * 1024


def save_state(file: Path, state: Mapping[str, Any]) -> None:
    """Written beside its place first: after a kill there is the old state or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    torch.save(dict(state), part)
    part.replace(file)


def load_state(file: Path) -> dict[str, Any] | None:
    """The last state, tensors on the CPU; None when there is none. Only tensors and plain values are read."""
    if not file.exists():
        return None
    state: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
    return state


def save_parts(
    weights: Mapping[str, Tensor], folder: Path, dtype: torch.dtype = torch.bfloat16
) -> list[Path]:
    """Weights as safetensors files of at most 16 MiB each; a tensor is never cut."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("part-*.safetensors"):
        old.unlink()
    parts: list[dict[str, Tensor]] = [{}]
    size = 0
    for name, weight in weights.items():
        kept = weight.detach().to("cpu", dtype).contiguous()
        if size + kept.nbytes > PART_BYTES - 65_536 and parts[-1]:
            parts.append({})
            size = 0
        parts[-1][name] = kept
        size += kept.nbytes
    files = [folder / f"part-{number:02d}.safetensors" for number in range(len(parts))]
    for file, part in zip(files, parts, strict=True):
        save_file(part, file)
    return files


def load_parts(folder: Path) -> dict[str, Tensor]:
    """What `save_parts` wrote, as float32."""
    found: dict[str, Tensor] = {}
    for file in sorted(folder.glob("part-*.safetensors")):
        found |= {name: weight.float() for name, weight in load_file(file).items()}
    return found


def note(run: Path, stage: str, **figures: float | str) -> None:
    """One line of the run's log."""
    with (run / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps({"stage": stage, **figures}) + "\n")


def read_notes(run: Path, stage: str) -> list[dict[str, Any]]:
    """The lines of one stage, oldest first."""
    file = run / "log.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [told for told in map(json.loads, lines) if told["stage"] == stage]
