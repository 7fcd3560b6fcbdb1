"""Where things are at home: settings that suit a kind, the likelier ones more than once. Data only."""

from collections.abc import Mapping

HOMES: dict[str, str] = {
    "planet": "space", "rocket": "space space snow", "flower shop": "street", "shop": "street",
    "bus": "street city", "car": "street meadow mountains", "bicycle": "street meadow flowers",
    "boat": "sea lake sea", "fish": "underwater", "door": "street", "window": "room", "table": "room",
    "chair": "room", "balloon": "meadow mountains lake flowers", "aurora": "snow lake", "penguin": "snow",
    "cactus": "desert", "palm": "beach", "lighthouse": "beach sea", "snowman": "snow", "duck": "lake river",
    "mountain": "lake mountains meadow", "stars": "lake meadow desert", "moon": "lake sea meadow",
    "aeroplane": "sky", "cloud": "sky meadow", "clock": "room", "tent": "mountains forest lake",
    "cottage": "meadow mountains forest flowers", "pine": "mountains snow lake", "mushroom": "forest",
    "train": "mountains meadow", "horse": "meadow desert", "owl": "forest", "lantern": "lake street",
    "bridge": "river", "bush": "meadow flowers", "flower": "meadow flowers meadow",
    "rose": "flowers meadow", "tulip": "flowers meadow", "sunflower": "meadow flowers",
    "tree": "meadow flowers lake mountains", "blossom": "meadow lake river flowers",
    "house": "meadow flowers mountains street", "castle": "mountains meadow lake",
    "umbrella": "street beach meadow", "rainbow": "meadow lake flowers", "windmill": "flowers meadow",
    "fox": "forest meadow", "pagoda": "lake mountains", "robot": "city street meadow",
    "butterfly": "flowers meadow", "ship": "sea", "whale": "sea", "island": "sea", "lotus": "lake", "bakery": "street",
    "truck": "street meadow", "cow": "meadow mountains", "deer": "forest meadow snow", "kite": "meadow beach",
    "elephant": "meadow desert", "turtle": "beach lake", "bamboo": "river lake mountains",
    "fountain": "flowers street", "bench": "flowers meadow street", "helicopter": "city mountains",
}  # fmt: skip

# What cannot be had without something else: whoever forbids that, forbids this.
BRINGS: Mapping[str, frozenset[str]] = {
    "forest": frozenset({"tree", "pine", "bush"}),
    "meadow": frozenset({"flowers"}),
    "flowers": frozenset({"flower", "rose", "tulip", "sunflower", "meadow"}),
    "sea": frozenset({"lake", "river", "underwater"}),
    "lake": frozenset({"sea", "river", "underwater"}),
    "river": frozenset({"sea", "lake", "underwater"}),
    "beach": frozenset({"sea", "lake", "underwater"}),
    "underwater": frozenset({"sea", "lake", "river"}),
    "street": frozenset({"city", "house", "shop", "person", "car"}),
    "city": frozenset({"street", "house", "tower", "person", "car"}),
    "mountains": frozenset({"mountain"}),
    "sky": frozenset({"cloud"}),
    "space": frozenset({"planet", "stars", "night"}),
    "dawn": frozenset({"sun"}),
    "day": frozenset({"sun"}),
    "sunset": frozenset({"sun"}),
    "dusk": frozenset({"night", "darkness"}),
    "night": frozenset({"moon", "stars", "darkness"}),
}
