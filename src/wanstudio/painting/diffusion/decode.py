"""The decoder of AutoencoderKLWan folded to two dimensions: exact for one frame, and without state.

For a first frame every causal convolution sees zeros in the past, so only the last slice of its kernel
counts; what doubles the frames does nothing yet.
"""

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 (everybody's name for it)
from torch import Tensor, nn

from wanstudio.painting.diffusion.dot_product import attend
from wanstudio.painting.diffusion.finite import check_finite

_LAST = 3
"""So many layers after the last doubling: a level, a norm and the convolution to pixels."""


def fold(vae: Any, *, inner: torch.dtype | None = None) -> "Decoder":
    """A decoder from normalised latents [B, C, h, w] to pictures [B, 3, H, W] in -1..1; the vae stays as it was.

    `inner` is the type of the large convolutions inside; what they add to, norms and both ends keep the vae's.
    """
    inner = inner or vae.dtype
    return Decoder(vae, fold_layers(vae, inner), inner).eval().requires_grad_(requires_grad=False)


def fold_layers(vae: Any, inner: torch.dtype) -> nn.Sequential:
    """The layers of the vae's decoder, each folded; the large convolutions in the type `inner`."""
    decoder = vae.decoder
    layers = [
        _convolution(vae.post_quant_conv),
        _convolution(decoder.conv_in),
        _middle(decoder.mid_block, inner),
        *(_up(block, inner) for block in decoder.up_blocks),
        _Norm(decoder.norm_out, activate=True),
        _convolution(decoder.conv_out),
    ]
    return nn.Sequential(*layers)


class Decoder(nn.Module):
    """The whole way back from latents: scale, layers, pixels out of patches, clamp. Subclasses may add to it."""

    mean: Tensor
    std: Tensor

    def __init__(self, vae: Any, layers: nn.Sequential | None, inner: torch.dtype) -> None:
        super().__init__()
        self.layers, self.inner = layers, inner
        self.patch = getattr(vae.config, "patch_size", None) or 1
        self.dtype = vae.dtype
        shape = 1, vae.config.z_dim, 1, 1
        self.register_buffer("mean", torch.tensor(vae.config.latents_mean, dtype=vae.dtype).view(shape))
        self.register_buffer("std", torch.tensor(vae.config.latents_std, dtype=vae.dtype).view(shape))
        self.to(vae.device)

    def forward(self, latents: Tensor) -> Tensor:
        """latents: [B, C, h, w] as the transformer left them -> [B, 3, H, W]."""
        return self.end(latents, self.begin(latents))

    def begin(self, latents: Tensor) -> Tensor | None:
        """The way of the layers up to the last level, about half of the work; None without layers."""
        if self.layers is None:
            return None
        scaled = self.denormalise(latents).contiguous(memory_format=torch.channels_last)
        lower: Tensor = self.layers[:-_LAST](scaled)
        return lower

    def end(self, latents: Tensor, lower: Tensor | None) -> Tensor:
        """The rest of the way, from what `begin` gave for the same latents; NotFinite if that is no picture."""
        picture = self._unclamped(latents, lower)
        # Before the clamp, which would make infinity white.
        check_finite(picture, "the decoder", self.inner)
        return picture.clamp_(-1.0, 1.0)

    def _unclamped(self, latents: Tensor, lower: Tensor | None) -> Tensor:
        """The picture before it is clamped, of what `begin` gave for the same latents."""
        del latents
        assert self.layers is not None
        return _unpatch(self.layers[-_LAST:](lower), self.patch)

    def denormalise(self, latents: Tensor) -> Tensor:
        """The latents as the vae has them, in its type."""
        return latents.to(self.dtype) * self.std + self.mean


def _unpatch(x: Tensor, patch: int) -> Tensor:
    """[B, 3·p·p, h, w] -> [B, 3, h·p, w·p]; within a patch the column comes first."""
    if patch == 1:
        return x
    batch, channels, high, wide = x.shape
    split = x.reshape(batch, channels // patch**2, patch, patch, high, wide)
    return split.permute(0, 1, 4, 3, 5, 2).reshape(batch, -1, high * patch, wide * patch)


def _convolution(conv: Any, dtype: torch.dtype | None = None) -> nn.Conv2d:
    """A causal 3-D convolution as the 2-D one that a first frame sees, in its own type or another."""
    _, *kernel = conv.kernel_size
    _, *stride = conv.stride
    left, _, top, _, _, _ = conv._padding  # noqa: SLF001 (there is no other place to read it)
    flat = nn.Conv2d(
        conv.in_channels, conv.out_channels, (kernel[0], kernel[1]), (stride[0], stride[1]), (top, left),
        device=conv.weight.device, dtype=conv.weight.dtype,
    )  # fmt: skip
    flat.weight.data = conv.weight.data[:, :, -1].clone(memory_format=torch.channels_last)
    flat.bias.data = conv.bias.data.clone()  # type: ignore[union-attr]
    return flat.to(dtype)


class _Norm(nn.Module):
    """Root-mean-square norm over the channels, with the activation that follows it."""

    scale: Tensor

    def __init__(self, norm: Any, *, activate: bool = False, dtype: torch.dtype | None = None) -> None:
        super().__init__()
        self.activate = activate
        self.dtype = dtype or norm.gamma.dtype
        self.register_buffer("scale", norm.gamma.data.reshape(1, -1, 1, 1) * norm.scale)

    def forward(self, x: Tensor) -> Tensor:
        scaled = F.normalize(x.float(), dim=1).mul_(self.scale)
        return (F.silu(scaled, inplace=True) if self.activate else scaled).to(self.dtype)


class _Residual(nn.Module):
    def __init__(self, block: Any, inner: torch.dtype) -> None:
        super().__init__()
        self.way = nn.Sequential(
            _Norm(block.norm1, activate=True, dtype=inner), _convolution(block.conv1, inner),
            _Norm(block.norm2, activate=True, dtype=inner), _convolution(block.conv2, inner),
        )  # fmt: skip
        plain = isinstance(block.conv_shortcut, nn.Identity)
        self.shortcut = nn.Identity() if plain else _convolution(block.conv_shortcut)

    def forward(self, x: Tensor) -> Tensor:
        shortcut: Tensor = self.shortcut(x)
        return self.way(x).to(x.dtype).add_(shortcut)  # type: ignore[no-any-return]


class _Attention(nn.Module):
    def __init__(self, block: Any) -> None:
        super().__init__()
        self.norm = _Norm(block.norm)
        self.to_qkv, self.proj = block.to_qkv, block.proj

    def forward(self, x: Tensor) -> Tensor:
        high, wide = x.shape[2:]
        tokens = self.to_qkv(self.norm(x)).flatten(2).transpose(1, 2).unsqueeze(1)
        seen = attend(*tokens.contiguous().chunk(3, dim=-1))
        shown: Tensor = self.proj(seen.transpose(1, 2).view(x.shape[0], -1, high, wide))
        return x + shown


class _Double(nn.Module):
    """Nearest-neighbour doubling and the 3x3 convolution after it, as one 2x2 convolution per phase.

    Of nine taps on a doubled picture each sees one of four cells: summing the taps beforehand leaves four
    multiplications where there were nine, and the doubled picture is never made.
    """

    weight: Tensor
    bias: Tensor

    def __init__(self, conv: nn.Conv2d, inner: torch.dtype) -> None:
        super().__init__()
        rows = [(slice(0, 1), slice(1, 3)), (slice(0, 2), slice(2, 3))]
        phases = [
            torch.stack(
                [torch.stack([conv.weight.data[:, :, y, x].sum((2, 3)) for x in columns], -1) for y in lines],
                -2,
            )
            for lines in rows
            for columns in rows
        ]
        weight = torch.cat(phases).to(inner, memory_format=torch.channels_last)
        self.register_buffer("weight", weight)
        assert conv.bias is not None
        self.register_buffer("bias", conv.bias.data.repeat(4).to(inner))

    def forward(self, x: Tensor) -> Tensor:
        batch, _, high, wide = x.shape
        phases = F.conv2d(x.to(self.weight.dtype), self.weight, self.bias, padding=1).chunk(4, dim=1)
        channels = phases[0].shape[1]
        out = x.new_empty(batch, 2 * high, 2 * wide, channels).permute(0, 3, 1, 2)
        for number, phase in enumerate(phases):
            top, left = divmod(number, 2)
            out[:, :, top::2, left::2] = phase[:, :, top : top + high, left : left + wide]
        return out


class _Duplicate(nn.Module):
    """The parameter-free shortcut of residual decoders: channels copied into the pixels of a doubled picture."""

    index: Tensor

    def __init__(self, shortcut: Any) -> None:
        super().__init__()
        space, frames = shortcut.factor_s, shortcut.factor_t
        out = torch.arange(shortcut.out_channels).view(-1, 1, 1)
        row, column = torch.arange(space).view(1, -1, 1), torch.arange(space).view(1, 1, -1)
        # Of the frames that it makes of a first one, only the last is kept.
        copied = ((out * frames + frames - 1) * space + row) * space + column
        self.register_buffer("index", (copied // shortcut.repeats).flatten(1).T.contiguous())
        self.space = space

    def add_to(self, out: Tensor, x: Tensor) -> Tensor:
        """Add the copied channels of x to the doubled picture, in place."""
        for number, channels in enumerate(self.index):
            top, left = divmod(number, self.space)
            out[:, :, top :: self.space, left :: self.space].add_(x[:, channels])
        return out


class _Stage(nn.Module):
    """One level of the decoder: residual blocks, doubling if it has one, shortcut if it has one."""

    def __init__(
        self, blocks: list[nn.Module], enlarge: nn.Module | None, shortcut: "_Duplicate | None"
    ) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*blocks)
        self.enlarge, self.shortcut = enlarge, shortcut

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.blocks(x)
        if self.enlarge is not None:
            out = self.enlarge(out)
        return out if self.shortcut is None else self.shortcut.add_to(out, x)


def _middle(block: Any, inner: torch.dtype) -> nn.Module:
    layers: list[nn.Module] = [_Residual(block.resnets[0], inner)]
    for attention, residual in zip(block.attentions, block.resnets[1:], strict=True):
        layers += [_Attention(attention), _Residual(residual, inner)]
    return nn.Sequential(*layers)


def _up(block: Any, inner: torch.dtype) -> nn.Module:
    sampler = block.upsampler if hasattr(block, "upsampler") else (block.upsamplers or [None])[0]
    shortcut = getattr(block, "avg_shortcut", None)
    return _Stage(
        [_Residual(residual, inner) for residual in block.resnets],
        None if sampler is None else _Double(sampler.resample[1], inner),
        None if shortcut is None else _Duplicate(shortcut),
    )
