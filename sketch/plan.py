"""Everything that a training run is decided by, as one frozen record; the same plan and seed make the same model."""

from dataclasses import dataclass
from typing import Literal

from wanstudio.errors import SettingsInvalid

Device = Literal["auto", "cpu", "cuda"]
CELL = 32
"""Pixels a side that one latent cell stands for."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the denoiser's training: which picture sizes, for which share of the budget.

    `sizes` are (width, height, chance) in pixels; `rate` is the learning rate it starts with. `kept` is the share
    of a picture's tokens that a step looks at, 0 for all of them; it wants a compiled plan. Even so a share `whole`
    of the steps looks at all.
    """

    name: str
    share: float
    sizes: tuple[tuple[int, int, float], ...]
    rate: float
    warm_up: int = 200
    kept: float = 0.0
    whole: float = 0.2


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes, budgets and rates. `tokens` is how many picture tokens one step trains on.

    `settled`: what is named has one place and one look, which few samples suffice to learn, and pictures of
    one prompt are alike but for what nobody named. `focus` is how much more a cell with a named thing counts
    than any other, above one. `crowds` is how often drawings of several things are learnt from beside those of one,
    which has to be learnt first. `compiled`: train by way of the compiled block of `swift.py`, whose minute of
    compiling only a long run gets back. `native_area` is what the export declares: larger pictures are painted
    at so many pixels and enlarged; 0 for none.
    """

    name: str
    seed: int = 1
    channels: int = 64
    width: int = 256
    heads: int = 4
    layers: int = 8
    text_width: int = 256
    text_layers: int = 2
    text_heads: int = 4
    text_tokens: int = 64
    vocabulary: int = 3072
    decoder_width: int = 24
    tokens: int = 1024
    average: float = 0.999
    text_rate: float = 0.1
    drop_caption: float = 0.1
    drawings: int = 100_000
    sample_drawings: int = 2_000
    shard: int = 128
    large_every: int = 12
    decoder_share: float = 0.0
    settled: bool = False
    focus: float = 2.0
    crowds: float = 1.0
    compiled: bool = False
    few_share: float = 0.08
    few_steps: int = 4
    recogniser_share: float = 0.06
    recogniser_width: int = 48
    native_area: int = 0
    phases: tuple[Phase, ...] = ()

    @property
    def other_sizes(self) -> tuple[tuple[int, int], ...]:
        """Those of the phases that are drawn in shards of their own."""
        sizes = [(width, height) for phase in self.phases for width, height, _ in phase.sizes]
        return tuple(dict.fromkeys(size for size in sizes if size not in ((256, 256), (512, 512))))


SMALL = ((256, 256, 1.0),)
MIDDLE = ((512, 512, 1.0),)
MIXED = (
    (512, 512, 0.4), (1280, 1280, 0.2), (1280, 720, 0.1), (720, 1280, 0.1), (1152, 864, 0.1), (864, 1152, 0.1),
)  # fmt: skip
SHAPES = (
    (512, 512, 0.8), (704, 384, 0.05), (384, 704, 0.05), (512, 384, 0.05), (384, 512, 0.05),
)  # fmt: skip
"""At most about as many pixels as 512*512, in the shapes that are asked for most: 1:1, 16:9, 4:3."""

PLANS = {
    "tiny": Plan(
        "tiny", channels=16, width=32, heads=2, layers=2, text_width=32, text_layers=1, text_heads=2,
        vocabulary=400, decoder_width=8, tokens=128, average=0.9, drawings=24, sample_drawings=12, shard=4,
        large_every=3, decoder_share=0.2, text_tokens=32, recogniser_width=16,
        phases=(
            Phase("small", 0.4, SMALL, 3e-3, warm_up=5),
            Phase("mixed", 0.2, ((512, 512, 0.8), (1280, 1280, 0.2)), 1e-3, warm_up=2),
        ),
    ),
    "cpu": Plan(
        "cpu", decoder_width=8, few_share=0.0, compiled=True, settled=True, focus=3.0, crowds=0.4,
        recogniser_share=0.2, recogniser_width=32, native_area=512 * 512,
        phases=(
            Phase("small", 0.08, SMALL, 2e-3, warm_up=500),
            Phase("middle", 0.5, MIDDLE, 1.5e-3, kept=0.5),
            Phase("shapes", 0.2, SHAPES, 1.5e-3, kept=0.5, whole=0.4),
        ),
    ),
    "gpu": Plan(
        "gpu", channels=96, layers=10, tokens=49_152, average=0.9995, drawings=600_000, decoder_share=0.14,
        phases=(
            Phase("small", 0.2, SMALL, 1.5e-3, warm_up=500),
            Phase("middle", 0.36, MIDDLE, 1.5e-3),
            Phase("mixed", 0.2, MIXED, 8e-4),
        ),
    ),
}  # fmt: skip


def find_plan(name: str) -> Plan:
    """The plan of that name; SettingsInvalid names those there are."""
    if name not in PLANS:
        raise SettingsInvalid(problem=f"there is no plan {name!r}; take one of {', '.join(PLANS)}")
    return PLANS[name]
