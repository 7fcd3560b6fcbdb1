"""Imports every family of things and places, so that all of them are registered."""

from wanstudio.painting.procedural import (
    animals,
    buildings,
    creatures,
    fittings,
    flowers,
    heavens,
    household,
    interiors,
    lands,
    monuments,
    people,
    places,
    shops,
    trees,
    vehicles,
)

FAMILIES = (
    animals, buildings, creatures, fittings, flowers, heavens, household, interiors, lands, monuments, people,
    places, shops, trees, vehicles,
)  # fmt: skip
