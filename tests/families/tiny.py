"""Small folders of random weights, one a family, as diffusers saves them: nothing in them is zero, one or the identity."""

import torch
from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, ZImagePipeline, ZImageTransformer2DModel
from tests.painting.diffusion import weights
from tokenizers import pre_tokenizers
from transformers import Qwen2Tokenizer, Qwen3Config, Qwen3Model

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
CHAT = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    "{% if enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}"
)


def stirred(module, spread=0.2):
    """The module, with numbers where its class starts with zeros: a layer of zeros hides what is wrong before it."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in module.parameters():
            if not parameter.any():
                parameter.copy_(torch.randn(parameter.shape, generator=generator) * spread)
    return module.eval()


def chat_tokenizer():
    """One token a byte, and those of a chat."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Qwen2Tokenizer(
        vocab={letter: number for number, letter in enumerate(alphabet)},
        merges=[],
        additional_special_tokens=list(SPECIAL),
        pad_token="<|endoftext|>",
        eos_token="<|im_end|>",
        unk_token="<|endoftext|>",
    )
    tokenizer.chat_template = CHAT
    return tokenizer


def qwen3(kind, *, layers, width=16):
    return kind(
        Qwen3Config(
            hidden_size=width,
            intermediate_size=2 * width,
            num_hidden_layers=layers,
            num_attention_heads=2,
            num_key_value_heads=2,
            head_dim=8,
            vocab_size=300,
            max_position_embeddings=2048,
        )
    )


def kl_vae():
    return AutoencoderKL(
        down_block_types=["DownEncoderBlock2D"] * 4,
        up_block_types=["UpDecoderBlock2D"] * 4,
        block_out_channels=[8, 8, 16, 16],
        layers_per_block=1,
        latent_channels=16,
        norm_num_groups=4,
        scaling_factor=0.3611,
        shift_factor=0.1159,
        use_quant_conv=False,
        use_post_quant_conv=False,
    )


def z_image(folder):
    transformer = ZImageTransformer2DModel(
        all_patch_size=(2,),
        all_f_patch_size=(1,),
        in_channels=16,
        dim=32,
        n_layers=2,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=16,
        axes_dims=[8, 4, 4],
        axes_lens=[1024, 64, 64],
    )
    pipeline = ZImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=stirred(kl_vae()),
        text_encoder=qwen3(Qwen3Model, layers=3),
        tokenizer=chat_tokenizer(),
        transformer=stirred(transformer),
    )
    pipeline.save_pretrained(folder, safe_serialization=True)
    return folder


MAKERS = {"wan": weights.t2v, "z_image": z_image}


def make(name, folder):
    """Save the folder of a family; the same weights whenever it is made."""
    torch.manual_seed(len(name))
    return MAKERS[name](folder)
