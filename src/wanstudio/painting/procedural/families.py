"""Imports every family of things, so that all of them are registered."""

from wanstudio.painting.procedural import (
    animals,
    buildings,
    flowers,
    heavens,
    interiors,
    lands,
    places,
    shops,
    trees,
)

FAMILIES = (animals, buildings, flowers, heavens, interiors, lands, places, shops, trees)
