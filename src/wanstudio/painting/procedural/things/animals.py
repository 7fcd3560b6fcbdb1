"""Furry animals: each is a build and the poses it can take."""

from wanstudio.painting.procedural.drawing.pen import Pen
from wanstudio.painting.procedural.things.beasts import Build, curl, sit, stride
from wanstudio.painting.procedural.things.registry import Look, thing

CAT = Build(stripes=True)
DOG = Build(ear="flop", muzzle=1.3, tail="curl", whiskers=False)
RABBIT = Build(ear="long", muzzle=0.85, tail="puff", head=0.9, legs=0.6)
FOX = Build(ear="fox", muzzle=0.95, tail="bushy", mask="fox", belly=0.85)
BEAR = Build(ear="round", muzzle=1.25, tail="none", head=1.02, whiskers=False, belly=0.3)
PANDA = Build(ear="round", muzzle=1.1, tail="none", head=1.06, mask="panda", whiskers=False, belly=0.5)


def _pose(pen: Pen, look: Look, build: Build) -> None:
    chance = float(pen.rng.random())
    if look.pose == "sleeping":
        curl(pen.at(0, 0, 1.25), look, build)
    elif look.pose in ("walking", "running", "standing") or (not look.pose and chance < 0.12):
        stride(pen.at(0.05, 0, 1.0), look, build)
    else:
        sit(pen, look, build)


@thing("cat", tall=0.8, wide=0.95, size=0.6, palette="e2893a 8c8c92 4a4650 c8a27a f0ece4 b0805a")
def cat(pen: Pen, look: Look) -> None:
    """A tabby, or plain when white or black."""
    plain = sum(look.colour) < 190 or sum(look.colour) > 690
    _pose(pen, look, Build() if plain else CAT)


@thing("dog", tall=0.8, wide=0.95, size=0.9, palette="c08a50 e0b070 7a5438 f0e6d4 4a4448 a86c3c")
def dog(pen: Pen, look: Look) -> None:
    """Drooping ears, black nose."""
    _pose(pen, look, DOG)


@thing("rabbit", tall=0.74, wide=0.85, size=0.5, palette="f2eee6 b09880 8c8c90 d8b894")
def rabbit(pen: Pen, look: Look) -> None:
    """Long ears and a puff of a tail."""
    _pose(pen.at(0, 0, 0.9), look, RABBIT)


@thing("fox", tall=0.78, wide=1.0, size=0.8, palette="d8702c e07c34 c8602c")
def fox(pen: Pen, look: Look) -> None:
    """White cheeks and a brush with a white tip."""
    _pose(pen, look, FOX)


@thing("bear", tall=0.82, wide=0.85, size=1.6, palette="7a5438 8c6440 5c4030 a07850")
def bear(pen: Pen, look: Look) -> None:
    """Round ears, round everything."""
    _pose(pen, look, BEAR)


@thing("panda", tall=0.8, wide=0.85, size=1.2, palette="f4f2ec faf6f0")
def panda(pen: Pen, look: Look) -> None:
    """White, with black limbs and eye patches."""
    _pose(pen, look, PANDA)
