"""Every word of the screens is there in Traditional Chinese and English, and can be filled."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from config import catalogs
from minqing.cases.public import Weight
from minqing.console.forms import say_refusal
from minqing.console.reading.lines import say_weight
from minqing.console.wording import DUE_SENTENCES
from minqing.kernel import due_sentences
from minqing.org.rules.stationing import TERM_LONG

NAMED = re.compile(r"%\((\w+)\)s")
BRACED = re.compile(r"\{(\w*)[^{}]*\}")
OFFERED_BESIDE = frozenset({"name", "year", "month", "day", "week"})
"""Parts of a date: a language takes those it needs (wording.say_day)."""


@pytest.fixture(scope="module")
def found() -> catalogs.Found:
    return catalogs.gather()


@pytest.mark.parametrize("language", catalogs.LANGUAGES)
def test_no_sentence_is_missing(found: catalogs.Found, language: str) -> None:
    assert catalogs.list_gaps(language, found) == []


@pytest.mark.parametrize("language", catalogs.LANGUAGES)
def test_translation_fills_the_same_names(language: str) -> None:
    wrong = []
    for message in catalogs.load(language):
        if not message.id:
            continue
        key, texts = message.id, message.string
        if not isinstance(key, str):
            key, texts = key[0], list(texts)
        for text in [texts] if isinstance(texts, str) else texts:
            same = set(NAMED.findall(key)) == set(NAMED.findall(text))
            foreign = set(BRACED.findall(text)) - set(BRACED.findall(key)) - OFFERED_BESIDE
            if not same or foreign:
                wrong.append(key)
    assert wrong == []


AGREEING = ("minqing/kernel/", "/rules/", "minqing/console/reading/onecase.py")
"""Where sentences are put through `agree`, which makes one of "day(s)" and many of it."""


def test_english_writes_one_and_many_as_people_do() -> None:
    left = [
        message.id
        for message in catalogs.load("en")
        if "(s)" in str(message.string)
        and not any(at in path for path, _ in message.locations for at in AGREEING)
    ]
    assert left == []


@pytest.mark.parametrize(("count", "said"), [(1, "1 household"), (2, "2 households")])
def test_english_counts_one_apart_from_many(count: int, said: str) -> None:
    with translation.override("en"):
        assert say_weight(Weight(households=count)) == said


@pytest.mark.parametrize(("years", "said"), [(1, "than 1 year, and"), (2, "than 2 years, and")])
def test_refusal_in_english_counts_one_apart_from_many(years: int, said: str) -> None:
    refused = TERM_LONG(title="T", years=years, source="SDN-06")
    with translation.override("en"):
        assert said in say_refusal(refused)


def test_english_has_no_chinese_left_but_names_of_signs() -> None:
    # the printed unit of money is a sign, not a word; a mapping file names its lines so
    allowed = {"元", "万元", "分类", "地点", "性质"}
    left = [
        message.string
        for message in catalogs.load("en")
        if message.id
        and catalogs.CJK.search(
            re.sub("|".join(sorted(allowed, reverse=True)), "", str(message.string))
        )
    ]
    assert left == []


def test_sentences_of_due_moments_are_named_whole() -> None:
    assert set(due_sentences.SENTENCES.values()) == set(DUE_SENTENCES)


@pytest.mark.parametrize("sentence", sorted(due_sentences.MSGIDS))
@pytest.mark.parametrize("language", catalogs.LANGUAGES)
def test_every_sentence_of_the_kernel_is_in_the_catalogue(language: str, sentence: str) -> None:
    message = catalogs.load(language).get(sentence)
    assert message is not None
    assert message.string


def test_traditional_is_not_simplified() -> None:
    with translation.override("zh-hant"):
        assert translation.gettext("现场办结") == "現場辦結"
