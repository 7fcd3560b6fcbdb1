"""What the built-in rewriter may say. Data only; alternatives stand between bars, English first.

Scenes and hours are words of the drawn world. No phrase holds a thing, a colour or a number: what is
to be seen was said by the customer. The tests hold it.
"""

from collections.abc import Mapping

Phrases = tuple[str, str]

SCENES: Mapping[str, Phrases] = {
    "meadow": ("in a meadow|on the grass|in the countryside", "在草地上|在田野里|在草原上"),
    "flowers": ("in a garden|in a flower garden", "在花园里|在花田里"),
    "forest": ("in a forest|in the woods", "在森林里|在树林中"),
    "desert": ("in the desert|among sand dunes", "在沙漠里|在沙丘上"),
    "snow": ("on snowy ground|in a snowfield", "在雪地里|在雪原上"),
    "beach": ("on a sandy beach|at the seaside", "在沙滩上|在海边"),
    "sea": ("on the ocean|at sea", "在大海上|在海面上"),
    "lake": ("by a lake|at the lakeside", "在湖边|在湖面上"),
    "river": ("by a river|at the riverside", "在河边|在小溪边"),
    "mountains": ("in a valley|in a wide valley", "在山谷里"),
    "street": ("on a street|in a village", "在街道上|在小镇上"),
    "city": ("in the city|in front of a city skyline", "在城市里|在都市中"),
    "room": ("in a room|in a living room", "在房间里|在客厅里"),
    "space": ("in outer space|in a distant galaxy", "在太空中|在宇宙中"),
    "underwater": ("under water|on the seabed", "在水下|在海底"),
    "sky": ("in the sky|among the clouds", "在天空中"),
}

HOURS: Mapping[str, Phrases] = {
    "dawn": ("at dawn|at sunrise", "清晨|黎明时分"),
    "day": ("in the afternoon|in daylight", "下午|白天"),
    "sunset": ("at sunset|in the golden hour", "傍晚|日落时分"),
    "dusk": ("at dusk|at twilight", "薄暮时分|暮色中"),
    "night": ("at night|at midnight", "夜晚|深夜"),
}

_BRIGHT = (
    "natural lighting|natural lighting with delicate shading|directional lighting that models every form"
)
_DIM = "low-key lighting|subdued lighting with luminous highlights|low-key lighting with deep contrast"
_AT_EASE = "soft light|diffused lighting with smooth shadows"
LIGHTS: Mapping[str, Phrases] = {
    "": (f"{_BRIGHT}|soft light", "光线自然|光线柔和|光影过渡细腻"),
    "dawn": (f"{_AT_EASE}|natural lighting", "光线柔和|光线自然"),
    "day": (f"{_BRIGHT}|{_AT_EASE}", "光线自然|光线柔和|明暗层次丰富"),
    "sunset": (f"warm light|{_AT_EASE}", "光线温暖|光线柔和|光影过渡细腻"),
    "dusk": (_DIM, "光线幽暗|明暗层次丰富"),
    "night": (_DIM, "明暗反差强烈|幽暗中有光影层次"),
}

COMPOSITIONS: Phrases = (
    "exquisite composition|balanced composition|harmonious composition|composition with depth",
    "构图精美|构图均衡|构图富有纵深",
)

_PHOTOGRAPHIC = (
    "highly detailed|fine detail|crisp focus|lifelike texture",
    "画质精细|细节丰富|画面清晰|质感细腻",
)
_DRAWN = ("harmonious palette|careful line work", "色调和谐|线条流畅")
FINISHES: Mapping[str, Phrases] = {
    "": _PHOTOGRAPHIC,
    "realistic": _PHOTOGRAPHIC,
    "drawn": _DRAWN,
    "illustration": _DRAWN,
    "watercolour": ("translucent brushwork|harmonious palette", "笔触通透|色调和谐"),
    "pencil": ("fine line work|careful hatched lines", "线条细腻|线条流畅"),
    "pixel": ("crisp lines|harmonious palette", "线条利落|色调和谐"),
    "papercut": ("clean lines|layered texture", "线条利落|质感细腻"),
    "neon": ("crisp lines|saturated palette", "线条利落|色调浓郁"),
    "pastel": ("velvety texture|harmonious palette", "质感细腻|色调和谐"),
    "ink": ("flowing brushwork|expressive line work", "笔触流畅|线条流畅"),
    "oil": ("rich brushwork|visible canvas texture", "笔触厚重|质感丰富"),
}

# Kinds that the painter lets stand anywhere, and where people would expect them.
MORE_HOMES: Mapping[str, str] = {
    "cat": "room room flowers meadow", "dog": "meadow meadow room beach", "rabbit": "meadow flowers forest",
    "bear": "forest mountains river", "panda": "forest", "bird": "flowers forest meadow", "sheep": "meadow",
    "person": "street meadow lake", "child": "meadow flowers beach", "woman": "street flowers lake",
    "man": "street meadow lake", "chapel": "meadow mountains snow", "tower": "meadow city",
    "cup": "room", "vase": "room", "lamp": "room", "candle": "room", "book": "room", "apple": "room",
    "fruit": "room", "cake": "room", "bread": "room", "pumpkin": "meadow room", "ice cream": "beach street",
    "teapot": "room", "gift": "room", "ball": "meadow beach room", "hat": "room beach", "sun": "meadow sea",
}  # fmt: skip

OPEN_SKY = frozenset({"rainbow", "aurora", "sun", "moon", "stars", "cloud", "balloon", "aeroplane", "kite"})
ROOFED = frozenset({"room", "underwater", "forest"})
TIMELESS = frozenset({"room", "space", "underwater", "studio"})
BY_NIGHT = frozenset({"aurora", "stars", "moon"})
BY_DAY = frozenset({"sun", "rainbow"})
