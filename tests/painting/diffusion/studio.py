"""An engine in a test: several customers at once, and a record of who had which turn."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tests.painting.diffusion.conftest import CPU

from wanstudio.painting.diffusion.engine import Engine
from wanstudio.painting.diffusion.loading import expected_bytes, load
from wanstudio.painting.diffusion.residency import Residency
from wanstudio.painting.painter import Canvas, Watch


def canvas(prompt="a cat", *, seed=1, size=(96, 64), account="", negative="blurred"):
    return Canvas("any", prompt, negative, *size, seed, account=account)


def expected(checkpoint):
    return expected_bytes(checkpoint, CPU)


class Workshop:
    """`gate`, once set, lets the turns go on: until then whoever is asked gathers before the first."""

    def __init__(
        self, *, budget=2**34, load=lambda checkpoint: load(checkpoint, CPU), clock=time.monotonic, threads=1
    ):
        self.turns, self.gate, self.every_turn = [], threading.Event(), lambda samples: None
        self.residency = Residency(budget, self._wait_and(load), expected)
        self.engine = Engine(self.residency, CPU, threads=threads, turns=self._note, clock=clock)
        self._pool = ThreadPoolExecutor(32)

    def _wait_and(self, load):
        def loading(checkpoint):
            self.gate.wait(10)
            return load(checkpoint)

        return loading

    def _note(self, samples):
        self.turns.append([(each.canvas.account, each.canvas.seed, each.done) for each in samples])
        self.every_turn(samples)

    def ask(self, canvas, checkpoint, watch=None):
        return self._pool.submit(self.engine.paint, canvas, checkpoint, watch or Watch())

    def paint(self, canvas, checkpoint):
        self.gate.set()
        return self.ask(canvas, checkpoint).result(30)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.gate.set()
        self.engine.close()
        self._pool.shutdown()
