"""Small folders of random weights for pipelines with a text encoder and a transformer."""

from diffusers import (
    AuraFlowPipeline,
    AuraFlowTransformer2DModel,
    AutoencoderDC,
    AutoencoderKLFlux2,
    CogView4Pipeline,
    CogView4Transformer2DModel,
    DPMSolverMultistepScheduler,
    ErnieImagePipeline,
    ErnieImageTransformer2DModel,
    FlowMatchEulerDiscreteScheduler,
    Lumina2Pipeline,
    Lumina2Transformer2DModel,
    PixArtSigmaPipeline,
    PixArtTransformer2DModel,
    SanaPipeline,
    SanaTransformer2DModel,
)
from tests.families.components import BETAS, euler, gemma2, saved, t5, vae
from tests.families.tiny import chat_tokenizer, qwen3
from tests.painting.diffusion.weights import new_tokenizer
from transformers import (
    GlmConfig,
    GlmModel,
    Qwen3Model,
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
    return saved(
        folder,
        SanaPipeline,
        transformer=transformer,
        scheduler=euler(),
        vae=decoder,
        text_encoder=gemma2(words),
        tokenizer=words,
    )


def lumina2(folder):
    words = new_tokenizer()
    transformer = Lumina2Transformer2DModel(
        sample_size=16,
        patch_size=2,
        in_channels=4,
        hidden_size=16,
        num_layers=2,
        num_refiner_layers=1,
        num_attention_heads=2,
        num_kv_heads=1,
        multiple_of=16,
        axes_dim_rope=(4, 2, 2),
        axes_lens=(300, 64, 64),
        cap_feat_dim=16,
    )
    return saved(
        folder,
        Lumina2Pipeline,
        transformer=transformer,
        scheduler=euler(),
        vae=vae(4),
        text_encoder=gemma2(words),
        tokenizer=words,
    )


def cogview4(folder):
    words = new_tokenizer()
    transformer = CogView4Transformer2DModel(
        patch_size=2,
        in_channels=4,
        out_channels=4,
        num_layers=2,
        attention_head_dim=16,
        num_attention_heads=2,
        text_embed_dim=32,
        time_embed_dim=16,
        condition_dim=8,
    )
    encoder = GlmConfig(
        hidden_size=32,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
        vocab_size=len(words),
        pad_token_id=0,
    )
    scheduler = FlowMatchEulerDiscreteScheduler(
        base_shift=0.25, max_shift=0.75, use_dynamic_shifting=True, time_shift_type="linear"
    )
    return saved(
        folder,
        CogView4Pipeline,
        transformer=transformer,
        scheduler=scheduler,
        vae=vae(4),
        text_encoder=GlmModel(encoder),
        tokenizer=words,
    )


def pixart_sigma(folder):
    words = new_tokenizer()
    transformer = PixArtTransformer2DModel(
        sample_size=16,
        patch_size=2,
        in_channels=4,
        out_channels=8,
        num_layers=2,
        attention_head_dim=8,
        num_attention_heads=4,
        cross_attention_dim=32,
        caption_channels=32,
        use_additional_conditions=False,
    )
    return saved(
        folder,
        PixArtSigmaPipeline,
        transformer=transformer,
        scheduler=DPMSolverMultistepScheduler(**BETAS),
        vae=vae(4, shift_factor=None),
        text_encoder=t5(words),
        tokenizer=words,
    )


def aura_flow(folder):
    words = new_tokenizer()
    transformer = AuraFlowTransformer2DModel(
        sample_size=16,
        patch_size=2,
        in_channels=4,
        out_channels=4,
        num_mmdit_layers=1,
        num_single_dit_layers=1,
        attention_head_dim=8,
        num_attention_heads=4,
        joint_attention_dim=32,
        caption_projection_dim=32,
        pos_embed_max_size=256,
    )
    return saved(
        folder,
        AuraFlowPipeline,
        transformer=transformer,
        scheduler=euler(),
        vae=vae(4, shift_factor=None),
        text_encoder=t5(words),
        tokenizer=words,
    )
