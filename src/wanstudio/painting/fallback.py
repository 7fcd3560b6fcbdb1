"""Two painters as one: the first for the models it has weights for, the other for all the rest."""

from collections.abc import Collection

from wanstudio.painting.painter import Canvas, Painter, Pixels, Standing, Watch


class FallbackPainter:
    """Chooses by the model's name, so that the same canvas is always painted by the same one."""

    def __init__(self, painter: Painter, models: Collection[str], fallback: Painter) -> None:
        self.name = painter.name
        self.easels = painter.easels
        self._painter = painter
        self._models = models
        self._fallback = fallback

    def paint(self, canvas: Canvas, watch: Watch | None = None) -> Pixels:
        """Return the picture as `[height, width, 3]` uint8 RGB."""
        painter = self._painter if canvas.model in self._models else self._fallback
        return painter.paint(canvas, watch)

    def standing(self) -> Standing:
        """The status of the first painter; the other holds nothing."""
        return self._painter.standing()
