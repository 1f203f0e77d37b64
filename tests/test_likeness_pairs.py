"""The labelled tellings of bench/likeness.py: what is shown is mostly right, and mostly there."""

from __future__ import annotations

from bench.likeness import ask, load_patterns, make_villages, measure, part_patterns


def test_patterns_are_forty_matters_in_three_tellings() -> None:
    patterns = load_patterns()
    assert len(patterns) == 40
    assert all(len(set(one.told)) == 3 and one.at in "fhu" for one in patterns)


def test_villages_are_the_same_for_the_same_seed() -> None:
    half = part_patterns(1)
    assert list(make_villages(half, number=3)) == list(make_villages(half, number=3))


def test_suggestions_on_matters_never_tuned_on_are_mostly_right() -> None:
    score = measure(ask(tuple(make_villages(part_patterns(1), number=15))))
    assert score.precision >= 0.7
    assert score.recall >= 0.75
