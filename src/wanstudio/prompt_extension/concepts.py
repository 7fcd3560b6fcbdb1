"""What is said of a picture rather than shown in it, English and Chinese words. Data only."""

from collections.abc import Mapping

CONCEPTS: Mapping[str, tuple[str, str]] = {
    "light": (
        ("light|lit|backlit|sunlight|moonlight|daylight|candlelight|glow|luminous|bright|highlight|exposure|"
        "overexposed|illuminated|rays"),
        "光|照明|高光|曝光|明亮",
    ),
    "shadow": ("shadow|shade|shading|silhouette", "影|阴暗|明暗|剪影"),
    "contrast": ("contrast|low-key|high-key|chiaroscuro", "反差|对比|明暗"),
    "darkness": ("dark|darkness|dim|gloomy|black background", "昏暗|幽暗|黑暗|阴暗"),
    "composition": (
        ("composition|composed|framing|framed|symmetrical|symmetry|close-up|closeup|panorama|panoramic|portrait|"
        "wide shot|medium shot|long shot|viewpoint|angle|perspective|focal point|rule of thirds|bokeh"),
        "构图|特写|全景|远景|近景|中景|俯视|仰视|视角|纵深|对称|透视",
    ),
    "detail": ("detail|intricate|elaborate", "细节|精细|细腻|繁复"),
    "texture": ("texture|textured|grain|grainy", "质感|纹理|颗粒"),
    "sharpness": ("focus|sharp|crisp|blurry|blur|hd|4k|8k|resolution|high-definition", "清晰|模糊|高清|分辨率|利落"),
    "quality": ("quality|masterpiece|award-winning", "画质|质量|杰作"),
    "line": ("line|lines|outline|hatched|hatching", "线条|轮廓"),
    "brushwork": ("brushwork|brush strokes|brush stroke|strokes", "笔触|笔法"),
    "palette": ("palette|saturated|saturation|muted|colour grading|color grading|tones", "色调|配色|饱和|色彩"),
}  # fmt: skip

LIGHT = frozenset({"light", "shadow", "contrast"})
COMPOSITION = frozenset({"composition"})
FINISH = frozenset({"detail", "texture", "sharpness", "quality", "line", "brushwork", "palette"})

# Pictures that are not scenes, or that have said what is behind them.
NO_SCENE = (
    "background|backdrop|portrait|close-up|closeup|logo|icon|sticker|emoji|pattern|poster|isolated|macro|headshot",
    "背景|头像|肖像|特写|标志|图标|贴纸|表情包|图案|海报|证件照",
)
DRAWN = (
    "drawing|drawn|painting|painted|comic|manga|poster|engraving|woodcut|mosaic|fresco|crayon|gouache|acrylic|vector",
    "绘画|画风|插图|漫画|版画|海报|壁画|手绘|蜡笔|线稿|简笔画",
)

# Words that change nothing about where and when a picture can be.
ORDINARY = (
    ("a an the this that these those is are am was be being been it its his her their my your our of for to as and or "
    "but so very quite really too also with who which where there here some each every both all other another own i "
    "me we you he she they them him please want like would draw paint show make create generate picture image photo "
    "of beautiful pretty nice lovely fluffy furry shiny old new young ancient modern antique vintage long short thin "
    "thick round square fresh ripe delicious tasty fat slim fine elegant exquisite ornate simple plain delicate "
    "graceful proud brave friendly curious playful funny strange colorful colourful bright clean striped spotted "
    "looking holding wearing carrying drinking eating reading made dressed standing full display shaped "
    "baby adult wild domestic classic traditional rustic charming handsome cozy steaming hot cold warm cool showing style weather scene among highly best"),
    ("的|了|着|地|得|是|个|和|与|及|里|这|那|它|他|她|我|你|请|想|要|画|绘制|生成|图|图片|图像|一张|一幅|非常|很|"
    "美丽|漂亮|好看|精致|精美|优雅|毛茸茸|胖|瘦|新鲜|古老|现代|古典|传统|老|旧|新|年轻|长|短|圆|方|可口|美味|"
    "干净|闪亮|光滑|华丽|简单|朴素|奇怪|有趣|聪明|勇敢|好奇|友好|正在|摆放|看着|拿着|戴着|穿着|抱着|喝|吃|看|"
    "之|并|且|也|都|还|又|小|大|高|多|只|位|名|条|热|冷|彩色|热腾腾|带|用|做|面|风格|时分|弥漫|精|最佳|万"),
)  # fmt: skip

# Function words that English does not have: a text with more of these than of its own is not English.
FOREIGN = frozenset(
    "un une le la les des du avec dans sur et est sous der die das ein eine einen einer mit und auf im ist unter el "
    "los las una con en y del es il lo gli di che nel della um uma com na no os ao een het met op van och med på "
    "en ett jest na z w i".split()
)
ENGLISH = frozenset(
    "a an the of and in on at with by is are to from under over behind beside near for as next its his her".split()
)
