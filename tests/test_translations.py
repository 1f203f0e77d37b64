"""Every word of the screens is there in Traditional Chinese and English, and can be filled."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from config import catalogs
from minqing.console.wording import DUE_SENTENCES
from minqing.kernel import due_sentences

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
        if not message.id or not isinstance(message.id, str):
            continue
        text = str(message.string)
        same = set(NAMED.findall(message.id)) == set(NAMED.findall(text))
        foreign = set(BRACED.findall(text)) - set(BRACED.findall(message.id)) - OFFERED_BESIDE
        if not same or foreign:
            wrong.append(message.id)
    assert wrong == []


def test_english_has_no_chinese_left_but_names_of_signs() -> None:
    allowed = {"元", "万元"}  # the printed unit of money is a sign, not a word
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
