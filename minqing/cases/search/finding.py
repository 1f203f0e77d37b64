"""Search for a viewer: reach is in the question, words are read only where he may read.

Newest first. The index proposes, the rows decide: what it does not yet know of a case (seconds
old) or takes for another (32 bits) is put right by asking the row and reading the text.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Q

from minqing.cases import listing
from minqing.cases.drawing import Drawing
from minqing.cases.pack import index_categories
from minqing.cases.reach import list_axes, visible
from minqing.cases.search import documents, index, plan
from minqing.cases.search import tokens as t
from minqing.cases.shown import CaseFilter, SearchHit, SearchPage
from minqing.cases.state import CaseState
from minqing.kernel.messages import Actor
from minqing.log.public import get_states
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory
from minqing.vault.public import open_values

SIZE = 50
LOOKED_AT = 2_000
"""Proposals that are looked at for one page; the next page goes on from there."""

SPARE = 8
"""Proposals looked at beyond a page at first: a few are not what the index took them for."""

NAMED_MOST = 40
"""Places or categories that one word may name; more says nothing."""

MARK = "CASE_UNMASK"
"""The permission with which a raiser is found by name: who may uncover it, with a reason."""

AROUND = 24
"""Signs of the text that are shown before what was found."""

WEIGHTS = {"receipt": 100, "external_number": 100, "name": 20, "matter": 3, "asks": 2, "reply": 2}


def search_cases(
    viewer: Actor,
    typed: str,
    wanted: CaseFilter,
    *,
    now: datetime,
    after: str = "",
    size: int = SIZE,
) -> SearchPage:
    """Return the newest cases in reach in which all words stand, those hit more often first.

    `typed`: words of two signs and more, parted by spaces. `wanted` narrows as in a list, but
    for `mine` and `sort`. `after`: the `next` of the page before. A raiser's name is looked for only where the viewer could
    uncover it; sealed complaints and sealed names are never found.
    """
    words = t.split_words(typed)
    key = index.get_key(now)
    if not index.is_current(key):
        return SearchPage(words=words, ready=False)
    if not words or "CASE_VIEW" not in viewer.permissions:
        return SearchPage(words=words)
    finder = _Finder(viewer, words, wanted, key, now)
    return finder.page(int(after) if after.isdecimal() and len(after) < 10 else 0, size)


class _Finder:
    """One search: what it asks, and the directory, categories and rights it asks with."""

    def __init__(
        self, viewer: Actor, words: tuple[str, ...], wanted: CaseFilter, key: bytes, now: datetime
    ) -> None:
        self.viewer, self.words, self.wanted, self.key = viewer, words, wanted, key
        self.drawing = Drawing(viewer, now)
        self.directory = self.drawing.directory
        self.axes = list_axes(viewer, self.directory)
        self.sees_names = MARK in viewer.permissions
        self.places = {word: self._name_places(word) for word in words}
        self.categories = _name_categories(words, self.drawing.packs)

    def page(self, below: int, size: int) -> SearchPage:
        if not self.axes:
            return SearchPage(words=self.words)
        numbers = plan.walk(self._plan(), below=below)
        found: list[tuple[int, SearchHit]] = []
        looked, last = 0, 0
        while len(found) < size and looked < LOOKED_AT:
            some = list(islice(numbers, size if looked else size + SPARE))
            if not some:
                last = 0
                break
            looked, last = looked + len(some), some[-1]
            found += self._look(some)
        if len(found) > size:
            last = found[size - 1][0]
        hits = [hit for _, hit in found[:size]]
        hits.sort(key=lambda hit: -hit.weight)  # stable: as new as before among equals
        return SearchPage(words=self.words, hits=tuple(hits), next=str(last) if last else "")

    def _plan(self) -> plan.Plan:
        groups = [self._word_group(word) for word in self.words]
        reach = plan.reach_group(self.key, self.axes)
        if reach:
            groups.append(reach)
        groups += facet_groups(self.key, self.wanted, self.directory)
        return plan.Plan(tuple(groups))

    def _word_group(self, word: str) -> tuple[plan.Every, ...]:
        key = self.key
        ways = [frozenset(t.word_tokens(key, word))]
        if self.sees_names:
            ways.append(frozenset(t.name_tokens(key, word)))
        for column, code in self.places[word]:
            ways.append(frozenset({t.facet_token(key, column, code)}))
        for code in self.categories[word]:
            ways.append(frozenset({t.facet_token(key, "category", code)}))
        return tuple(way for way in ways if way)

    def _name_places(self, word: str) -> list[tuple[str, str]]:
        """Return the units that a word names, as columns of the place; () when too many."""
        found = []
        for unit in self.directory.units():
            if word in t.normalise(unit.name):
                found += [
                    (column, unit.code)
                    for column, code in zip(
                        _PLACES, _levels(self.directory, unit.code), strict=True
                    )
                    if code == unit.code
                ]
        return found if len(found) <= NAMED_MOST else []

    # ---------------------------------------------------------------- rows and texts
    def _look(self, numbers: Sequence[int]) -> Iterator[tuple[int, SearchHit]]:
        """Yield what really is in reach and really has the words, in the order given."""
        ids = plan.list_cases(numbers)
        allowed = self._keep_allowed(list(ids.values()))
        states: dict[str, CaseState] = get_states(f"case:{case}" for case in allowed)
        refs = {ref for state in states.values() for ref in documents.list_refs(state)}
        texts = open_values(refs)
        for number in numbers:
            case = ids.get(number, "")
            state = states.get(f"case:{case}")
            hit = None if state is None else self._read(state, allowed[case], texts)
            if hit is not None:
                yield number, hit

    def _keep_allowed(self, ids: list[str]) -> dict[str, str]:
        """Return the cases among these that the rows put in reach, with their outside numbers."""
        rows = visible(self.viewer).filter(id__in=ids, sealed=False)
        rows = rows.filter(functools.reduce(operator.or_, (Q(**axis) for axis in self.axes)))
        rows = listing.narrow(rows, self.wanted, self.drawing.now, self.directory)
        return dict(rows.values_list("id", "external_number"))

    def _read(self, state: CaseState, outside: str, texts: Mapping[str, Any]) -> SearchHit | None:
        fields = self._fields(state, outside, texts)
        weight, where = 0, []
        for word in self.words:
            hits = {name: t.normalise(text).count(word) for name, text in fields.items()}
            named = [name for name, times in hits.items() if times]
            for name, text in (("receipt", state.receipt), ("external_number", outside)):
                if text and t.squeeze(word) in t.squeeze(text):
                    hits[name] = 1
                    named.append(name)
            if not named:
                return None
            where += named
            weight += sum(WEIGHTS.get(name, 1) * min(hits[name], 3) for name in named)
        line = self.drawing.line(state, texts)
        shown = _cut(fields, self.words)
        return SearchHit(line=line, where=tuple(dict.fromkeys(where)), text=shown, weight=weight)

    def _fields(self, state: CaseState, outside: str, texts: Mapping[str, Any]) -> dict[str, str]:
        fields = {
            "matter": str(texts.get(state.matter, "")),
            "asks": str(texts.get(state.asks, "")),
            "reply": str(texts.get(documents.get_reply(state), "")),
            "place": self._say_place(state.place),
            "category": _category_words(state, self.drawing.packs),
        }
        if self.sees_names:
            fields["name"] = documents.get_name(state, texts)
        return fields

    def _say_place(self, unit: str) -> str:
        if not self.directory.has(unit):
            return ""
        return " ".join(self.directory.unit(code).name for code in self.directory.path(unit))


_PLACES = ("place_league", "place_banner", "place_town", "place_village")


def _levels(directory: Directory, unit: str) -> tuple[str, ...]:
    levels = directory.levels(unit)
    return tuple(levels[name] for name in ("league", "banner", "town", "village"))


def _name_categories(words: Sequence[str], packs: Packs) -> dict[str, list[str]]:
    """Return the codes of the categories whose words hold each word, over all packs in force."""
    named: dict[str, list[str]] = {word: [] for word in words}
    for code, text in _all_categories(packs).items():
        for word in words:
            if word in text:
                named[word].append(code)
    return {word: codes if len(codes) <= NAMED_MOST else [] for word, codes in named.items()}


def _category_words(state: CaseState, packs: Packs) -> str:
    section = packs.get(state.pack, state.pack_version).section("categories")
    found = None if section is None else index_categories(section).get(state.category)
    return "" if found is None else _say(found)


def _say(found: Sequence[Any]) -> str:
    return " ".join(f"{word.zh} {word.en}" for word in found if word is not None)


@functools.lru_cache(maxsize=2)
def _all_categories(packs: Packs) -> dict[str, str]:
    found: dict[str, str] = {}
    for pack in packs.all():
        section = pack.section("categories")
        for code, pair in ({} if section is None else index_categories(section)).items():
            found[code] = f"{found.get(code, '')} {t.normalise(_say(pair))}"
    return found


def facet_groups(
    key: bytes, wanted: CaseFilter, directory: Directory
) -> list[tuple[plan.Every, ...]]:
    """Return what the index can narrow of a filter; the rest is left to the rows."""
    groups = []
    for column, value in listing.list_facets(wanted, directory):
        groups.append(plan.facet_group(key, column, [value]))
    return groups


def _cut(fields: Mapping[str, str], words: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Return the beginning of the text around the first word, what was found marked."""
    for name in ("matter", "reply", "asks"):
        text = " ".join(fields.get(name, "").split())
        at = min((p for word in words if (p := text.casefold().find(word)) >= 0), default=-1)
        if at >= 0:
            start = max(0, at - AROUND)
            piece = ("…" if start else "") + text[start : start + 90]
            return mark_words(piece, words)
    return ((" ".join(fields["matter"].split())[:90], False),)


def mark_words(text: str, words: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Return a text in pieces, each with whether it is one of the words."""
    folded = text.casefold()
    if len(folded) != len(text):  # a sign that folds into two would shift the places
        return ((text, False),)
    marked = bytearray(len(text))
    for word in words:
        at = folded.find(word)
        while at >= 0:
            marked[at : at + len(word)] = b"\1" * len(word)
            at = folded.find(word, at + 1)
    pieces: list[tuple[str, bool]] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or marked[place] != marked[start]:
            pieces.append((text[start:place], bool(marked[start])))
            start = place
    return tuple(pieces)
