import pytest
import torch
from diffusers.pipelines.wan.pipeline_wan import prompt_clean
from tests.painting.diffusion.weights import TEXT_TOKENS

from wanstudio.painting.diffusion.families.wan.text import Reader, clean

PROMPTS = ["a cat", "一只猫 and a red car", "", "a cat " * 60]


@pytest.mark.parametrize("text", ["  a\n cat\t&amp;amp; a&nbsp;dog ", "一只　猫", "", "plain"])
def test_prompts_are_cleaned_as_the_pipeline_does(text):
    assert clean(text) == prompt_clean(text)


@torch.no_grad()
@pytest.mark.parametrize("prompt", PROMPTS)
def test_real_length_gives_what_the_padded_text_gives(loaded, pipelines, prompt):
    ours = loaded("t2v").reader.read(prompt, TEXT_TOKENS)
    padded = pipelines("t2v")._get_t5_prompt_embeds(prompt, max_sequence_length=TEXT_TOKENS)[0]
    n = ours.shape[0]
    assert n <= TEXT_TOKENS
    assert (padded[:n] - ours).abs().max() < 3e-6
    assert not padded[n:].any()


@torch.no_grad()
@pytest.mark.parametrize("prompt", PROMPTS)
def test_one_weighted_pad_token_is_all_of_them(loaded, pipelines, prompt):
    from wanstudio.painting.diffusion.families.wan.denoiser import ModelInput

    held, model = loaded("t2v"), pipelines("t2v").transformer
    rows = held.reader.read(prompt, TEXT_TOKENS)
    latents, time = torch.randn(1, 16, 1, 8, 12), torch.tensor(700.0)
    keys = held.denoiser.read(rows, TEXT_TOKENS)
    (ours,) = held.denoiser.predict([ModelInput(latents, time, (keys,), 1.0)])
    padded = torch.cat([rows, rows.new_zeros(TEXT_TOKENS - rows.shape[0], 32)]).unsqueeze(0)
    assert (model(latents, time.reshape(1), padded).sample - ours).abs().max() < 3e-6


@torch.no_grad()
def test_a_text_is_encoded_once_and_the_oldest_is_forgotten(pipelines):
    calls = []

    class Counting:
        device = torch.device("cpu")

        def __call__(self, tokens, mask):
            calls.append(tokens)
            return pipelines("t2v").text_encoder(tokens, mask)

    tokenizer = pipelines("t2v").tokenizer
    lengths = [len(tokenizer(text).input_ids) for text in ("a dog", "a car")]
    reader = Reader(tokenizer, Counting(), most_bytes=4 * 32 * sum(lengths))
    for text in ("a cat", " a  cat ", "a cat"):
        reader.read(text, TEXT_TOKENS)
    assert len(calls) == 1
    for text in ("a dog", "a car", "a cat"):
        reader.read(text, TEXT_TOKENS)
    assert len(calls) == 4
