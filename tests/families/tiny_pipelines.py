"""Small folders of random weights for the pipelines that the adapter serves."""

from diffusers import (
    ChromaPipeline,
    ChromaTransformer2DModel,
    EulerDiscreteScheduler,
    FluxPipeline,
    FluxTransformer2DModel,
    OvisImagePipeline,
    OvisImageTransformer2DModel,
    PNDMScheduler,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
)
from tests.families.components import BETAS, clip, clip_tokenizer, euler, saved, t5, unet, vae
from tests.families.tiny import chat_tokenizer, qwen3
from tests.families.tiny_transformers import aura_flow, cogview4, ernie, lumina2, pixart_sigma, sana
from tests.painting.diffusion.weights import new_tokenizer
from transformers import (
    CLIPTextModelWithProjection,
    Qwen3Model,
)


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


PIPELINES = {
    "AuraFlowPipeline": aura_flow,
    "CogView4Pipeline": cogview4,
    "Lumina2Pipeline": lumina2,
    "PixArtSigmaPipeline": pixart_sigma,
    "ChromaPipeline": chroma,
    "ErnieImagePipeline": ernie,
    "FluxPipeline": flux,
    "OvisImagePipeline": ovis,
    "SanaPipeline": sana,
    "StableDiffusion3Pipeline": stable_diffusion_3,
    "StableDiffusionPipeline": stable_diffusion,
    "StableDiffusionXLPipeline": stable_diffusion_xl,
}
