"""The declared properties of a checkpoint over plain diffusers models, written down as simply as it goes."""

import json
import math

import numpy as np
import torch
from diffusers import AutoencoderKLWan, FlowMatchEulerDiscreteScheduler, WanTransformer3DModel
from safetensors.torch import load_file
from transformers import AutoTokenizer, UMT5EncoderModel

from wanstudio.painting.diffusion.native_area import enlarge, painted_size
from wanstudio.painting.procedural.words.parse import parse


def told(folder):
    return json.loads((folder / "wanstudio.json").read_text())


class Reference:
    def __init__(self, folder, tier):
        self.told = told(folder)
        self.tier = self.told["tiers"][tier]
        self.tokenizer = AutoTokenizer.from_pretrained(folder / "tokenizer")
        self.encoder = UMT5EncoderModel.from_pretrained(folder / "text_encoder", dtype=torch.float32)
        self.vae = AutoencoderKLWan.from_pretrained(folder / "vae")
        transformer = self.tier.get("transformer", "transformer")
        self.transformer = WanTransformer3DModel.from_pretrained(folder / transformer)
        self.scheduler = FlowMatchEulerDiscreteScheduler.from_pretrained(
            folder / "scheduler", shift=self.tier["shift"]
        )
        self.linear = {name: x.float() for name, x in load_file(folder / "linear.safetensors").items()}

    def read(self, text):
        length = self.told["text_tokens"]
        tokens = self.tokenizer([text], padding="max_length", max_length=length, return_tensors="pt")
        rows = self.encoder(tokens.input_ids, tokens.attention_mask).last_hidden_state
        return rows * tokens.attention_mask[..., None]

    def velocity(self, x, sigma, rows):
        _, _, _, high, wide = x.shape
        place = torch.empty(1, 6, 1, high, wide)
        for i in range(high):
            for j in range(wide):
                across, down = (2 * j + 1) / wide - 1, (2 * i + 1) / high - 1
                waves = [f(math.pi * along) for along in (across, down) for f in (math.sin, math.cos)]
                place[0, :, 0, i, j] = torch.tensor([across, down, *waves])
        seen = torch.cat([x, place], dim=1)
        answer = self.transformer(seen, 1000 * sigma.reshape(1), rows).sample
        s = torch.tensor(self.told["channel_std"]).view(1, -1, 1, 1, 1)
        spread = sigma**2 + (1 - sigma) ** 2 * s**2
        return (sigma - (1 - sigma) * s**2) / spread * x + s / spread.sqrt() * answer

    def layers(self, z):
        """As `AutoencoderKLWan.decode` runs them for one frame, before it clamps."""
        vae = self.vae
        vae.clear_cache()
        return vae.decoder(vae.post_quant_conv(z), feat_cache=vae._feat_map, feat_idx=[0], first_chunk=True)

    def decode(self, x):
        shape = 1, -1, 1, 1, 1
        config = self.vae.config
        z = x * torch.tensor(config.latents_std).view(shape) + torch.tensor(config.latents_mean).view(shape)
        flat = torch.einsum("oc,bcthw->bothw", self.linear["weight"], z)[:, :, 0]
        flat += self.linear["bias"].view(1, -1, 1, 1)
        _, _, high, wide = flat.shape
        cells = flat.view(3, 32, 32, high, wide).permute(0, 3, 1, 4, 2)
        picture = cells.reshape(1, 3, 32 * high, 32 * wide)
        if self.told.get("decoder") != "linear":
            layers = self.layers(z)[:, :, 0]
            picture = picture + _out_of_patches(layers, config.patch_size)
        return picture.clamp(-1, 1)

    def guided(self, x, sigma, prompt, negative):
        guidance = self.tier["guidance"]
        towards = self.velocity(x, sigma, self.read(prompt))
        if guidance <= 1:
            return towards
        denied = parse(negative).things and not parse(prompt).things
        denial = self.told.get("denial") if denied else None
        if denial and sigma > denial["above"]:
            negative, guidance = f"{prompt}, {negative}", denial["guidance"]
        against = self.velocity(x, sigma, self.read(negative))
        return against + guidance * (towards - against)

    def of_two(self, x, sigma, prompts, negative):
        """The left one's velocity on the left, the right one's on the right, a straight line between them."""
        told, wide = self.told["regions"], x.shape[-1]
        tokens = math.ceil(wide / 4) + (0 if sigma > told["above"] else told["overlap"] // 2)
        width = 2 * tokens
        left = self.guided(x[..., :width], sigma, prompts[0], negative)
        right = self.guided(x[..., wide - width :], sigma, prompts[1], negative)
        velocity, shared = torch.empty_like(x), 2 * width - wide
        for column in range(wide):
            place = column - (wide - width)
            share = min(1.0, max(0.0, 1 - (place + 1) / (shared + 1)))
            velocity[..., column] = 0
            if column < width:
                velocity[..., column] += share * left[..., column]
            if place >= 0:
                velocity[..., column] += (1 - share) * right[..., place]
        return velocity

    @torch.no_grad()
    def paint(self, prompt, negative, seed, width, height):
        """`prompt`: one, or two for what is on the left and what is on the right."""
        wide, high = painted_size(width, height, self.told.get("native_area", 0), 64)
        shape = 1, self.vae.config.z_dim, 1, math.ceil(high / 64) * 2, math.ceil(wide / 64) * 2
        x = torch.randn(shape, generator=torch.Generator("cpu").manual_seed(seed))
        self.scheduler.set_timesteps(self.tier["steps"])
        for sigma, following in zip(self.scheduler.sigmas[:-1], self.scheduler.sigmas[1:], strict=True):
            ask = self.guided if isinstance(prompt, str) else self.of_two
            x = x + (following - sigma) * ask(x, sigma, prompt, negative)
        levels = ((self.decode(x)[0, :, :high, :wide] + 1) / 2 * 255).round()
        return enlarge(levels.permute(1, 2, 0).numpy().astype(np.uint8), width, height)


def _out_of_patches(x, patch):
    batch, channels, high, wide = x.shape
    split = x.view(batch, channels // patch**2, patch, patch, high, wide)
    return split.permute(0, 1, 4, 3, 5, 2).reshape(batch, 3, high * patch, wide * patch)
