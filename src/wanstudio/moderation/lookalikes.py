"""Which letters stand for which: tables only, for reading what a text says whatever it is written with."""

from collections.abc import Mapping

_PAIRS = (
    # Cyrillic, small and capital letters by what they look like
    ("аәӑ", "a"), ("вьъ", "b"), ("сҫ", "c"), ("ԁ", "d"), ("еёєҽ", "e"), ("ԍ", "g"), ("һнңҥ", "h"),
    ("іїӏ", "i"), ("ј", "j"), ("кқҝ", "k"), ("м", "m"), ("пийҋ", "n"), ("оөӧ", "o"), ("рҏ", "p"), ("ԛ", "q"),
    ("гя", "r"), ("ѕ", "s"), ("тҭ", "t"), ("цџ", "u"), ("ѵ", "v"), ("шщԝѡ", "w"), ("хҳҲ", "x"), ("уўүұ", "y"),
    ("АӘ", "a"), ("ВЬ", "b"), ("С", "c"), ("ЕЁ", "e"), ("Н", "h"), ("ІЇӀ", "i"), ("Ј", "j"), ("К", "k"),
    ("М", "m"), ("ПИ", "n"), ("О", "o"), ("Р", "p"), ("ГЯ", "r"), ("Ѕ", "s"), ("Т", "t"), ("Ѵ", "v"), ("Ш", "w"),
    ("Х", "x"), ("УҮ", "y"),
    # Greek: several capitals look like other letters than their small forms
    ("αά", "a"), ("βϐ", "b"), ("ϲ", "c"), ("δ", "d"), ("εέϵ", "e"), ("ηή", "n"), ("ιίϊ", "i"), ("ϳ", "j"),
    ("κϰ", "k"), ("ν", "v"), ("οόσ", "o"), ("ρϱ", "p"), ("ς", "s"), ("τ", "t"), ("υύμ", "u"), ("ωώ", "w"),
    ("χ", "x"), ("γ", "y"), ("π", "n"),
    ("Α", "a"), ("Β", "b"), ("Ε", "e"), ("Ζ", "z"), ("Η", "h"), ("Ι", "i"), ("Κ", "k"), ("Μ", "m"), ("Ν", "n"),
    ("Ο", "o"), ("Ρ", "p"), ("Σ", "e"), ("Τ", "t"), ("Υ", "y"), ("Χ", "x"), ("Λ", "a"),
    # Armenian
    ("օ", "o"), ("սυ", "u"), ("ոռ", "n"), ("ց", "g"), ("հ", "h"), ("ք", "p"), ("յ", "j"), ("զ", "q"),
    # Latin letters that no decomposition leads back to plain ones
    ("ɑɐᴀ", "a"), ("ʙɓ", "b"), ("ᴄƈ", "c"), ("ᴅđɗ", "d"), ("ᴇəɛ", "e"), ("ꜰƒ", "f"), ("ɡɢɠ", "g"), ("ʜħɦ", "h"),
    ("ɪıɩɨ", "i"), ("ᴊȷɉ", "j"), ("ᴋƙ", "k"), ("ʟłɭƚ", "l"), ("ᴍɱ", "m"), ("ɴɲŋ", "n"), ("ᴏøɵ", "o"), ("ᴘƥ", "p"),
    ("ʀɾ", "r"), ("ꜱʂ", "s"), ("ᴛŧƭ", "t"), ("ᴜʉ", "u"), ("ᴠʋ", "v"), ("ᴡɯ", "w"), ("ʏɏ", "y"), ("ᴢƶʐ", "z"),
    ("¢", "c"), ("€", "e"), ("£", "l"), ("æ", "ae"), ("œ", "oe"),
)  # fmt: skip

_TRADITIONAL = (
    "體体 兒儿 殺杀 亂乱 倫伦 慾欲 愛爱 處处 亞亚 會会 屍尸 斬斩 頭头 斷断 臟脏 臓脏 剝剥 內内 燒烧 "
    "傷伤 殘残 殞殒 縊缢 繩绳 樓楼 藥药 鴉鸦 嗎吗 製制 販贩 賣卖 買买 針针 襲袭 擊击 彈弹 "
    "極极 聖圣 戰战 組组 織织 納纳 萬万 歲岁 滅灭 絕绝 種种 豬猪 賤贱 婦妇 嬰婴 歲岁 蘿萝 學学 "
    "齡龄 誘诱 褲裤 絲丝 襪袜 內内 脫脱 陰阴 莖茎 陽阳 騷骚 蕩荡 穢秽 亂乱 強强 "
    "輪轮 姦奸 獸兽 賣卖 約约 會会 視视 頻频 圖图 無无 碼码 濕湿 遺遗 書书 槍枪 鎮镇 壓压 綁绑 "
    "畫画 濺溅 鮮鲜 滿满 場场 機机 關关 雞鸡 鴨鸭 麥麦 龍龙 貓猫 寶宝 夢梦 國国 東东 專专 業业 條条 "
    "鐵铁 俠侠 蠻蛮 鋼钢 馬马 歐欧 樂乐 標标 誌志 絨绒 歡欢 雙双 塊块 謝谢 羅罗 納纳 爾尔 劉刘 張张 週周 "
    "傑杰 倫伦 誘诱 濃浓 蓮莲 溫温 邊边 電电 視视 線线 綠绿 綫线 紅红 銀银 鎖锁 養养 個个 門门 開开"
)


_UNSEEN = (
    # Invisible signs, then marks above and below letters.
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180E),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xE0000, 0xE01EF),
    (0x0300, 0x036F), (0x0483, 0x0489), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0x3099, 0x309A),
    (0xFE20, 0xFE2F),
)  # fmt: skip


def _table() -> dict[int, str]:
    table = {code: "" for first, last in _UNSEEN for code in range(first, last + 1)}
    table |= {ord(letter): plain for letters, plain in _PAIRS for letter in letters}
    for first in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6):  # squared, circled and flag letters
        table |= {first + i: chr(ord("a") + i) for i in range(26)}
    return table | {ord(pair[0]): pair[1] for pair in _TRADITIONAL.split()}


LETTERS: Mapping[int, str] = _table()
"""For `str.translate` after NFKD: look-alike letters to plain Latin, traditional characters to
simplified ones, marks and invisible signs to nothing."""

SYMBOLS = "@$*|!+"
"""Signs that may stand inside a word in a letter's place; `*` stands for any."""

DIGITS: Mapping[int, str] = dict(zip(map(ord, "013456789@$|!+"), "oieasgtbgasiit", strict=True))
"""Digits and signs to the letters they most often stand for."""

DIGITS_WITH_L: Mapping[int, str] = {**DIGITS, ord("1"): "l", ord("|"): "l", ord("!"): "l"}

SHORT_WORDS = frozenset(
    "a am an as at be by do go he hi i if in is it me my no of oh ok on or ox pi so to tv up us we ye "
    "al ad ah ax ha ho id la lo ma pa re st vs de le un el et en du di da".split()
)
"""Words of one or two letters: what is one of these is no piece of a word that was cut in two."""
