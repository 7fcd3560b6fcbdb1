"""What captions are made of beside the vocabulary itself: frames, settings and hours in whole phrases."""

# Words of the vocabulary that are understood but would read oddly in a caption.
ODD = frozenset(
    {
        "starry", "starlight", "blossom", "feline", "camp", "evergreen", "railway", "human", "alps", "home",
        "building", "jupiter", "saturn", "tangerine", "droid", "human figure", "figure", "teddy", "coffee", "tea", "summit", "cup of tea",
        "mountain range", "cup of coffee", "coach", "jet", "present", "pine", "fir", "palm", "half",
        "人", "星", "月", "车", "日头", "树丛", "茶", "咖啡", "瓶子", "塔", "灯", "书", "伞", "帽", "门", "窗",
        "窗边", "球", "钟", "船", "桥", "花", "树", "山", "松", "鸟", "鱼", "熊", "狐", "犬", "喵星人", "云",
        "象", "牛", "鹿", "鲸", "龟", "岛", "竹", "兔", "鸭", "鹅", "蝶", "马", "羊", "烛光", "高铁", "桌", "椅",
        "杯", "地球", "荷叶", "橱窗", "雪山", "远山", "石桥", "木门", "木桌", "白马", "白兔", "橘猫", "白云",
        "蛋糕店", "夜空", "狗狗", "木屋", "小木屋", "烈日",
    }
)  # fmt: skip

LONE: dict[str, tuple[str, str]] = {
    # what there is one of: how it is named with its article
    "sun": ("the sun", "太阳"),
    "moon": ("the moon|a full moon", "月亮|明月|一轮明月"),
    "stars": ("a starry sky|the milky way", "星空|繁星|银河"),
    "aurora": ("the northern light|an aurora|the aurora borealis", "极光|北极光"),
    "rainbow": ("a rainbow", "彩虹|一道彩虹"),
    "mountain": ("a mountain|a mountain range", "高山|山峰|群山"),
}

IRREGULAR = {
    "woman": "women", "man": "men", "child": "children", "person": "people", "snowman": "snowmen",
    "gentleman": "", "goose": "geese", "cactus": "cacti", "sheep": "sheep", "fish": "fish", "deer": "deer",
    "goldfish": "", "koi": "koi", "aircraft": "aircraft", "bread": "", "cattle": "", "fruit": "", "bamboo": "",
    "loaf": "loaves",
}  # fmt: skip
SINGLE = frozenset({"cattle", "loaves", "lorries", "ferries", "water lilies", "bamboo grove"})
"""Words that need no counting here, because their singular is another word."""

EN_COUNTS = {2: "two|2|a pair of", 3: "three|3", 4: "four|4", 5: "five|several|5", 6: "six|6", 7: "seven|7"}
ZH_COUNTS = {1: "一", 2: "两", 3: "三|3", 4: "四|4", 5: "五|5", 6: "六|6", 7: "七|7"}

MEASURES: dict[str, str] = {
    "只": "cat dog rabbit fox bear panda bird owl duck penguin butterfly sheep deer turtle",
    "条": "fish", "匹": "horse", "头": "cow elephant whale", "名": "woman man", "座": "house cottage chapel "
    "castle tower pagoda lighthouse windmill bridge island fountain mountain", "辆": "car bus bicycle truck",
    "列": "train", "艘": "boat ship", "架": "aeroplane helicopter", "棵": "tree pine palm blossom bush cactus",
    "朵": "flower rose tulip sunflower mushroom cloud lotus", "间": "flower shop shop bakery", "枚": "rocket",
    "顶": "tent hat", "把": "umbrella chair teapot", "张": "table", "扇": "door window", "盏": "lamp lantern",
    "本": "book", "枝": "candle", "片": "",
}  # fmt: skip
LIKE_A_PIECE = "个"

SETTINGS: dict[str, tuple[str, str]] = {
    "meadow": ("in a meadow|on the grass|in a park|in the countryside", "草地上|草原上|公园里|田野里"),
    "flowers": ("in a garden|in a flower field|in a flower garden", "花园里|花海中|花田里"),
    "forest": ("in a forest|in the woods|in the jungle", "森林里|树林中|丛林里"),
    "desert": ("in the desert|among sand dunes", "沙漠里|沙丘上"),
    "snow": ("on snowy ground|in a snowfield|in winter", "雪地里|雪原上|冬天"),
    "beach": ("on a beach|on the sandy beach|at the seaside", "海滩上|沙滩上|海边"),
    "sea": ("at sea|on the ocean|by the sea", "大海上|海面上|海上"),
    "lake": ("by a lake|by a pond|at the lakeside", "湖边|池塘边|湖面上"),
    "river": ("by a river|by a stream|at the riverside", "河边|小溪边"),
    "mountains": ("in a valley|in a canyon", "山谷里|峡谷中"),
    "street": ("on a street|in an alley|in a village", "街道上|小巷里|村庄里|马路上"),
    "city": ("in the city|in front of a city skyline|downtown", "城市里|都市中"),
    "room": ("in a room|in a living room|indoors", "房间里|室内|客厅里"),
    "space": ("in outer space|in space|in a galaxy", "太空中|宇宙中"),
    "underwater": ("under water|underwater|on the seabed", "水下|海底|深海里"),
    "sky": ("in the sky|among the clouds", "天空中|天上"),
    "studio": ("on a plain background|on a white background", "纯色背景|白色背景"),
}

TIMES: dict[str, tuple[str, str]] = {
    "dawn": ("at dawn|at sunrise|at daybreak", "黎明|清晨|日出时分"),
    "day": ("at noon|in the afternoon|in daylight", "白天|中午|下午"),
    "sunset": ("at sunset|in the golden hour", "日落时分|夕阳下|傍晚"),
    "dusk": ("at dusk|at twilight|in the blue hour", "暮色中|薄暮"),
    "night": ("at night|at midnight|by moonlight", "夜晚|深夜|夜里"),
}

WEATHERS: dict[str, tuple[str, str]] = {
    "clear": ("under a clear sky|with a cloudless sky", "晴朗|晴空万里"),
    "cloudy": ("under an overcast sky|in cloudy weather", "多云|阴天"),
    "rain": ("in the rain|in rainy weather|in a drizzle", "下雨|雨中|细雨"),
    "snow": ("in falling snow|in a blizzard|while it is snowing", "下雪|飘雪|大雪"),
    "fog": ("in the fog|in the mist|in foggy weather", "薄雾中|大雾|雾气弥漫"),
    "storm": ("in a storm|in a thunderstorm|with lightning", "暴风雨|雷雨|闪电"),
    "wind": ("in windy weather|in a breeze", "微风|大风"),
}

STYLES: dict[str, tuple[str, str]] = {
    "illustration": ("flat illustration|storybook illustration", "扁平插画|插画"),
    "watercolour": ("watercolor painting|watercolour", "水彩画|水彩"),
    "pencil": ("pencil sketch|pencil drawing", "铅笔素描|铅笔画"),
    "pixel": ("pixel art|8-bit pixel art", "像素画|像素风"),
    "papercut": ("paper cut|paper cutting", "剪纸|剪纸画"),
    "neon": ("neon|cyberpunk neon", "霓虹|赛博朋克"),
    "pastel": ("pastel drawing|soft pastel", "粉彩|粉彩画"),
    "ink": ("ink wash painting|chinese ink painting", "水墨画|水墨"),
}
EN_STYLE_FRAMES = "{style} of {body}|{body}, {style}|{body}, {style} style|in {style} style, {body}"
ZH_STYLE_FRAMES = "{style}，{body}|{body}，{style}|{body}，{style}风格|{style}：{body}"

LINKS: dict[str, tuple[str, str]] = {
    "on": ("on|on top of", "上|上面"),
    "above": ("above|over", "上空|之上"),
    "under": ("under|below|beneath", "下|下面|底下"),
    "behind": ("behind", "后面|身后|背后"),
    "before": ("in front of", "前面|面前"),
    "beside": ("beside|next to|near", "旁边|附近|身边"),
}
PLACES = {
    "left": ("on the left", "左边"),
    "right": ("on the right", "右边"),
    "middle": ("in the middle", "中间"),
}

LEADS = ("||a picture of |there is |an image showing ", "||画面中是|画一幅画：|图中有")
TAILS = ("|||, highly detailed|, exquisite composition|, best quality", "|||，画质精细|，构图精美|，高清")

MOODS: dict[str, tuple[str, str]] = {
    "soft": ("soft light|peaceful|serene", "柔和|宁静"),
    "warm": ("warm|cozy", "温暖|温馨"),
    "cute": ("cute|adorable", "可爱"),
    "dramatic": ("dramatic|majestic", "壮观|宏伟"),
    "dreamy": ("dreamy|magical", "梦幻|唯美"),
    "autumn": ("autumn", "秋天"),
    "spring": ("spring", "春天"),
    "summer": ("summer", "夏天"),
}
