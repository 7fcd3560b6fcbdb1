"""What the built-in lists find, however it is spelled, and what they leave alone."""

import sys
import threading

import pytest

from wanstudio.moderation.reading import Vocabulary, cut
from wanstudio.moderation.words import WordModerator

MODERATOR = WordModerator()


def category(text):
    found = MODERATOR.find(text)
    return found and found.category


@pytest.mark.parametrize(
    "text",
    [
        "a nude woman", "a NUDE woman", "ｎｕｄｅ", "𝓷𝓾𝓭𝓮", "n u d e", "n.u.d.e", "n-u-d-e", "nu/de", "my-nu-de-art", "n\u200bude", "n\u00adude",
        "nùdé", "nuuuude", "n*de", "nud3", "nudе", "NudeWoman", "#NudeWoman", "裸体", "裸 体", "裸*体", "裸體",
    ],
)  # fmt: skip
def test_every_way_to_write_a_word_is_read(text):
    assert category(text) == "sexual", text


@pytest.mark.parametrize(
    "text",
    [
        "Essex", "Scunthorpe", "shoot a portrait", "a killer whale", "a cocktail", "an analysis", "a classic car",
        "a stone lion 1.5 m tall", "35mm f1.4 lens", "A55 road", "C-3 plane", "letters a b c d e f g", "vitamin b 12",
        "裸露的岩石", "女性交友", "十字路口交通灯", "二十二岁 性感", "下午三点半",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_passes(text):
    assert category(text) is None, text


def test_an_allowed_phrase_excuses_only_itself():
    assert category("nude lipstick") is None
    assert category("nude lipstick on a nude woman") == "sexual"
    assert category("裸露的岩石旁的裸体女人") == "sexual"


def test_a_phrase_does_not_reach_over_the_end_of_a_sentence():
    assert category("a pipe bomb") == "terror"
    assert category("an old man with a pipe. Bomb craters in the field") is None


def test_some_words_are_refused_only_together():
    assert category("a boy of 12 years in a park") is None
    assert category("a seductive dress on a doll stand") is None
    assert category("a seductive 12 year old") == "minors"
    assert category("十二岁 性感") == "minors"
    assert category("a seductive 32 year old") is None


def test_a_sexual_word_beside_a_child_is_the_graver_category():
    assert category("nude child") == "minors"


def test_protected_names_are_another_kind_and_can_be_left_out():
    assert MODERATOR.find("Mickey Mouse in Paris").kind == "infringing"
    assert WordModerator(known_names=False).find("Mickey Mouse in Paris") is None
    assert MODERATOR.find("a nude Mickey Mouse").kind == "inappropriate"


def test_empty_and_strange_texts_pass():
    for text in (
        "",
        " ",
        "***",
        "!!!",
        "\x1f\x00",
        "🙂🙂",
        "ё",
        "가나다",
        "@ $ !",
        "*",
        "a*",
        "1",
        "岁",
        "十岁",
    ):
        assert MODERATOR.find(text) is None, text


@pytest.mark.parametrize(
    "text",
    [
        "n" + "u" * 2000 + "de", "\u203c" * 2000 + " nude", "!" * 2000 + "nude", "nude" + "!" * 2000,
        "a " * 1000 + "nude", "\ufdfa" * 200 + " nude", "裸" + "!" * 2000 + "体", "\u3316" * 200 + " nude",
    ],
)  # fmt: skip
def test_no_length_hides_a_word(text):
    assert category(text) == "sexual"


@pytest.mark.parametrize(("length", "own_thread"), [(100, False), (2100, True)])
async def test_a_long_text_is_looked_at_on_another_thread(length, own_thread):
    threads = []

    class Noting(WordModerator):
        def find(self, text):
            threads.append(threading.current_thread())
            return super().find(text)

    moderator = Noting()
    assert (await moderator.look("nude " + "a" * (length - 5))).category == "sexual"
    assert bool(threads) == own_thread
    assert threading.current_thread() not in threads
    await moderator.close()


def test_what_is_remembered_is_short():
    units = cut(f"{'a' * 5000} nude{'b' * 300} {'x1' * 400}")
    assert max(map(len, units.words)) <= 64
    kept = Vocabulary(["nude"]).readings.cache_info()
    assert sys.getsizeof("a" * 64) * kept.maxsize < 4_000_000
