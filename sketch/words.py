"""The tokenizer of the embedded model: pieces of words in English and Chinese, learnt from captions."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from sketch.plan import Plan
from sketch.sayings import captions_of
from sketch.world import training_scene

PADDING = 0
_CHINESE = "\u4e00-\u9fff"


def learn_words(plan: Plan, scenes: int = 6_000) -> PreTrainedTokenizerFast:
    """A tokenizer from the captions of scenes by chance.

    English words of the world become whole; Chinese is read letter by letter, for a word there means
    something only with those beside it.
    """
    rng = np.random.default_rng([plan.seed, 1])
    if plan.name == "tiny":
        scenes = 150
    captions = [text for _ in range(scenes) for text in captions_of(training_scene(rng), rng)]
    raw = Tokenizer(models.BPE(unk_token="<unk>"))  # noqa: S106 (no password)
    raw.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    raw.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(f"[{_CHINESE}]"), "isolated"),
            pre_tokenizers.Punctuation(),
            pre_tokenizers.Metaspace(prepend_scheme="first"),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=plan.vocabulary, special_tokens=["<pad>", "</s>", "<unk>"], show_progress=False
    )
    raw.train_from_iterator(captions, trainer)
    raw.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", raw.token_to_id("</s>"))]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=raw,
        pad_token="<pad>",  # noqa: S106
        eos_token="</s>",  # noqa: S106
        unk_token="<unk>",  # noqa: S106
        model_max_length=plan.text_tokens,
    )


def save_words(tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """As diffusers wants it, in the folder of its own."""
    part = folder.with_name(folder.name + ".part")
    tokenizer.save_pretrained(part)
    part.rename(folder)


def load_words(folder: Path) -> Any:
    """What `save_words` wrote."""
    return AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)


def numbers_of(tokenizer: Any, captions: Sequence[str], length: int) -> NDArray[np.uint16]:
    """Captions as token numbers, padded behind: [n, length]."""
    told = tokenizer(
        list(captions), truncation=True, max_length=length, padding="max_length", return_tensors="np"
    )
    numbers: NDArray[np.uint16] = told.input_ids.astype(np.uint16)
    return numbers
