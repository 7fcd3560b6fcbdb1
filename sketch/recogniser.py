"""A small recogniser of drawings: it says what is in a picture, and is itself checked before it may judge.

It looks at pictures of 128*128 pixels: what the linear code keeps of 512*512, and no more, so that drawings and
pictures of the model look alike to it.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from sketch.patches import Bytes, Patches
from sketch.plan import CELL
from sketch.shards import fitted
from sketch.world import KINDS, PAINTS, SETTINGS, STYLES, TIMES

RECOGNISER = Path(__file__).parent / "recogniser.safetensors"
"""The one that judged the weights in the package; it knows drawings of which only the place is free."""
BEFORE = "recogniser_before.safetensors"
"""In a run: the recogniser that its own goes on from."""
SIDE = 512
COUNTS = 7
_SHRUNK = 4
_STRIDE = 4
_HIDDEN = 128
_SELDOM = 9.5
"""Taken from the logit of each kind: at first a kind is seen in one picture of fifty."""
PERSON, PEOPLE = "person", ("man", "woman")
"""A person is drawn as a man or as a woman: either is a person as well."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was seen in each of B pictures, as logits; `spots` are the middles of each kind, 0..1.

    kinds [B, K], settings, times, styles [B, ...], colours [B, K, ...], counts [B, K, 7], spots [B, K, 2].
    """

    kinds: Tensor
    settings: Tensor
    times: Tensor
    styles: Tensor
    colours: Tensor
    counts: Tensor
    spots: Tensor


@dataclass(frozen=True, slots=True)
class Lens:
    """The linear code and the shrinking after it as one step: weight [3·8·8, C], bias [3·8·8]."""

    weight: Tensor
    bias: Tensor

    @classmethod
    def of(cls, patches: Patches, device: torch.device) -> "Lens":
        """The lens for latents of this code."""
        small = CELL // _SHRUNK
        rows = np.concatenate([patches.basis * patches.scale[:, None], patches.mean[None]])
        cells = rows.reshape(-1, 3, small, _SHRUNK, small, _SHRUNK).mean((3, 5))
        kept = torch.from_numpy(np.ascontiguousarray(cells.reshape(len(rows), -1))).to(device)
        return cls(kept[:-1].T.contiguous(), kept[-1])

    def show(self, latents: Tensor) -> Tensor:
        """Latents [B, C, 16, 16] as pictures [B, 3, 128, 128] in -1..1."""
        cells = F.conv2d(latents, self.weight[:, :, None, None], self.bias)
        return F.pixel_shuffle(cells, CELL // _SHRUNK).clamp(-1, 1)


class _Conv(nn.Module):
    """3*3 pixels to one; the weight is kept as a matrix, which is what the optimizer Muon steps on."""

    def __init__(self, before: int, after: int, stride: int = 1) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(after, 9 * before) * (27 * before) ** -0.5)
        self.bias = nn.Parameter(torch.zeros(after))
        self._stride = stride

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.weight.view(len(self.bias), -1, 3, 3), self.bias, self._stride, 1)


class _Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.way = nn.Sequential(
            nn.GroupNorm(8, width), nn.SiLU(), _Conv(width, width),
            nn.GroupNorm(8, width), nn.SiLU(), _Conv(width, width),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        shown: Tensor = x + self.way(x)
        return shown


@dataclass(frozen=True, slots=True)
class Sight:
    """What the convolutions made of B pictures, with N places each.

    `paints` [B, w, N] are what small spots look like, `shapes` [B, 2w, N] what is around them, `where` [B, K, N]
    how much each kind is there, `light` [B, 2w] what the whole picture is like; the rest is as in a `Reading`.
    """

    paints: Tensor
    shapes: Tensor
    where: Tensor
    light: Tensor
    kinds: Tensor
    settings: Tensor
    times: Tensor
    styles: Tensor


class Recogniser(nn.Module):
    """Convolutions at a quarter, an eighth and a sixteenth of the side; then each kind looks where it is, and tells.

    Colours are told from what lies there before its shape is known, so that no pairing is held for impossible.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        low, middle, high = width, 2 * width, 4 * width
        self.low = nn.Sequential(nn.PixelUnshuffle(_STRIDE), _Conv(3 * _STRIDE**2, low), _Block(low))
        self.middle = nn.Sequential(_Conv(low, middle, 2), _Block(middle), _Block(middle))
        self.high = nn.Sequential(
            _Conv(middle, high, 2), _Block(high), _Block(high), nn.GroupNorm(8, high), nn.SiLU()
        )
        self.context = nn.Linear(high, middle)
        self.join = nn.Sequential(nn.GroupNorm(8, middle), nn.SiLU(), _Conv(middle, middle), nn.SiLU())
        self.look, self.shade, self.dense, self.name = (nn.Embedding(len(KINDS), middle) for _ in range(4))
        for each in (self.look, self.shade, self.dense):
            nn.init.normal_(each.weight, std=middle**-0.5)
        self.presence = nn.Linear(2 * high, len(KINDS))
        self.answer = nn.Linear(2 * high, len(SETTINGS) + len(TIMES) + len(STYLES))
        self.light = nn.Linear(2 * high, low)
        self.paint = nn.Sequential(nn.Linear(3 * low, _HIDDEN), nn.SiLU(), nn.Linear(_HIDDEN, len(PAINTS)))
        self.number = nn.Sequential(nn.Linear(middle + 2, _HIDDEN), nn.SiLU(), nn.Linear(_HIDDEN, COUNTS))

    @property
    def matrices(self) -> list[nn.Parameter]:
        """The weights of the convolutions but the first."""
        return [each.weight for each in self.modules() if isinstance(each, _Conv)][1:]

    @classmethod
    def load(cls, file: Path) -> "Recogniser":
        """What `save` wrote."""
        weights = {name: each.float() for name, each in load_file(file).items()}
        model = cls(len(weights["light.bias"]))
        model.load_state_dict(weights)
        return model

    def save(self, file: Path) -> None:
        """In half precision, beside its place first, so that a reader sees the whole or nothing."""
        part = file.with_suffix(".part")
        save_file({name: each.half().cpu().contiguous() for name, each in self.state_dict().items()}, part)
        part.replace(file)

    def see(self, pictures: Tensor) -> Sight:
        """pictures: [B, 3, 128, 128] in -1..1."""
        low = self.low(pictures)
        middle = self.middle(low)
        high = self.high(middle)
        flat = high.flatten(2)
        pooled = torch.cat([flat.mean(2), flat.amax(2)], 1)
        around = self.context(flat.transpose(1, 2)).transpose(1, 2).unflatten(2, high.shape[2:])
        shapes = self.join(middle + F.interpolate(around, scale_factor=2.0)).flatten(2)
        where = self.look.weight @ shapes
        kinds = self.presence(pooled) + where.logsumexp(2) - _SELDOM
        paints = F.avg_pool2d(low, 2).flatten(2)
        light = torch.cat([paints.mean(2), self.light(pooled)], 1)
        world = self.answer(pooled).float().split([len(SETTINGS), len(TIMES), len(STYLES)], 1)
        return Sight(paints.float(), shapes.float(), where.float(), light.float(), kinds.float(), *world)

    def tell(self, sight: Sight, rows: Tensor, kinds: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Colours [n, ...], counts [n, 7] and spots [n, 2] of n kinds, each in the picture of its row."""
        shapes, weight = sight.shapes[rows], sight.where[rows, kinds].softmax(1)[:, :, None]
        shade = (self.shade(kinds)[:, None] @ shapes).softmax(2).transpose(1, 2)
        paint = (sight.paints[rows] @ shade)[:, :, 0]
        colours = self.paint(torch.cat([paint, sight.light[rows]], 1))
        number = F.softplus(self.dense(kinds)[:, None] @ shapes - 4).sum(2)
        shape = F.silu((shapes @ weight)[:, :, 0] + self.name(kinds))
        counts = self.number(torch.cat([shape, number, number.add(1e-3).log()], 1))
        return colours, counts, (_places(weight) @ weight)[:, :, 0]

    def forward(self, pictures: Tensor) -> Reading:
        """pictures: [B, 3, 128, 128] in -1..1."""
        sight = self.see(pictures)
        kinds = torch.arange(len(KINDS), device=pictures.device)
        told = [self.tell(sight, torch.full_like(kinds, row), kinds) for row in range(len(pictures))]
        colours, counts, spots = (torch.stack(part) for part in zip(*told, strict=True))
        return Reading(sight.kinds, sight.settings, sight.times, sight.styles, colours, counts, spots)


def _places(weight: Tensor) -> Tensor:
    """Where the N places of square pictures lie, left to right and top to bottom: [2, N] in 0..1."""
    side = math.isqrt(weight.shape[1])
    middles = (torch.arange(side, device=weight.device) + 0.5) / side
    return torch.stack([middles.repeat(side), middles.repeat_interleave(side)])


@dataclass(slots=True)
class Judge:
    """A trained recogniser with the lens that it looks through."""

    model: Recogniser
    patches: Patches
    lens: Lens

    @classmethod
    def load(cls, run: Path) -> "Judge":
        """The recogniser of a run."""
        return cls.of(run / "recogniser.safetensors", Patches.load(run / "patches.safetensors"))

    @classmethod
    def of(cls, file: Path, patches: Patches) -> "Judge":
        """A recogniser that looks at what this linear code keeps."""
        return cls(Recogniser.load(file).eval(), patches, Lens.of(patches, torch.device("cpu")))

    @torch.no_grad()
    def read(self, pictures: list[Bytes]) -> Reading:
        """What is in pictures of any one size."""
        small = [fitted(each, (SIDE, SIDE)) for each in pictures]
        latents = np.stack([self.patches.encode(each) for each in small])
        reading: Reading = self.model(self.lens.show(torch.from_numpy(latents)))
        return reading
