"""What may be said of a thing: colour, number, size, pose, face, material, place. Data only."""

COLOURS: dict[str, tuple[str, str]] = {
    "red": ("red|scarlet|ruby", "红色|红|大红|朱红"),
    "orange": ("orange|ginger|amber|tangerine-colored", "橙色|橘色|橘黄|橙|橘黄色|橘"),
    "yellow": ("yellow|lemon yellow", "黄色|黄|明黄"),
    "green": ("green|emerald|olive|lime", "绿色|绿|翠绿|青绿|墨绿"),
    "teal": ("teal|cyan", "青色|青"),
    "blue": ("blue|azure|cobalt|sky-blue", "蓝色|蓝|天蓝|蔚蓝"),
    "purple": ("purple|violet", "紫色|紫"),
    "pink": ("pink|rosy|magenta", "粉色|粉红|粉|粉红色|桃红"),
    "brown": ("brown|chestnut|chocolate", "棕色|褐色|棕|咖啡色"),
    "black": ("black|ebony", "黑色|黑"),
    "white": ("white|ivory", "白色|白|洁白|雪白|纯白"),
    "grey": ("grey|gray", "灰色|灰"),
    "golden": ("golden|gold", "金色|金黄|金黄色"),
    "silver": ("silver", "银色|银"),
    "beige": ("beige|cream|cream-colored", "米色|米白|奶油色"),
    "turquoise": ("turquoise|aqua", "蓝绿色|碧绿|松石绿"),
    "lavender": ("lavender|lilac", "淡紫色|薰衣草色"),
    "crimson": ("crimson|maroon|burgundy", "深红|酒红|绯红"),
    "navy": ("navy|dark blue|navy blue|indigo", "深蓝|藏蓝|深蓝色"),
    "mint": ("mint|mint green", "薄荷色|薄荷绿"),
    "peach": ("peach-colored|apricot|salmon", "杏色|肉粉色"),
}

_MANY = "dozens of|twenty|thirty|forty|fifty|a hundred|one hundred|hundreds of|a thousand|thousands of"
COUNTS: dict[str, tuple[str, str]] = {
    # A Chinese numeral counts before a measure word; these need none.
    "1": ("a|an|one|single|lone|solitary", ""),
    "2": ("two|a pair of|a couple of|twin|couple of", "一对|一双|俩"),
    "3": ("three|a few|trio of", ""),
    "4": ("four", ""),
    "5": ("five|several|some", ""),
    "6": ("six|a group of|half a dozen", "一群"),
    "7": ("seven|many|lots of", "许多|很多|众多"),
    "8": ("eight", ""),
    "9": ("nine", ""),
    "10": ("ten", ""),
    "11": ("eleven", ""),
    "12": (f"twelve|a dozen|dozen|{_MANY}", "无数|成百上千|数不清的"),
}

UNMEASURED = frozenset({"一对", "一双", "俩", "一群", "许多", "很多", "众多", "无数", "成百上千", "数不清的"})
MEASURES = "只个条匹辆座朵棵艘架间栋颗轮枚本把盏位名株束片杯块扇张头道群对双幢支枝列顶"

SIZES: dict[str, tuple[str, str]] = {
    "tiny": ("tiny|miniature", "极小|迷你|微型"),
    "small": ("small|little", "小小的|小的|小型"),
    "big": ("big|large|tall", "大大的|巨型|大的|高大"),
    "giant": ("giant|huge|enormous|gigantic|massive", "巨大|巨大的|庞大"),
}

POSES: dict[str, tuple[str, str]] = {
    "sitting": ("sitting|seated|sits|sit", "坐|坐着|蹲|蹲坐|端坐"),
    "standing": ("standing|stands", "站|站立|站着"),
    "sleeping": (
        "sleeping|asleep|sleeps|napping|lying|curled up|resting",
        "睡|睡觉|睡着|趴|趴着|躺|躺着|熟睡",
    ),
    "running": ("running|runs|galloping|jumping|leaping|playing", "跑|奔跑|跑步|跳|跳跃|奔驰|玩耍"),
    "walking": ("walking|walks|strolling|wandering", "走|行走|散步|漫步"),
    "flying": ("flying|flies|soaring|gliding", "飞|飞翔|飞行|翱翔|飞舞"),
    "crescent": ("crescent", "弯弯的|弯弯|弯|月牙形的"),
    "waving": ("waving|waves hello", "挥手|招手"),
}

EXPRESSIONS: dict[str, tuple[str, str]] = {
    "happy": ("happy|smiling|smile|cheerful|joyful|laughing|joyous", "开心|快乐|高兴|微笑|笑|欢快|喜悦"),
    "sad": ("sad|crying|unhappy", "难过|伤心|悲伤|哭|不开心|不高兴|不快乐"),
    "surprised": ("surprised|astonished|amazed", "惊讶|吃惊"),
    "angry": ("angry|grumpy|annoyed", "生气|愤怒"),
    "sleepy": ("sleepy|drowsy|tired", "困|犯困|疲倦"),
}

MATERIALS: dict[str, tuple[str, str]] = {
    "wood": ("wooden|wood|timber", "木制|木质|木头|木"),
    "stone": ("stone|brick|rock", "石头|石制|砖"),
    "glass": ("glass|crystal", "玻璃|水晶"),
    "metal": ("metal|iron|steel", "金属|铁|钢"),
    "paper": ("paper", "纸"),
}

PLACES: dict[str, tuple[str, str]] = {
    "left": ("on the left|at left|to the left|left side|on the left side", "左边|左侧|左面"),
    "right": ("on the right|at right|to the right|right side|on the right side", "右边|右侧|右面"),
    "middle": ("in the middle|in the center|in the centre|centered|at the center", "中间|中央|正中"),
    "top": ("at the top|in the upper part", "上方|顶部"),
    "bottom": ("at the bottom|in the lower part", "下方|底部"),
}
