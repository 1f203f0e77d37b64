"""Words of packs in the reader's language: English from the pack, Traditional made from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.utils import translation

from minqing.mechanisms.words import REVIEWED, say_words, to_traditional

SEEN = ("zh", "name_zh", "title_zh", "label_zh", "reason_zh", "summary_zh", "does_zh", "organ_zh")
"""Keys of a pack whose words stand on screens in the reader's language."""


def list_words() -> list[str]:
    """Return the words of all published packs that stand on screens."""
    found: set[str] = set()
    for path in Path(settings.PACKS_DIR).glob("*/*.yaml"):
        found |= set(_walk(yaml.safe_load(path.read_text(encoding="utf-8"))))
    return sorted(found)


def _walk(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (str(value) for key, value in part.items() if key in SEEN and value)
    for below in (
        part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    ):
        yield from _walk(below)


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hans", "征占补偿"), ("zh-hant", "徵佔補償"), ("en", "Compensation for land taken")],
)
def test_word_of_a_pack_is_said_in_the_language(language: str, said: str) -> None:
    with translation.override(language):
        assert say_words("征占补偿", "Compensation for land taken") == said


def test_english_without_a_word_of_its_own_keeps_the_chinese() -> None:
    with translation.override("en"):
        assert say_words("轮牧") == "轮牧"


def test_catalogue_is_asked_before_the_conversion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minqing.mechanisms.words.gettext", {"台账": "臺帳（審）"}.__getitem__)
    with translation.override("zh-hant"):
        assert say_words("台账") == "臺帳（審）"


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        # where the conversion by phrases alone goes wrong in the published packs
        ("定制度、定流程", "定制度、定流程"),
        ("面对面发放讲解", "面對面發放講解"),
        ("名单只留单位", "名單只留單位"),
        ("结对联系群众", "結對聯繫群眾"),
        ("与企业签劳动合同", "與企業簽勞動合同"),
        # and where it must be let do its work
        ("干部、后备、里程、家里、白发、发布", "幹部、後備、里程、家裡、白髮、發佈"),
        ("两只羊、只登记", "兩隻羊、只登記"),
        ("复核、答复、康复、重复", "複核、答覆、康復、重複"),
    ],
)
def test_reviewed_forms_are_kept(simplified: str, traditional: str) -> None:
    assert to_traditional(simplified) == traditional


def test_no_simplified_sign_is_left_in_the_words_of_packs() -> None:
    words = list_words()
    assert len(words) > 500
    signs = {sign for word in words for sign in to_traditional(word)}
    # 里 is a distance and a neighbourhood in Traditional too.
    assert {sign for sign in signs if to_traditional(sign) != sign} == {"里"}


def test_every_reviewed_phrase_stands_in_a_pack_or_in_this_test() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    words = "\n".join(
        path.read_text(encoding="utf-8") for path in Path(settings.PACKS_DIR).glob("*/*.yaml")
    )
    assert [phrase for phrase in REVIEWED if phrase not in words + here] == []
