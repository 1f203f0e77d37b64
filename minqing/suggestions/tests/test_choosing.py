"""Thresholds keep what they promise, and show nothing where they cannot."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from minqing.suggestions.choosing import (
    FEWEST,
    NEVER,
    HeldOut,
    Kept,
    choose_thresholds,
    count_crosswise,
    count_kept,
)
from minqing.suggestions.classifier import compute_confidences, count_shown


def one(confidence: float, right: int) -> HeldOut:
    rest = 1 - confidence
    return HeldOut((confidence, rest * 0.6, rest * 0.3), right)


SURE = [one(0.95, 0)] * 60
UNSURE = [one(0.55, place % 3) for place in range(60)]
LOST = [one(0.34, -1)] * 60


def test_threshold_lies_above_what_is_often_wrong() -> None:
    (least,) = choose_thresholds(SURE + UNSURE, precision=0.9, most=1)
    assert least == 0.95


def test_second_and_third_label_make_up_for_the_first() -> None:
    least = choose_thresholds(SURE + UNSURE + LOST, precision=0.9, most=3)
    assert count_shown(UNSURE[0].confidences, least) == 3
    assert count_shown(SURE[0].confidences, least) == 1


def test_nothing_is_shown_when_the_precision_is_never_reached() -> None:
    assert choose_thresholds(LOST, precision=0.9, most=3) == (NEVER,) * 3


def test_nothing_is_shown_when_too_few_were_held_out() -> None:
    assert choose_thresholds([one(0.99, 0)] * (FEWEST - 1), precision=0.9, most=1) == (NEVER,)


def test_shares_of_what_was_kept() -> None:
    kept = Kept(texts=10, shown=8, right=6) + Kept(texts=10, shown=0, right=0)
    assert (kept.coverage, kept.precision) == (0.4, 0.75)
    assert (Kept().coverage, Kept().precision) == (0.0, 0.0)


HELD = st.lists(
    st.builds(one, st.floats(0.4, 1.0, exclude_max=True), st.integers(-1, 2)), max_size=200
)


@given(HELD, st.sampled_from((0.5, 0.8, 0.9, 1.0)))
def test_on_its_own_texts_the_promise_is_kept(held: list[HeldOut], precision: float) -> None:
    kept = count_kept(held, choose_thresholds(held, precision=precision, most=3))
    assert kept.right >= precision * kept.shown


@given(HELD)
def test_crosswise_counting_judges_every_text_once(held: list[HeldOut]) -> None:
    assert count_crosswise(held, precision=0.9, most=3).texts == len(held)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=20), st.floats(0.1, 30))
def test_confidences_add_up_and_keep_the_order(scores: list[float], sharpness: float) -> None:
    found = compute_confidences(scores, sharpness)
    assert abs(sum(found) - 1) < 1e-9
    assert found[scores.index(max(scores))] == max(found)
