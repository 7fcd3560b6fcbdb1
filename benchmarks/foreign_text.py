"""The worst that a stranger's text costs at each door: milliseconds of a core, the best of five, at full and double length.

Every shape of `tests/foreign_text/shapes.py`. Doors that cut their text first cost no more at the double length.
"""

import sys

from tests.foreign_text.doors import DOORS, Door
from tests.foreign_text.shapes import shapes
from tests.foreign_text.timing import spent_ms

LOOKED_AT_AGAIN = 12
TRIES = 5


def main() -> None:
    print("| door | characters | worst | double length | shape |")
    print("| --- | --- | --- | --- | --- |")
    for door in DOORS:
        if len(sys.argv) == 1 or any(word in door.name for word in sys.argv[1:]):
            measure(door)


def measure(door: Door) -> None:
    door.pass_through("warm up")
    texts, doubled = dict(shapes(door.longest)), dict(shapes(2 * door.longest))
    slowest = sorted(texts, key=lambda name: spent_ms(door, texts[name]), reverse=True)[:LOOKED_AT_AGAIN]
    worst_ms, name = max((spent_ms(door, texts[name], TRIES), name) for name in slowest)
    twice_ms = spent_ms(door, doubled[name], TRIES)
    told = name if len(name) < 40 else name[:37] + "..."
    print(f"| {door.name} | {door.longest:,} | {worst_ms:.2f} ms | {twice_ms:.2f} ms | {told} |", flush=True)


if __name__ == "__main__":
    main()
