"""Sections `materials`, `sources`, `replies` of a pack: what errands need, where cases come
from, what a reply must not look like. Optional: a mechanism without them does without."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from minqing.cases.pack import Code, Source, Words, _Part
from minqing.cases.papers import PaperForm
from minqing.kernel.clocks import Span

Share = Annotated[float, Meta(gt=0, le=1)]


class MaterialLine(_Part, frozen=True):
    """One paper that an office asks for. `kept`: it stays with the office for good."""

    zh: Words
    en: Words
    form: PaperForm = PaperForm.ORIGINAL
    pages: Annotated[int, Meta(ge=1, le=99)] = 1
    kept: bool = False


class MaterialList(_Part, frozen=True):
    """What an errand of one category needs; free lines are always possible beside it."""

    category: Code
    lines: tuple[MaterialLine, ...]
    source: Source


class MaterialsSection(_Part, frozen=True):
    """Section `materials`: lists of papers by category (应交材料)."""

    lists: tuple[MaterialList, ...]


class SourceRule(_Part, frozen=True):
    """A system that sends cases with a number and a deadline of its own. `soon`: how long
    before that deadline it warns here."""

    code: Code
    zh: Words
    en: Words
    soon: Span
    source: Source


class SourcesSection(_Part, frozen=True):
    """Section `sources`: where cases with a number of their own come from (来件单位)."""

    sources: tuple[SourceRule, ...]


class RepliesSection(_Part, frozen=True):
    """Section `replies`: what the reviewer of a reply is told of.

    `stock_phrases`: sentences that say nothing, without punctuation. `copied`: from which share
    of its own signs a reply counts as a copy of the question. `alike`: from which likeness two
    replies count as the same text. `shortest`: signs below which a reply says too little.
    """

    stock_phrases: tuple[Words, ...]
    copied: Share
    alike: Share
    shortest: Annotated[int, Meta(ge=1, le=200)]
    source: Source
