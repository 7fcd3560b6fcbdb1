"""Names and shapes of the tensors of an AutoencoderKLWan, told by its configuration alone. Needs no torch."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

Shape = tuple[int, ...]
Tensors = Iterator[tuple[str, Shape]]


def autoencoder_tensors(config: Mapping[str, Any]) -> Tensors:
    """Encoder, decoder and the two convolutions between them."""
    z_dim = config.get("z_dim", 16)
    base = config.get("base_dim", 96)
    yield from _encoder(config, base, 2 * z_dim)
    yield from _conv("quant_conv", 2 * z_dim, 2 * z_dim, 1, 1, 1)
    yield from _conv("post_quant_conv", z_dim, z_dim, 1, 1, 1)
    yield from _decoder(config, config.get("decoder_base_dim") or base, z_dim)


def _conv(name: str, out: int, taken: int, *kernel: int) -> Tensors:
    yield f"{name}.weight", (out, taken, *kernel)
    yield f"{name}.bias", (out,)


def _residual(name: str, taken: int, out: int) -> Tensors:
    yield f"{name}.norm1.gamma", (taken, 1, 1, 1)
    yield from _conv(f"{name}.conv1", out, taken, 3, 3, 3)
    yield f"{name}.norm2.gamma", (out, 1, 1, 1)
    yield from _conv(f"{name}.conv2", out, out, 3, 3, 3)
    if taken != out:
        yield from _conv(f"{name}.conv_shortcut", out, taken, 1, 1, 1)


def _attention(name: str, width: int) -> Tensors:
    yield f"{name}.norm.gamma", (width, 1, 1)
    yield from _conv(f"{name}.to_qkv", 3 * width, width, 1, 1)
    yield from _conv(f"{name}.proj", width, width, 1, 1)


def _middle(name: str, width: int) -> Tensors:
    yield from _residual(f"{name}.resnets.0", width, width)
    yield from _attention(f"{name}.attentions.0", width)
    yield from _residual(f"{name}.resnets.1", width, width)


def _ends(name: str, first: tuple[int, int], last: tuple[int, int]) -> Tensors:
    """Both ends of encoder or decoder; each a pair of channels out and in."""
    yield from _conv(f"{name}.conv_in", *first, 3, 3, 3)
    yield f"{name}.norm_out.gamma", (last[1], 1, 1, 1)
    yield from _conv(f"{name}.conv_out", *last, 3, 3, 3)


def _config(config: Mapping[str, Any]) -> tuple[list[int], int, Sequence[bool], bool]:
    """Multipliers of the levels, blocks in each, which of them halve the frames, and whether they are residual."""
    return (
        list(config.get("dim_mult", (1, 2, 4, 4))),
        config.get("num_res_blocks", 2),
        config.get("temperal_downsample", (False, True, True)),
        bool(config.get("is_residual", False)),
    )


def _encoder(config: Mapping[str, Any], base: int, out: int) -> Tensors:
    mult, blocks, in_time, residual = _config(config)
    widths = [base * each for each in (1, *mult)]
    yield from _ends("encoder", (widths[0], config.get("in_channels", 3)), (out, widths[-1]))
    yield from _middle("encoder.mid_block", widths[-1])
    place, scale = 0, 1.0
    for level, (taken, width) in enumerate(pairwise(widths)):
        last = level == len(mult) - 1
        if residual:
            for number in range(blocks):
                name = f"encoder.down_blocks.{level}.resnets.{number}"
                yield from _residual(name, width if number else taken, width)
            if not last:
                yield from _down(f"encoder.down_blocks.{level}.downsampler", width, in_time=in_time[level])
            continue
        for number in range(blocks):
            yield from _residual(f"encoder.down_blocks.{place}", width if number else taken, width)
            place += 1
            if scale in config.get("attn_scales", ()):
                yield from _attention(f"encoder.down_blocks.{place}", width)
                place += 1
        if not last:
            yield from _down(f"encoder.down_blocks.{place}", width, in_time=in_time[level])
            place, scale = place + 1, scale / 2


def _down(name: str, width: int, *, in_time: bool) -> Tensors:
    yield from _conv(f"{name}.resample.1", width, width, 3, 3)
    if in_time:
        yield from _conv(f"{name}.time_conv", width, width, 3, 1, 1)


def _decoder(config: Mapping[str, Any], base: int, z_dim: int) -> Tensors:
    mult, blocks, in_time, residual = _config(config)
    widths = [base * each for each in (mult[-1], *reversed(mult))]
    yield from _ends("decoder", (widths[0], z_dim), (config.get("out_channels", 3), widths[-1]))
    yield from _middle("decoder.mid_block", widths[0])
    doubled_frames = list(reversed(in_time))
    for level, (before, width) in enumerate(pairwise(widths)):
        name = f"decoder.up_blocks.{level}"
        taken = before // 2 if level and not residual else before
        for number in range(blocks + 1):
            yield from _residual(f"{name}.resnets.{number}", width if number else taken, width)
        if level == len(mult) - 1:
            continue
        sampler = f"{name}.upsampler" if residual else f"{name}.upsamplers.0"
        yield from _conv(f"{sampler}.resample.1", width if residual else width // 2, width, 3, 3)
        if doubled_frames[level]:
            yield from _conv(f"{sampler}.time_conv", 2 * width, width, 3, 1, 1)
