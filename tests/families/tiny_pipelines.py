"""Small folders of random weights for the pipelines that the adapter serves."""

import torch
from diffusers import (
    AutoencoderDC,
    AutoencoderKL,
    AutoencoderKLFlux2,
    ChromaPipeline,
    ChromaTransformer2DModel,
    ErnieImagePipeline,
    ErnieImageTransformer2DModel,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    FluxPipeline,
    FluxTransformer2DModel,
    OvisImagePipeline,
    OvisImageTransformer2DModel,
    PNDMScheduler,
    SanaPipeline,
    SanaTransformer2DModel,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from tests.families.tiny import chat_tokenizer, qwen3, stirred
from tests.painting.diffusion.weights import new_tokenizer
from tokenizers import pre_tokenizers
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    Gemma2Config,
    Gemma2Model,
    Qwen3Model,
    T5Config,
    T5EncoderModel,
)


def saved(folder, pipeline, **parts):
    parts = {
        name: stirred(each) if isinstance(each, torch.nn.Module) else each for name, each in parts.items()
    }
    pipeline(**parts).save_pretrained(folder, safe_serialization=True)
    return folder


def euler(**more):
    return FlowMatchEulerDiscreteScheduler(shift=3.0, **more)


def vae(channels, **more):
    return AutoencoderKL(
        down_block_types=["DownEncoderBlock2D"] * 4,
        up_block_types=["UpDecoderBlock2D"] * 4,
        block_out_channels=[8] * 4,
        layers_per_block=1,
        latent_channels=channels,
        norm_num_groups=4,
        sample_size=64,
        **{"scaling_factor": 0.4, "shift_factor": 0.1} | more,
    )


def clip_tokenizer():
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    names = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(
        vocab={name: number for number, name in enumerate(names)}, merges=[], model_max_length=77
    )


def clip(kind=CLIPTextModel, width=32):
    config = CLIPTextConfig(
        vocab_size=514,
        hidden_size=width,
        intermediate_size=2 * width,
        projection_dim=width,
        num_hidden_layers=2,
        num_attention_heads=4,
        bos_token_id=512,
        eos_token_id=513,
        pad_token_id=513,
    )
    return kind(config)


def t5(tokenizer, width=32):
    config = T5Config(
        vocab_size=len(tokenizer), d_model=width, d_kv=8, d_ff=2 * width, num_layers=2, num_heads=4
    )
    return T5EncoderModel(config)


def unet(**more):
    return UNet2DConditionModel(
        sample_size=16,
        in_channels=4,
        out_channels=4,
        block_out_channels=(8, 16),
        layers_per_block=1,
        norm_num_groups=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        **more,
    )


BETAS = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}


def stable_diffusion(folder):
    return saved(
        folder,
        StableDiffusionPipeline,
        unet=unet(cross_attention_dim=32, attention_head_dim=2),
        scheduler=PNDMScheduler(**BETAS, skip_prk_steps=True, steps_offset=1),
        vae=vae(4, shift_factor=None),
        text_encoder=clip(),
        tokenizer=clip_tokenizer(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def stable_diffusion_xl(folder):
    parts = unet(
        cross_attention_dim=64,
        attention_head_dim=(2, 4),
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        transformer_layers_per_block=(1, 1),
        projection_class_embeddings_input_dim=6 * 8 + 32,
    )
    return saved(
        folder,
        StableDiffusionXLPipeline,
        unet=parts,
        scheduler=EulerDiscreteScheduler(**BETAS, steps_offset=1, timestep_spacing="leading"),
        vae=vae(4, shift_factor=None),
        text_encoder=clip(),
        tokenizer=clip_tokenizer(),
        text_encoder_2=clip(CLIPTextModelWithProjection),
        tokenizer_2=clip_tokenizer(),
    )


def stable_diffusion_3(folder):
    transformer = SD3Transformer2DModel(
        sample_size=64,
        patch_size=2,
        in_channels=4,
        out_channels=4,
        num_layers=2,
        attention_head_dim=8,
        num_attention_heads=4,
        caption_projection_dim=32,
        joint_attention_dim=32,
        pooled_projection_dim=64,
        pos_embed_max_size=64,
    )
    words = new_tokenizer()
    return saved(
        folder,
        StableDiffusion3Pipeline,
        transformer=transformer,
        scheduler=euler(),
        vae=vae(4),
        text_encoder=clip(CLIPTextModelWithProjection),
        tokenizer=clip_tokenizer(),
        text_encoder_2=clip(CLIPTextModelWithProjection),
        tokenizer_2=clip_tokenizer(),
        text_encoder_3=t5(words),
        tokenizer_3=words,
    )


FLUX = {
    "patch_size": 1,
    "in_channels": 16,
    "num_layers": 1,
    "num_single_layers": 1,
    "attention_head_dim": 16,
    "num_attention_heads": 2,
    "joint_attention_dim": 32,
    "axes_dims_rope": [4, 4, 8],
}


def flux(folder):
    words = new_tokenizer()
    return saved(
        folder,
        FluxPipeline,
        transformer=FluxTransformer2DModel(**FLUX, pooled_projection_dim=32, guidance_embeds=True),
        scheduler=euler(use_dynamic_shifting=True),
        vae=vae(4),
        text_encoder=clip(),
        tokenizer=clip_tokenizer(),
        text_encoder_2=t5(words),
        tokenizer_2=words,
    )


def chroma(folder):
    words = new_tokenizer()
    transformer = ChromaTransformer2DModel(
        **FLUX, approximator_hidden_dim=32, approximator_layers=1, approximator_num_channels=16
    )
    return saved(
        folder,
        ChromaPipeline,
        transformer=transformer,
        scheduler=euler(),
        vae=vae(4),
        text_encoder=t5(words),
        tokenizer=words,
    )


def ovis(folder):
    return saved(
        folder,
        OvisImagePipeline,
        transformer=OvisImageTransformer2DModel(**FLUX | {"joint_attention_dim": 16, "out_channels": 16}),
        scheduler=euler(),
        vae=vae(4),
        text_encoder=qwen3(Qwen3Model, layers=2),
        tokenizer=chat_tokenizer(),
    )


def ernie(folder):
    transformer = ErnieImageTransformer2DModel(
        hidden_size=32,
        num_attention_heads=2,
        num_layers=2,
        ffn_hidden_size=32,
        in_channels=16,
        out_channels=16,
        patch_size=1,
        text_in_dim=16,
        rope_axes_dim=(8, 4, 4),
    )
    decoder = AutoencoderKLFlux2(
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        block_out_channels=(8, 16),
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=4,
    )
    return saved(
        folder,
        ErnieImagePipeline,
        transformer=transformer,
        scheduler=euler(),
        vae=decoder,
        text_encoder=qwen3(Qwen3Model, layers=2),
        tokenizer=chat_tokenizer(),
    )


def sana(folder):
    words = new_tokenizer()
    transformer = SanaTransformer2DModel(
        patch_size=1,
        in_channels=4,
        out_channels=4,
        num_layers=2,
        num_attention_heads=2,
        attention_head_dim=8,
        num_cross_attention_heads=2,
        cross_attention_head_dim=8,
        cross_attention_dim=16,
        caption_channels=16,
        sample_size=32,
    )
    decoder = AutoencoderDC(
        in_channels=3,
        latent_channels=4,
        attention_head_dim=2,
        encoder_block_types=("ResBlock", "EfficientViTBlock"),
        decoder_block_types=("ResBlock", "EfficientViTBlock"),
        encoder_block_out_channels=(8, 8),
        decoder_block_out_channels=(8, 8),
        encoder_qkv_multiscales=((), (5,)),
        decoder_qkv_multiscales=((), (5,)),
        encoder_layers_per_block=(1, 1),
        decoder_layers_per_block=(1, 1),
        downsample_block_type="conv",
        upsample_block_type="interpolate",
        decoder_norm_types="rms_norm",
        decoder_act_fns="silu",
        scaling_factor=0.4,
    )
    encoder = Gemma2Config(
        head_dim=8,
        hidden_size=16,
        intermediate_size=32,
        num_attention_heads=2,
        num_key_value_heads=2,
        num_hidden_layers=1,
        vocab_size=len(words),
        attn_implementation="eager",
    )
    return saved(
        folder,
        SanaPipeline,
        transformer=transformer,
        scheduler=euler(),
        vae=decoder,
        text_encoder=Gemma2Model(encoder),
        tokenizer=words,
    )


PIPELINES = {
    "ChromaPipeline": chroma,
    "ErnieImagePipeline": ernie,
    "FluxPipeline": flux,
    "OvisImagePipeline": ovis,
    "SanaPipeline": sana,
    "StableDiffusion3Pipeline": stable_diffusion_3,
    "StableDiffusionPipeline": stable_diffusion,
    "StableDiffusionXLPipeline": stable_diffusion_xl,
}
