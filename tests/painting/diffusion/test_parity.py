"""With the same weights, seed and scheduler the engine paints what WanPipeline paints."""

import numpy as np
import pytest
from diffusers import FlowMatchEulerDiscreteScheduler, UniPCMultistepScheduler, WanPipeline
from tests.painting.diffusion.plain import NEGATIVE, PROMPT, reference
from tests.painting.diffusion.studio import Workshop, canvas


def difference(one, other):
    assert one.shape == other.shape
    return np.abs(one.astype(int) - other.astype(int)).max()


@pytest.mark.parametrize("guidance", [4.0, 1.0])
@pytest.mark.parametrize("scheduler", ["unipc", "euler"])
@pytest.mark.parametrize("name", ["t2v", "a14b", "ti2v"])
def test_the_engine_paints_what_the_pipeline_paints(pipelines, checkpoint, name, scheduler, guidance):
    whole = pipelines(name)
    kind = {"unipc": UniPCMultistepScheduler, "euler": FlowMatchEulerDiscreteScheduler}[scheduler]
    shift = {"unipc": "flow_shift", "euler": "shift"}[scheduler]
    parts = dict(whole.components)
    parts["scheduler"] = kind.from_config(whole.scheduler.config, **{shift: 4.0})
    # The low-noise expert alone, as WanPipeline does it for stills.
    parts["transformer"] = parts.pop("transformer_2") or parts["transformer"]
    pipeline = WanPipeline(**parts, expand_timesteps=whole.config.expand_timesteps)
    pipeline.set_progress_bar_config(disable=True)
    kept = checkpoint(name, scheduler=scheduler, shift=4.0, guidance=guidance, steps=4)
    with Workshop() as workshop:
        ours = workshop.paint(canvas(PROMPT, negative=NEGATIVE, seed=11, size=(128, 96)), kept)
    theirs = reference(pipeline, 4, guidance, (128, 96))
    assert theirs.std() > 5
    assert difference(ours, theirs) <= 2


@pytest.mark.parametrize("name", ["t2v", "ti2v"])
def test_scheduler_and_shift_are_the_folders_own_unless_told(pipelines, checkpoint, name):
    with Workshop() as workshop:
        ours = workshop.paint(canvas(PROMPT, negative=NEGATIVE, seed=11, size=(64, 64)), checkpoint(name))
    assert difference(ours, reference(pipelines(name), 3, 4.0, (64, 64))) <= 2


@pytest.mark.parametrize("name", ["t2v", "sketch"])
@pytest.mark.parametrize("size", [(72, 128), (77, 270), (129, 64)])
def test_any_size_is_delivered_exactly_cut_from_the_next_larger_grid(checkpoint, name, size):
    token = checkpoint(name).spec.size_step
    rounded = tuple(-(-side // token) * token for side in size)
    with Workshop() as workshop:
        cut = workshop.paint(canvas(size=size), checkpoint(name, steps=2))
        full = workshop.paint(canvas(size=rounded), checkpoint(name, steps=2))
    assert cut.shape == (size[1], size[0], 3)
    assert (cut == full[: size[1], : size[0]]).all()
