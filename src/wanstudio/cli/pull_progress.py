"""Shows a pull: a bar that moves on a terminal, a plain line for each tenth and file elsewhere."""

import time
from collections.abc import Callable
from typing import IO

import click

_WIDTH = 24
_ROUND_SECONDS = 0.2
_PARTS = 10
_MB = 1_000_000
Clock = Callable[[], float]


class PullProgress:
    """A PullObserver that writes to `out`; `close` ends the bar's line."""

    def __init__(self, model: str, out: IO[str], clock: Clock = time.monotonic) -> None:
        self._model = model
        self._out = out
        self._bar = out.isatty()
        self._clock = clock
        self._total = 0
        self._have = 0
        self._began: tuple[float, int] | None = None
        self._drawn_at = 0.0
        self._told = 0
        self._open = False

    def wait(self) -> None:
        """Another process pulls the same model."""
        self._say("another process pulls it; waiting")

    def begin(self, total: int) -> None:
        """So many bytes are needed in all."""
        self._total = total
        self._say(f"{total:,} bytes are needed")

    def count(self, size: int) -> None:
        """So many more bytes are there; fewer, where the number is negative."""
        self._have += size
        if not self._total:
            return
        if self._began is None:
            self._began = self._clock(), self._have
        if self._bar:
            self._draw()
        elif (part := self._have * _PARTS // self._total) > self._told:
            self._told = part
            self._say(f"{100 * self._have // self._total} %, {self._have:,} of {self._total:,} bytes")

    def retry(self, reason: str, seconds: float) -> None:
        """Something broke, and is tried again."""
        self._say(f"{reason}; again in {seconds:g} s")

    def arrive(self, path: str) -> None:
        """A file is there, whole and right."""
        if not self._bar:
            self._say(f"{path} is there")

    def close(self) -> None:
        """End the bar's line."""
        if self._open:
            self._draw(last=True)
            click.echo(file=self._out)
            self._open = False

    def _draw(self, *, last: bool = False) -> None:
        now = self._clock()
        if not last and now - self._drawn_at < _ROUND_SECONDS:
            return
        self._drawn_at, self._open = now, True
        full = min(_WIDTH, _WIDTH * self._have // self._total)
        bar = "#" * full + "-" * (_WIDTH - full)
        share = f"{100 * self._have // self._total:3} %"
        sizes = f"{self._have / _MB:,.0f} of {self._total / _MB:,.0f} MB"
        click.echo(
            f"\r{self._model} [{bar}] {share}  {sizes}  {self._speed(now)}\x1b[K", nl=False, file=self._out
        )

    def _speed(self, now: float) -> str:
        """Bytes a second since the beginning, and how long the rest takes at that speed."""
        began, before = self._began or (now, self._have)
        speed = (self._have - before) / (now - began) if now > began else 0.0
        if speed <= 0:
            return ""
        left = max(0, self._total - self._have) / speed
        return f"{speed / _MB:,.1f} MB/s  {int(left) // 60}:{int(left) % 60:02} left"

    def _say(self, text: str) -> None:
        if self._open:
            click.echo(file=self._out)
            self._open = False
        click.echo(f"{self._model}: {text}", file=self._out)
        self._out.flush()
