"""Ordinary prompts pass: what the painter knows, and what the built-in rewriter makes of it."""

import numpy as np
import pytest

from wanstudio.moderation.words import WordModerator
from wanstudio.painting.procedural.painter import FAMILIES
from wanstudio.painting.procedural.words.captions import caption
from wanstudio.painting.procedural.words.imagine import random_scene
from wanstudio.prompt_extension.builtin import extend


@pytest.mark.parametrize("language", ["english", "chinese"])
def test_captions_of_scenes_by_chance_pass_before_and_after_rewriting(language):
    assert FAMILIES, "the drawings are known once they are loaded"
    moderator = WordModerator()
    rng = np.random.default_rng(20261121)
    prompts = [caption(random_scene(rng), rng, language) for _ in range(1000)]
    texts = prompts + [extend(prompt, "", 800, seed) for seed, prompt in enumerate(prompts)]
    assert [text for text in texts if moderator.find(text)] == []
