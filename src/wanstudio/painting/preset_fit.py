"""Which preset fits this machine, by its memory and device. Asks the system, loads no torch."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wanstudio.model_store.presets import Preset, read_presets
from wanstudio.painting.diffusion.registry import serves
from wanstudio.painting.machine_memory import WEIGHTS_PART, memory_bytes
from wanstudio.settings import Settings

_NVIDIA = ("--query-gpu=name,memory.total", "--format=csv,noheader,nounits")
_DRM = Path("/sys/class/drm")
_CPU_FLAGS = ("avx512_bf16", "amx_bf16", "bf16")
_SECONDS = 5
_GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Machine:
    """What would paint: the first GPU, or the processor. `memory` is in bytes; `bf16`: it multiplies bfloat16 itself."""

    gpu: str | None
    memory: int
    bf16: bool = True

    @property
    def described(self) -> str:
        """In a few words."""
        return f"{self.gpu or 'no GPU'}, {self.memory / _GIB:.0f} GiB of memory"


def look(settings: Settings) -> Machine:
    """This machine; the processor where the settings ask for it or no GPU is found."""
    found = None if settings.engine_device == "cpu" else _nvidia() or _amd()
    return found or Machine(None, memory_bytes(), _multiplies_bfloat16())


def best_fit(presets: Iterable[Preset], machine: Machine) -> Preset | None:
    """The first preset that is served, may be used by everybody and whose weights fit."""
    return next(
        (each for each in _offered(presets) if needed_bytes(each, machine) <= WEIGHTS_PART * machine.memory),
        None,
    )


def needed_bytes(preset: Preset, machine: Machine) -> int:
    """Bytes that its weights take here: in float32 where the machine does not multiply bfloat16."""
    assert preset.bf16_bytes is not None
    return preset.bf16_bytes * (1 if machine.bf16 else 2)


def fit_line(settings: Settings) -> str:
    """One line for the operator: the preset that fits and the command that gets it, or what is lacking."""
    presets = read_presets(settings.presets)
    machine = look(settings)
    fit = best_fit(presets.values(), machine)
    if fit is not None:
        slow = "" if machine.gpu else "; without a GPU a picture takes minutes"
        return (
            f"A real model that fits this machine ({machine.described}): wanstudio serve --model {fit.name} "
            f"--data {settings.data} (fetches {fit.download_gb or 0:g} GB{slow})"
        )
    smallest = min(_offered(presets.values()), key=lambda each: needed_bytes(each, machine), default=None)
    if smallest is None:
        return f"No preset is served on this machine ({machine.described})"
    wanted = needed_bytes(smallest, machine) / WEIGHTS_PART / _GIB
    return f"No preset fits this machine ({machine.described}): the smallest, {smallest.name}, wants {wanted:.0f} GiB"


def _offered(presets: Iterable[Preset]) -> list[Preset]:
    return [
        each for each in presets if serves(each.pipeline) and each.commercial == "yes" and each.bf16_bytes
    ]


def _nvidia() -> Machine | None:
    """The first NVIDIA GPU, as its driver's own tool tells it."""
    tool = shutil.which("nvidia-smi")
    if tool is None or os.environ.get("CUDA_VISIBLE_DEVICES") == "":
        return None
    try:
        told = subprocess.run([tool, *_NVIDIA], capture_output=True, text=True, timeout=_SECONDS, check=True)  # noqa: S603 (a fixed command)
        name, _, mebibytes = told.stdout.splitlines()[0].rpartition(",")
        return Machine(name.strip(), int(mebibytes) << 20)
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None


def _amd() -> Machine | None:
    """The AMD GPU with the most memory, as the kernel tells it."""
    sizes = []
    for file in _DRM.glob("card*/device/mem_info_vram_total"):
        try:
            sizes.append(int(file.read_text()))
        except (OSError, ValueError):
            continue
    return Machine("AMD GPU", max(sizes)) if sizes else None


def _multiplies_bfloat16() -> bool:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return False  # not Linux
    line = next((line for line in told.splitlines() if line.startswith(("flags", "Features"))), "")
    return not set(line.split()).isdisjoint(_CPU_FLAGS)
