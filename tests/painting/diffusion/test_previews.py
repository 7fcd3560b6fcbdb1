"""What a diffusion painter shows while it paints: steps in order, and small pictures of what it is coming to."""

import base64
import io

import cv2
import numpy as np
import pytest
import torch
from PIL import Image
from tests.atelier import open_studio
from tests.moderation.classifiers import save_classifier
from tests.painting.diffusion.studio import Workshop, canvas
from tests.painting.diffusion.test_service import diffusion
from torch import nn

from wanstudio.errors import PaintingFailed
from wanstudio.fulfilment import paint
from wanstudio.painting.diffusion.families.sketch.decoder import exact_preview, fold_onto
from wanstudio.painting.diffusion.families.sketch.linear_picture import LinearPicture
from wanstudio.painting.painter import Canvas, Watch
from wanstudio.painting.preview import LONGEST, as_data_url
from wanstudio.tasks.progress import read_standings, watch
from wanstudio.tasks.queue import claim


class Looker:
    """Somebody who looks on at every step."""

    def __init__(self) -> None:
        self.steps, self.seen = [], []
        self.watch = Watch(
            lambda *step: self.steps.append(step),
            wants=lambda: True,
            shown=self.seen.append,
        )


def likeness(preview, picture):
    """The correlation of a preview with the picture at its size."""
    small = cv2.resize(picture, preview.shape[1::-1], interpolation=cv2.INTER_AREA)
    return np.corrcoef(preview.ravel().astype(float), small.ravel().astype(float))[0, 1]


@pytest.mark.parametrize("layout", ["t2v", "ti2v", "sketch", "declared"])
def test_every_step_is_told_and_shown(checkpoint, layout):
    looker = Looker()
    with Workshop() as workshop:
        workshop.gate.set()
        picture = workshop.ask(canvas(size=(512, 256)), checkpoint(layout), looker.watch).result(60)
    assert looker.steps == [(done, 3) for done in range(4)]
    assert len(looker.seen) == 3
    for preview in looker.seen:
        assert preview.dtype == np.uint8
        high, wide, _ = preview.shape
        assert wide == 2 * high <= LONGEST
    assert picture.shape == (256, 512, 3)


@pytest.mark.parametrize("layout", ["t2v", "ti2v", "sketch"])
def test_the_last_preview_resembles_the_picture(checkpoint, layout):
    looker = Looker()
    with Workshop() as workshop:
        workshop.gate.set()
        picture = workshop.ask(canvas(size=(512, 384)), checkpoint(layout), looker.watch).result(60)
    assert likeness(looker.seen[-1], picture) > 0.7


def test_looking_on_changes_no_picture(checkpoint):
    looker = Looker()
    with Workshop() as workshop:
        alone = workshop.paint(canvas(), checkpoint("t2v"))
        seen = workshop.ask(canvas(), checkpoint("t2v"), looker.watch).result(60)
    assert (alone == seen).all()


def test_a_preview_that_cannot_be_shown_spoils_no_picture(checkpoint):
    def faulty(_):
        raise PaintingFailed

    with Workshop() as workshop:
        workshop.gate.set()
        watch = Watch(wants=lambda: True, shown=faulty)
        assert workshop.ask(canvas(), checkpoint("t2v"), watch).result(60).shape == (64, 96, 3)


@pytest.mark.parametrize("cell", [8, 32])
def test_of_a_linear_decoder_the_preview_is_exact(loaded, cell):
    """Each point is the mean of the pixels that the decoder would paint there."""
    vae = loaded("declared").decoder
    linear = LinearPicture(0.02 * torch.randn(3 * cell**2, 16), 0.02 * torch.randn(3 * cell**2))

    class Described(nn.Module):
        config = type("Config", (), {"patch_size": 1, "z_dim": 16})
        dtype, device = torch.float32, torch.device("cpu")

    Described.config.latents_mean = vae.mean.flatten().tolist()
    Described.config.latents_std = vae.std.flatten().tolist()
    decoder = fold_onto(Described(), linear, alone=True)
    latents = torch.randn(1, 16, 1, 96 // cell, 160 // cell)
    shown = decoder(latents[:, :, 0])
    means = nn.functional.avg_pool2d(shown, 8)[0].permute(1, 2, 0)
    exact = ((means * 0.5 + 0.5) * 255).round().numpy()
    preview = exact_preview(decoder).look(latents[:, :, 0])
    assert preview.shape == (12, 20, 3)
    assert np.abs(preview - exact).max() <= 1


def test_a_data_url_is_a_small_picture_of_the_same_ratio():
    ramp = np.repeat(np.linspace(0, 255, 1280).astype(np.uint8)[None, :, None], 720, 0).repeat(3, 2)
    head, _, told = as_data_url(ramp).partition(",")
    assert head == "data:image/jpeg;base64"
    picture = Image.open(io.BytesIO(base64.b64decode(told)))
    assert picture.size == (160, 90)
    assert likeness(np.asarray(picture), ramp) > 0.99


async def painted(studio):
    """A followed task, painted with its notes; what is written of its image afterwards."""
    task_id, database, recorder = await studio.submit(), studio.desk.database, studio.atelier.recorder
    await watch(database, [task_id], lasting_ms=60_000)
    (task,) = await claim(database, "in-process", lease_ms=60_000)
    order = task.order
    asked = Canvas(order.model, order.prompt, "", order.width, order.height, 7, task_id=task_id)
    with recorder.notes(task_id, task.attempt) as notes:
        await recorder.write()
        await paint(studio.atelier, asked, notes)
        await recorder.write()
    (image,) = (await read_standings(database, {task_id: None}))[task_id].images
    return image


async def test_the_service_writes_steps_and_previews_of_tasks_that_are_followed(folders, tmp_path):
    async with open_studio(tmp_path, **diffusion(folders("sketch"), steps=4)) as studio:
        image = await painted(studio)
    assert (image.step, image.steps) == (4, 4)
    assert image.shown < image.version
    preview = Image.open(io.BytesIO(base64.b64decode(image.preview.partition(",")[2])))
    assert preview.size == (64, 64)


async def test_where_pictures_are_moderated_nobody_sees_one_before_the_moderator(folders, tmp_path):
    settings = diffusion(folders("sketch")) | {
        "moderation_pictures": save_classifier(tmp_path / "classifier")
    }
    async with open_studio(tmp_path, **settings) as studio:
        image = await painted(studio)
    assert (image.step, image.steps, image.preview) == (2, 2, None)
