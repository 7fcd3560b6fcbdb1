"""The picture's way back: the linear code, and a Wan decoder that learns what it leaves out.

The encoder stays linear, so the latents of the pool never change. The decoder learns from what the denoiser makes of
drawings (`retelling.py`), so that it also takes away what painting leaves behind: grain, and steps between tokens. A
decoder that is not half a decibel better at that than the linear code, on drawings it has not seen, is not used.
"""

from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from diffusers import AutoencoderKLWan
from safetensors.torch import save_file
from torch import Tensor

from sketch.denoiser import half_precision
from sketch.keeping import load_state, note, save_state
from sketch.pace import Pace
from sketch.patches import Bytes, Patches
from sketch.plan import CELL, Plan
from sketch.retelling import retell, retold_of

_PATCH = 4
_CROP = 6
_CROPS = 4
_RATE = 2e-4
_PLAIN = 0.2
"""So many pieces are shown as they are in the linear code, not as the denoiser made them."""
_FROM_ONE = 4
_WORTH = 0.5
"""So many dB a decoder has to bring to be worth the time that it takes."""
_KEEP_SECONDS = 60.0
_PRECISE = 0.75
"""After this share of the budget edges count too."""


def new_vae(plan: Plan, patches: Patches) -> Any:
    """An AutoencoderKLWan of 32 pixels a cell whose decoder adds nothing yet; its encoder is not used, and tiny."""
    torch.manual_seed(plan.seed)
    vae = AutoencoderKLWan(
        base_dim=8,
        decoder_base_dim=plan.decoder_width,
        z_dim=plan.channels,
        num_res_blocks=1,
        is_residual=True,
        patch_size=_PATCH,
        in_channels=3 * _PATCH**2,
        out_channels=3 * _PATCH**2,
        scale_factor_spatial=CELL,
        latents_mean=[0.0] * plan.channels,
        latents_std=patches.scale.tolist(),
    )
    torch.nn.init.zeros_(vae.decoder.conv_out.weight)
    torch.nn.init.zeros_(vae.decoder.conv_out.bias)
    return vae


class Linear:
    """The linear code on a device, over whole batches."""

    def __init__(self, patches: Patches, device: torch.device) -> None:
        self.basis = torch.from_numpy(patches.basis).to(device)
        self.mean = torch.from_numpy(patches.mean).to(device)
        self.scale = torch.from_numpy(patches.scale).to(device)[:, None, None]

    def encode(self, pictures: Tensor) -> Tensor:
        """[B, 3, H, W] in -1..1 to coefficients [B, C, h, w]."""
        rows = F.pixel_unshuffle(pictures, CELL).permute(0, 2, 3, 1)
        return ((rows - self.mean) @ self.basis.T).permute(0, 3, 1, 2)

    def decode(self, coefficients: Tensor) -> Tensor:
        """And back."""
        rows = coefficients.permute(0, 2, 3, 1) @ self.basis + self.mean
        return F.pixel_shuffle(rows.permute(0, 3, 1, 2), CELL)


def added(vae: Any, coefficients: Tensor) -> Tensor:
    """What the decoder adds to the linear picture. [B, 3, H, W]"""
    cells = vae.decoder(vae.post_quant_conv(coefficients.unsqueeze(2)), first_chunk=True)[:, :, 0]
    batch, _, high, wide = cells.shape
    split = cells.view(batch, 3, _PATCH, _PATCH, high, wide).permute(0, 1, 4, 3, 5, 2)
    pictures: Tensor = split.reshape(batch, 3, high * _PATCH, wide * _PATCH).float()
    return pictures


def train_decoder(plan: Plan, run: Path, pace: Pace, device: torch.device) -> None:
    """Train the decoder on pieces of the drawings that were retold; with no budget it stays silent."""
    if plan.decoder_share:
        retell(plan, run, device)
    patches = Patches.load(run / "patches.safetensors")
    vae, linear = new_vae(plan, patches).to(device), Linear(patches, device)
    weights = [*vae.decoder.parameters(), *vae.post_quant_conv.parameters()]
    optimizer = torch.optim.AdamW(weights, lr=_RATE, betas=(0.9, 0.95), fused=True)
    file = run / "states" / "decoder.pt"
    if state := load_state(file):
        vae.load_state_dict(state["vae"])
        optimizer.load_state_dict(state["optimizer"])
        pace.spent, pace.done = state["spent"], state["done"]
    kept = pace.used
    count = _CROPS if device.type == "cpu" else 32 * _CROPS
    with click.progressbar(length=1000, label="decoder") as bar:
        while plan.decoder_share and not pace.over:
            rng = np.random.default_rng([plan.seed, 7, pace.done])
            pictures, latents = (part.to(device) for part in crops(run, count, rng))
            loss = _step(vae, linear, pictures, latents, optimizer, pace)
            pace.done += 1
            if pace.done % 50 == 0:
                note(run, "decoder", step=pace.done, seconds=round(pace.used), loss=loss)
            if pace.used - kept > _KEEP_SECONDS:
                kept = pace.used
                _keep(file, vae, optimizer, pace)
            bar.update(int(1000 * pace.progress) - bar.pos)
    _keep(file, vae, optimizer, pace)
    before, after = gain(vae, linear, run, device) if plan.decoder_share else (0.0, 0.0)
    note(run, "decoder", linear_db=before, decoder_db=after)
    used = "both" if after > before + _WORTH else "linear"
    tensors = {name: each.bfloat16().cpu().contiguous() for name, each in vae.state_dict().items()}
    save_file(tensors, run / "decoder.safetensors", metadata={"decoder": used})


def _step(
    vae: Any, linear: Linear, pictures: Tensor, latents: Tensor, optimizer: torch.optim.Optimizer, pace: Pace
) -> float:
    plain = torch.arange(len(latents), device=latents.device) < _PLAIN * len(latents)
    shown = torch.where(plain[:, None, None, None], linear.encode(pictures), latents * linear.scale)
    with half_precision(pictures.device):
        told = linear.decode(shown) + added(vae, shown)
    loss = F.l1_loss(told, pictures) + F.mse_loss(told, pictures)
    if pace.progress > _PRECISE:
        loss = loss + 0.5 * sum(F.l1_loss(told.diff(dim=side), pictures.diff(dim=side)) for side in (2, 3))
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_([p for group in optimizer.param_groups for p in group["params"]], 1.0)
    for group in optimizer.param_groups:
        group["lr"] = _RATE * min(1.0, (pace.done + 1) / 100) * (1 - 0.97 * pace.progress)
    optimizer.step()
    return float(loss.detach())


def _keep(file: Path, vae: Any, optimizer: torch.optim.Optimizer, pace: Pace) -> None:
    state = {"vae": vae.state_dict(), "optimizer": optimizer.state_dict()}
    save_state(file, state | {"spent": pace.used, "done": pace.done})


def crops(run: Path, count: int, rng: np.random.Generator, *, held: bool = False) -> tuple[Tensor, Tensor]:
    """Pieces of drawings, [B, 3, 192, 192] in -1..1, of two places by chance the busier one, and what the denoiser
    made of them, as latents [B, C, 6, 6].
    """
    files = sorted((run / "pool" / "whole").glob("*.npy"))
    files = files[:1] if held else files[1:] or files
    found: list[Bytes] = []
    told: list[Any] = []
    while len(found) < count:
        file = files[rng.integers(len(files))]
        shard, retold = (np.load(each, mmap_mode="r") for each in (file, retold_of(file)))
        for number in rng.integers(len(shard), size=_FROM_ONE).tolist():
            high, wide = retold.shape[2:]
            spots = rng.integers([high - _CROP + 1, wide - _CROP + 1], size=(2, 2)).tolist()
            pieces = [(_piece(shard[number], y, x, CELL), y, x) for y, x in spots]
            piece, y, x = max(pieces, key=lambda one: float(one[0][::4, ::4].std()))
            found.append(piece)
            told.append(retold[number, :, y : y + _CROP, x : x + _CROP])
    pictures = torch.from_numpy(np.stack(found[:count])).permute(0, 3, 1, 2)
    return pictures.float() / 127.5 - 1, torch.from_numpy(np.stack(told[:count])).float()


def _piece(picture: Bytes, y: int, x: int, cell: int) -> Bytes:
    return picture[y * cell : (y + _CROP) * cell, x * cell : (x + _CROP) * cell]


@torch.no_grad()
def gain(vae: Any, linear: Linear, run: Path, device: torch.device) -> tuple[float, float]:
    """PSNR in dB on drawings kept apart and retold: of the linear code alone, and with the decoder."""
    pictures, latents = (part.to(device) for part in crops(run, 64, np.random.default_rng(0), held=True))
    shown = latents * linear.scale
    flat = linear.decode(shown)
    told = flat + added(vae, shown)
    both = [
        float(-10 * torch.log10((each.clamp(-1, 1) - pictures).square().mean() / 4)) for each in (flat, told)
    ]
    return both[0], both[1]
