"""The painter that needs no weights: prompt to scene to stage to pixels, in a fraction of a second."""

import zlib

import numpy as np

from wanstudio.painting.painter import Canvas, Pixels, Standing, Watch
from wanstudio.painting.procedural.drawing.easel import paint_stage
from wanstudio.painting.procedural.layout.compose import compose
from wanstudio.painting.procedural.things.families import FAMILIES
from wanstudio.painting.procedural.words.parse import parse

__all__ = ["FAMILIES", "ProceduralPainter"]


class ProceduralPainter:
    """Draws what the prompt names. Holds no state, so any number of threads may share it."""

    name = "procedural"
    easels = 1

    def paint(self, canvas: Canvas, watch: Watch | None = None) -> Pixels:
        """Return the picture as `[height, width, 3]` uint8 RGB; the same canvas gives the same bytes."""
        del watch  # it is done sooner than anybody could leave
        words = zlib.crc32(canvas.prompt.strip().lower().encode())
        rng = np.random.default_rng([canvas.seed % 2**32, words])
        scene = parse(canvas.prompt, canvas.negative_prompt)
        stage = compose(scene, canvas.width, canvas.height, rng)
        return paint_stage(stage, canvas.width, canvas.height, rng)

    def standing(self) -> Standing:
        """It holds nothing."""
        return Standing(self.name, "cpu")
