"""An engine in a test: several customers at once, and a record of who had which turn."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch

from wanstudio.painting.diffusion.checkpoints import read_checkpoint
from wanstudio.painting.diffusion.engine import Engine
from wanstudio.painting.diffusion.model_cache import ModelCache
from wanstudio.painting.diffusion.registry import open_checkpoint
from wanstudio.painting.painter import Canvas, Watch

CPU = torch.device("cpu")


def canvas(prompt="a cat", *, seed=1, size=(96, 64), account="", negative="blurred"):
    return Canvas("any", prompt, negative, *size, seed, account=account)


def opened(folder, **table):
    """A table of `[checkpoints]` with the folder that it names, looked over."""
    return open_checkpoint(read_checkpoint("wan2.6-t2i", {"folder": str(folder), **table}, Path("nowhere")))


def load(served):
    return served.family.load(served.spec, CPU)


class Workshop:
    """`gate`, once set, lets the turns go on: until then whoever is asked gathers before the first."""

    def __init__(self, *, budget=2**34, load=load, clock=time.monotonic, threads=1):
        self.turns, self.gate, self.every_turn = [], threading.Event(), lambda images: None
        self.models = ModelCache(budget, self._wait_and(load))
        self.engine = Engine(self.models, CPU, threads=threads, turns=self._note, clock=clock)
        self._pool = ThreadPoolExecutor(32)

    def _wait_and(self, load):
        def loading(checkpoint):
            self.gate.wait(10)
            return load(checkpoint)

        return loading

    def _note(self, images):
        self.turns.append([(each.canvas.account, each.canvas.seed, each.done) for each in images])
        self.every_turn(images)

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
