"""What goes into the learning process and what comes out. Pure, without Django."""

from __future__ import annotations

import msgspec

from minqing.suggestions.classifier import Learned
from minqing.suggestions.terms import Measures

MOST_CATEGORIES, MOST_UNITS = 3, 1
"""How many labels are shown at most."""

PRECISION = 0.9
"""Of ten suggestions shown, nine must hold what a person decided. Source: ours."""

FEWEST_DECISIONS = 300
"""Fewer decisions teach nothing. Source: ours."""

FEWEST_OF_LABEL = 10
"""A label with fewer decisions is not learned, so never suggested. Source: ours."""

GAIN = 0.25
"""Of what always guessing the commonest label gets wrong, so much must be got right; a sorter
that gains less says nothing that people do not know, and is not shown. Source: ours."""

SHARED_BY = 3
"""A gram that fewer texts share is dropped: names and odd words do not enter. Source: ours."""


class Lesson(msgspec.Struct, frozen=True):
    """One decision: the text, the category and the kind of unit it was given ("" unknown)."""

    text: str
    category: str
    unit: str = ""


class Taught(msgspec.Struct, frozen=True, kw_only=True):
    """One learned sorter with its measures; `learned` is None where there was too little."""

    learned: Learned | None = None
    measures: Measures | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """All that the learning process gives back."""

    category: Taught
    unit: Taught
