"""Counting by category how often a suggestion is what was decided."""

from __future__ import annotations

from minqing.suggestions.following import FEWEST_SHOWN, Followed, tally


def test_tally_counts_first_and_among_by_decided_category() -> None:
    rows = [("wells", 1)] * 6 + [("wells", 3), ("wells", 0)] + [("roads", 1)] * FEWEST_SHOWN
    total, each = tally(rows)
    assert total == Followed(category="", shown=13, first=11, among=12)
    assert each[0] == Followed(category="wells", shown=8, first=6, among=7)


def test_category_with_few_suggestions_is_counted_but_not_listed() -> None:
    total, each = tally([("wells", 1)] * (FEWEST_SHOWN - 1))
    assert (total.shown, each) == (FEWEST_SHOWN - 1, ())


def test_tally_of_nothing_is_nothing() -> None:
    assert tally([]) == (Followed(category="", shown=0, first=0, among=0), ())
