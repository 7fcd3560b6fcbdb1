"""Every sentence of the console has its Chinese, with the same facts in it, and nothing else does."""

from tests.house.words import SPOKEN, missing, placeholders, said, sentences

from wanstudio.console.languages import chinese

TOLD_BY = "run `python -m tests.house.words`"


def test_every_sentence_has_its_chinese():
    assert list(missing()) == [], TOLD_BY


def test_no_sentence_is_left_empty():
    assert [sentence for sentence, chinese_one in chinese().items() if not chinese_one.strip()] == []


def test_both_languages_tell_the_same_facts():
    differ = [one for one, other in chinese().items() if placeholders(one) != placeholders(other)]
    assert differ == []


def test_nothing_is_translated_that_no_page_says():
    assert sorted(set(chinese()) - set(sentences())) == []


def test_it_is_known_what_every_page_can_say():
    unknown = {text: where for where, literal, text in said() if not literal and text not in SPOKEN}
    assert unknown == {}, "name the sentences that it can be in tests/house/words.py"


def test_no_sentence_is_listed_for_what_no_page_says_any_more():
    assert set(SPOKEN) - {text for _, literal, text in said() if not literal} == set()
