"""The words for the world around things: relation, setting, time, weather, style, mood. Data only."""

LINKS: dict[str, tuple[str, str]] = {
    "above": ("above|over", ""),
    "under": ("under|below|beneath|underneath", ""),
    "behind": ("behind|in back of", ""),
    "before": ("in front of|before", ""),
    "on": ("on|on top of|atop|upon|riding|rides|riding on", "骑着|骑在|骑"),
    "in": ("in|inside|into|within", ""),
    "beside": ("beside|next to|by|near|alongside|at", ""),
    "left of": ("to the left of|left of|on the left of", ""),
    "right of": ("to the right of|right of|on the right of", ""),
}

# A Chinese place word follows the thing it speaks of: 桌子 上面.
AFTER: dict[str, str] = {
    "above": "上空|上方|之上",
    "under": "下|下面|之下|底下|下方",
    "behind": "后|后面|身后|背后",
    "before": "前|前面|面前|门前",
    "on": "上|上面|顶上",
    "in": "里|里面|中|内",
    "beside": "旁|旁边|边|边上|附近|身边",
    "left of": "左边|左侧|左面",
    "right of": "右边|右侧|右面",
}

SETTINGS: dict[str, tuple[str, str]] = {
    "meadow": (
        "meadow|grassland|field|lawn|grass|prairie|pasture|park|hill|hillside|countryside",
        "草地|草原|田野|草坪|公园|山坡|原野|乡村",
    ),
    "flowers": (
        "flower field|field of flowers|garden|flower garden|flower meadow|lavender field",
        "花园|花田|花海|花丛|庭院",
    ),
    "forest": ("forest|wood|woods|woodland|jungle", "森林|树林|林间|丛林|林中"),
    "desert": ("desert|dune|sand dune", "沙漠|沙丘|大漠"),
    "snow": (
        "snowy ground|snowy|snow-covered|snow covered|snowy field|winter|snow|snowfield|ice|arctic",
        "雪地|雪原|冬天|冬季|冬日|雪景|冰原|积雪|雪",
    ),
    "beach": ("beach|beaches|seaside|shore|coast|sandy beach", "海滩|沙滩|海边|海岸|岸边"),
    "sea": ("sea|ocean|seascape|wave", "大海|海面|海上|海洋|海|波浪|海浪"),
    "lake": ("lake|lakeside|pond|water", "湖|湖泊|湖面|湖边|池塘|水面|湖水"),
    "river": ("river|stream|riverside|brook", "河|河流|小溪|小河|江|溪流|河边"),
    "mountains": ("valley|canyon|highland", "山谷|峡谷|山间"),
    "street": (
        "street|road|alley|sidewalk|town|village|pavement|square",
        "街道|街|小巷|马路|街头|小镇|村庄|路上|道路|路",
    ),
    "city": (
        "city|cities|night city|skyline|skyscraper|downtown|cityscape|metropolis",
        "城市|都市|摩天大楼|高楼|夜市",
    ),
    "room": (
        "room|indoor|indoors|living room|bedroom|interior|kitchen|study|fireplace|floor",
        "房间|室内|客厅|卧室|屋里|厨房|书房|地板",
    ),
    "space": ("space|outer space|cosmos|galaxy|universe|galaxies|nebula", "太空|宇宙|星系|银河系|星云"),
    "underwater": (
        "under water|underwater|under the sea|seabed|coral reef|coral|deep sea|undersea",
        "水下|海底|水中|珊瑚|深海",
    ),
    "sky": ("sky|skies|in the sky|among the clouds|above the clouds", "天空|天上|空中|蓝天|天际"),
    "studio": (
        "studio|plain background|white background|simple background",
        "纯色背景|白色背景|白底|简单背景",
    ),
}

TIMES: dict[str, tuple[str, str]] = {
    "dawn": ("dawn|sunrise|daybreak|early morning", "黎明|日出|清晨|破晓|拂晓|晨曦"),
    "day": (
        "day|daytime|noon|midday|morning|afternoon|sunny|daylight|sunlit|blue sky",
        "白天|中午|正午|早上|上午|下午|早晨|晴天|阳光",
    ),
    "sunset": ("sunset|golden hour|setting sun|evening glow", "日落|夕阳|黄昏|傍晚|落日|晚霞"),
    "dusk": ("dusk|twilight|evening|blue hour", "暮色|薄暮|黄昏后|夜幕降临"),
    "night": (
        "night|midnight|nighttime|moonlit|moonlight|nocturnal|at night",
        "夜晚|夜|晚上|深夜|午夜|夜里|夜色|夜空|月光|月夜",
    ),
}

WEATHERS: dict[str, tuple[str, str]] = {
    "clear": ("clear sky|clear skies|cloudless sky|cloudless", "晴朗|晴空|万里无云"),
    "cloudy": ("cloudy|overcast|overcast sky|clouds gathering", "多云|阴天"),
    "rain": ("rain|rainy|raining|drizzle|downpour|shower", "雨|下雨|雨天|细雨|大雨|雨中"),
    "snow": ("snowing|snowfall|snowflake|falling snow|blizzard|snowstorm", "下雪|飘雪|雪花|大雪|飞雪|暴风雪"),
    "fog": ("fog|foggy|mist|misty|haze|hazy", "雾|薄雾|大雾|云雾|雾气|朦胧"),
    "storm": ("storm|stormy|thunderstorm|lightning|thunder", "暴风雨|雷雨|闪电|风暴|打雷"),
    "wind": ("windy|breeze|breezy", "微风|大风|刮风"),
}

STYLES: dict[str, tuple[str, str]] = {
    "illustration": (
        "illustration|flat illustration|flat design|vector art|vector illustration|cartoon|anime|storybook",
        "插画|扁平插画|扁平风格|矢量图|卡通|动漫|绘本",
    ),
    "watercolour": (
        "watercolor|watercolour|watercolor painting|watercolour painting|aquarelle",
        "水彩|水彩画|水彩风格",
    ),
    "pencil": (
        "pencil sketch|pencil drawing|pencil|sketch|graphite drawing",
        "铅笔素描|铅笔画|素描|铅笔|素描画",
    ),
    "pixel": ("pixel art|pixelated|8-bit|pixel|pixel style|pixel game", "像素|像素画|像素风|像素艺术"),
    "papercut": (
        "paper cut|papercut|paper-cut|paper cutting|paper cut-out|cut paper|layered paper|paper art",
        "剪纸|剪纸画|剪纸风格|纸雕",
    ),
    "neon": ("neon|cyberpunk|neon light|neon style|glowing neon", "霓虹|霓虹灯|霓虹风格|赛博朋克"),
    "pastel": (
        "pastel|pastel colors|pastel colours|pastel drawing|pastel painting|soft pastel|chalk pastel",
        "粉彩|粉彩画|柔和色调|色粉画",
    ),
    "ink": (
        "ink painting|ink wash|ink wash painting|chinese painting|ink|chinese ink painting|sumi-e",
        "水墨|水墨画|国画|中国画|水墨风格",
    ),
    "oil": ("oil painting|impressionist|oil on canvas", "油画|印象派"),
    "realistic": (
        "realistic|photorealistic|photo|photograph|realism|photography",
        "写实|逼真|照片|摄影|真实",
    ),
}

MOODS: dict[str, tuple[str, str]] = {
    "soft": ("soft light|soft|gentle|calm|peaceful|serene|quiet|tranquil", "柔和|柔光|宁静|安静|平静|静谧"),
    "warm": ("warm|cozy|cosy", "温暖|温馨|暖色"),
    "cute": ("cute|lively|adorable|lovely", "可爱|活泼|生动|萌"),
    "dramatic": ("dramatic|epic|majestic|spectacular", "壮观|宏伟|震撼|壮丽"),
    "dreamy": ("dreamy|magical|fantasy|fairy tale|fairytale|ethereal", "梦幻|魔幻|奇幻|童话|唯美"),
    "autumn": ("autumn|fall foliage|autumnal", "秋天|秋季|秋日|秋"),
    "spring": ("spring|springtime", "春天|春季|春日|春"),
    "summer": ("summer|summertime", "夏天|夏日|夏季"),
}

_NO = "没有|没|无|毫无|不要|不要有|不能有|不可有|不许有|不准有|不得有|不含|不包含|不带|不出现|不画|不需要|不想要"
_DO_NOT = "不想看到|别画|别出现|别有|别加|别放|请勿|切勿|禁止|避免|去掉|去除|排除"
_NEGATED = (
    "isn't|aren't|wasn't|weren't|don't|doesn't|didn't|won't|can't|couldn't|shouldn't|mustn't|hasn't|haven't"
)
# "no" denies whatever it is said of; "not" only what follows at once, or what its verb asks to show.
DENIALS: dict[str, tuple[str, str]] = {
    "no": (
        "no|without|w/o|free of|devoid of|lacking|neither|nor|avoid|avoiding|exclude|excluding|omit|remove|instead of|rather than",
        f"{_NO}|{_DO_NOT}",
    ),
    "not": (
        f"not|never|non|cannot|{_NEGATED}|isnt|arent|dont|doesnt|except|except for",
        "不是|并非|并不是|而非|非",
    ),
}
# Words that deny a thing by themselves.
DENYING: dict[str, tuple[str, str]] = {
    "person": ("nobody|no one|no-one|unpeopled|uninhabited", "空无一人|四下无人|荒无人烟|杳无人烟"),
    "stars": ("starless", ""),
    "moon": ("moonless", ""),
    "sun": ("sunless", ""),
    "tree": ("treeless", ""),
    "flower": ("flowerless", ""),
    "wind": ("windless", ""),
}
# What holds a word of this vocabulary and means something else.
_ENGLISH_ASIDES = (
    "bird's eye|bird's-eye|birds eye|birds-eye|bird eye|fish eye|fish-eye|golden ratio|golden spiral|white balance|"
    "five star|five-star|four star|four-star|three star|three-star|star rating|figure 8|figure eight|figure of eight|"
    "no man's land|green screen|blue screen|red eye|grey card|gray card|silver halide|silver gelatin"
)
_CHINESE_ASIDES = (
    "鸟瞰|鸟瞰图|鱼眼|白平衡|红眼|灰卡|绿幕|蓝幕|无人机|无人驾驶|无人车|无花果|马赛克|人山人海|人工智能|人造|人体工学|"
    "三轮车|四轮|非人类|不能没有|不可没有|不得不"
)
ASIDES = (_ENGLISH_ASIDES, _CHINESE_ASIDES)

# What follows "with" belongs to what stands before it.
BREAKS: dict[str, tuple[str, str]] = {
    "and": ("and|while|then|plus", "和|与|以及|还有|并且|及"),
    "with": ("with|has|have|full of|filled with|featuring|wearing", "有|着|伴着|戴着|戴"),
}
JOINS = ("is|are|stand|float|rest|hang", "在|位于|停在|停泊|漂浮|悬挂|立在|浮在")
