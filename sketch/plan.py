"""Everything that a training run is decided by, as one frozen record; the same plan and seed make the same model."""

from dataclasses import dataclass, replace
from typing import Literal

from sketch.world import Free
from wanstudio.errors import SettingsInvalid

Device = Literal["auto", "cpu", "cuda"]
CELL = 32
"""Pixels a side that one latent cell stands for."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the denoiser's training: which picture sizes, for which share of the budget.

    `sizes` are (width, height, chance) in pixels; `rate` is the learning rate it starts with. `kept` is the share
    of a picture's tokens that a step looks at, 0 for all of them; it wants a compiled plan. Even so a share `whole`
    of the steps looks at all. `places`: so many of its records are of mere places, and most of those at times
    near pure noise, where it is decided whether somebody is there; 0 for as many as there are, at any time.
    """

    name: str
    share: float
    sizes: tuple[tuple[int, int, float], ...]
    rate: float
    warm_up: int = 200
    kept: float = 0.0
    whole: float = 0.2
    places: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes, budgets and rates. `tokens` is how many picture tokens one step trains on.

    `free` is what drawings leave to chance of the things that are named: of nothing, few samples suffice to learn
    them, and pictures of one prompt are alike but for what nobody named. `squares` are the sides in pixels of the
    square drawings in the pool: drawn at the first of them and shrunk to the others. One shard of so many as
    `withheld_every` says is for the recogniser alone. `focus` is how much more a cell
    with a named thing counts than any other, above one. `crowds` is how often drawings of several things are learnt
    from beside those of one, which has to be learnt first. `muon`: it takes the matrices of the transformer's blocks,
    AdamW the rest. `compiled`: train by way of the compiled block of `swift.py`, whose minute of compiling only a long
    run gets back. `native_area` is what the export declares: larger pictures are painted at so many pixels and
    enlarged; 0 for none.
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
    withheld_every: int = 12
    decoder_share: float = 0.0
    free: Free = "everything"
    squares: tuple[int, ...] = (512, 256)
    focus: float = 2.0
    crowds: float = 1.0
    muon: bool = False
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
        squares = {(side, side) for side in self.squares}
        return tuple(dict.fromkeys(size for size in sizes if size not in squares))


SMALL = ((256, 256, 1.0),)
MIDDLE = ((512, 512, 1.0),)
POLISH = ((512, 512, 0.72), (768, 768, 0.28))
MIXED = ((768, 768, 0.5), (512, 512, 0.25), (1024, 576, 0.125), (576, 1024, 0.125))
"""144 tokens in three shapes, and the 64 that a picture of 512*512 has."""
SHAPES = (
    (512, 512, 0.8), (704, 384, 0.05), (384, 704, 0.05), (512, 384, 0.05), (384, 512, 0.05),
)  # fmt: skip
"""At most about as many pixels as 512*512, in the shapes that are asked for most: 1:1, 16:9, 4:3."""

PLANS = {
    "tiny": Plan(
        "tiny", channels=16, width=32, heads=2, layers=2, text_width=32, text_layers=1, text_heads=2,
        vocabulary=400, decoder_width=8, tokens=128, average=0.9, drawings=24, sample_drawings=12, shard=4,
        large_every=3, withheld_every=6, decoder_share=0.2, text_tokens=32, recogniser_width=16,
        phases=(
            Phase("small", 0.4, SMALL, 3e-3, warm_up=5),
            Phase("mixed", 0.2, ((512, 512, 0.8), (1280, 1280, 0.2)), 1e-3, warm_up=2),
        ),
    ),
    "cpu": Plan(
        "cpu", decoder_width=8, few_share=0.0, compiled=True, free="nothing", focus=3.0, crowds=0.4,
        recogniser_share=0.2, recogniser_width=32, native_area=512 * 512,
        phases=(
            Phase("small", 0.08, SMALL, 2e-3, warm_up=500),
            Phase("middle", 0.5, MIDDLE, 1.5e-3, kept=0.5),
            Phase("shapes", 0.2, SHAPES, 1.5e-3, kept=0.5, whole=0.4),
        ),
    ),
    "gpu": Plan(
        "gpu", width=320, heads=5, layers=10, decoder_width=8, tokens=73_728, average=0.998, drawings=600_000, shard=64,
        large_every=4, squares=(768, 512), free="place", muon=True, compiled=True, few_share=0.0,
        decoder_share=0.1, recogniser_share=0.1, native_area=768 * 768,
        phases=(
            Phase("middle", 0.4, MIDDLE, 1.5e-3, warm_up=300),
            Phase("mixed", 0.4, MIXED, 1.5e-3, warm_up=100),
        ),
    ),
}  # fmt: skip
PLANS["more"] = replace(
    PLANS["gpu"], name="more", tokens=2048, average=0.99,
    phases=(PLANS["gpu"].phases[0], Phase("polish", 0.95, POLISH, 1e-4, warm_up=40, kept=0.5, whole=0.2, places=0.4)),
)  # fmt: skip
"""For `--start` on a CPU: what the plan `gpu` made, trained on at small rates. The first phase is passed over then."""


def find_plan(name: str) -> Plan:
    """The plan of that name; SettingsInvalid names those there are."""
    if name not in PLANS:
        raise SettingsInvalid(problem=f"there is no plan {name!r}; take one of {', '.join(PLANS)}")
    return PLANS[name]
