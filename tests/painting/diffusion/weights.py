"""Small checkpoints with random weights, in the layouts that the engine must know, as diffusers saves them."""

import json
from pathlib import Path

import torch
from diffusers import (
    AutoencoderKLWan,
    FlowMatchEulerDiscreteScheduler,
    UniPCMultistepScheduler,
    WanPipeline,
    WanTransformer3DModel,
)
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast, UMT5Config, UMT5EncoderModel

SENTENCES = [
    "a sitting orange cat beside a red car under a big tree",
    "a boat on the blue sea at sunset, oil painting, no people",
    "low resolution, worst quality, extra fingers, deformed, blurred",
    "一只坐着的橘黄色的猫，表情愉悦，活泼可爱",
]
TEXT_TOKENS = 24


def new_tokenizer() -> PreTrainedTokenizerFast:
    raw = Tokenizer(models.Unigram())
    raw.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=120, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False
    )
    raw.train_from_iterator(SENTENCES, trainer)
    raw.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", raw.token_to_id("</s>"))]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=raw, pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    )


def new_encoder(tokenizer, width=32, layers=2, vocabulary=None):
    return UMT5EncoderModel(
        UMT5Config(
            vocab_size=vocabulary or len(tokenizer),
            d_model=width,
            d_kv=width // 4,
            d_ff=2 * width,
            num_layers=layers,
            num_heads=4,
        )
    )


def new_transformer(channels, *, extra=0, heads=2, head_width=16, layers=2, ffn=64, text=32):
    return WanTransformer3DModel(
        num_attention_heads=heads,
        attention_head_dim=head_width,
        in_channels=channels + extra,
        out_channels=channels,
        text_dim=text,
        freq_dim=32,
        ffn_dim=ffn,
        num_layers=layers,
    )


def new_vae(z_dim, *, dim=8, patch=None, residual=False, decoder_dim=None, blocks=1):
    extra = (
        {}
        if patch is None
        else {"patch_size": patch, "in_channels": 3 * patch**2, "out_channels": 3 * patch**2}
    )
    generator = torch.Generator().manual_seed(z_dim)
    return AutoencoderKLWan(
        base_dim=dim,
        decoder_base_dim=decoder_dim,
        z_dim=z_dim,
        num_res_blocks=blocks,
        is_residual=residual,
        scale_factor_spatial=8 * (patch or 1),
        latents_mean=torch.randn(z_dim, generator=generator).tolist(),
        latents_std=(torch.rand(z_dim, generator=generator) + 0.5).tolist(),
        **extra,
    )


def unipc(shift=3.0):
    return UniPCMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, num_train_timesteps=1000, flow_shift=shift
    )


def t2v(folder: Path) -> Path:
    """As Wan2.1-T2V: z16, 8 pixels a cell."""
    return _save(folder, new_vae(16), lambda: new_transformer(16), scheduler=unipc())


def a14b(folder: Path) -> Path:
    """As Wan2.2-T2V-A14B: an expert for high noise and one for low."""
    more = {"transformer_2": new_transformer(16), "boundary_ratio": 0.875}
    return _save(folder, new_vae(16), lambda: new_transformer(16), scheduler=unipc(), **more)


def ti2v(folder: Path) -> Path:
    """As Wan2.2-TI2V-5B: patches in the autoencoder, residual shortcuts, a timestep for each token."""
    vae = new_vae(12, patch=2, residual=True, decoder_dim=12)
    scheduler = unipc(5.0)
    return _save(folder, vae, lambda: new_transformer(12), scheduler=scheduler, expand_timesteps=True)


def sketch(folder: Path) -> Path:
    """As the embedded model: 32 pixels a cell, Euler."""
    vae = new_vae(16, patch=4, residual=True)
    return _save(
        folder, vae, lambda: new_transformer(16), scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0)
    )


def declared(folder: Path) -> Path:
    """As the embedded model with all that `wanstudio.json` can declare of it."""
    z_dim, cell = 16, 32
    vae = new_vae(z_dim, patch=4, residual=True)
    scheduler = FlowMatchEulerDiscreteScheduler(shift=3.0)
    _save(folder, vae, lambda: new_transformer(z_dim, extra=6), scheduler=scheduler)
    new_transformer(z_dim, extra=6).save_pretrained(folder / "transformer_fast")
    linear = {"weight": 0.2 * torch.randn(3 * cell**2, z_dim), "bias": 0.1 * torch.randn(3 * cell**2)}
    save_file({name: value.half() for name, value in linear.items()}, folder / "linear.safetensors")
    fast = {"steps": 2, "guidance": 1.0, "shift": 2.0, "transformer": "transformer_fast"}
    told = {
        "coordinates": True,
        "channel_std": (torch.rand(z_dim) + 0.4).tolist(),
        "linear_decoder": "linear.safetensors",
        "text_tokens": TEXT_TOKENS,
        "tiers": {"full": {"steps": 4, "guidance": 3.0, "shift": 1.5}, "fast": fast},
        "denial": {"above": 0.9, "guidance": 6.0},
        "regions": {"overlap": 2, "above": 0.8},
        "measured": {"one_coloured_thing": 0.93},
    }
    (folder / "wanstudio.json").write_text(json.dumps(told))
    return folder


LAYOUTS = {"t2v": t2v, "a14b": a14b, "ti2v": ti2v, "sketch": sketch, "declared": declared}


def _save(folder, vae, transformer, scheduler, **more):
    tokenizer = new_tokenizer()
    return save(folder, tokenizer, new_encoder(tokenizer), vae, transformer(), scheduler, **more)


def save(folder, tokenizer, encoder, vae, transformer, scheduler, **more):
    pipeline = WanPipeline(
        tokenizer=tokenizer,
        text_encoder=encoder,
        vae=vae,
        scheduler=scheduler,
        transformer=transformer,
        **more,
    )
    pipeline.save_pretrained(folder, safe_serialization=True)
    return folder


def make(name: str, folder: Path) -> Path:
    """Save the layout of that name; the same weights whenever it is made."""
    torch.manual_seed(len(name))
    return LAYOUTS[name](folder)
