"""Says the words of a pack in the reader's language.

A pack carries Simplified Chinese and English. Traditional is made from the Simplified when it
is shown: offices write and publish packs of their own, so no list made beforehand could know
their words (docs/decisions/0017-traditional-of-pack-words.md).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Protocol

from django.utils.translation import get_language, gettext
from opencc import OpenCC

REVIEWED = {
    # What the conversion by phrases gets wrong in the words of the published packs.
    "定制度": "定制度",  # not 製度: "fixes" and "system", no word 定制
    "面对面": "面對面",  # not 麵
    "名单只": "名單只",  # only, not the measure word 隻
    "签劳动": "簽勞動",  # not 籤
    "联系": "聯繫",  # also before 群众, where the dictionary cuts 系群
}
"""Simplified phrase: its Traditional form, found by reading. A new one needs a line in the test."""

_PARTS = re.compile(f"({'|'.join(map(re.escape, sorted(REVIEWED, key=len, reverse=True)))})")


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _get_converter() -> _Converter:
    """Load the dictionaries: 10 ms and some megabytes, for those who read Traditional."""
    converter: _Converter = OpenCC("s2tw")
    return converter


@lru_cache(maxsize=4096)
def to_traditional(words: str) -> str:
    """Return the words in the Traditional characters used on the screens (Taiwan's forms)."""
    convert = _get_converter().convert
    parts = _PARTS.split(words)
    return "".join(REVIEWED.get(part) or (convert(part) if part else "") for part in parts)


def say_words(zh: str, en: str = "") -> str:
    """Return the words of a pack in the language of this thread; Chinese where English lacks.

    A word that the screens have too is said as their catalogue says it.
    """
    language = get_language()
    if language == "en" and en or not zh:
        return en or zh
    known = gettext(zh)
    return to_traditional(zh) if known == zh and language == "zh-hant" else known
