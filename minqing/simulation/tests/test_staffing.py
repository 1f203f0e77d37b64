"""Who stands where: the numbers of SDN-05, 07 and 09, exactly, for any seed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.simulation.staffing import (
    LEAST,
    MOST,
    list_postings,
    list_strengths,
    share_out,
)

TOWNS = {
    f"t{number}": [f"t{number}v{village:02d}" for village in range(count)]
    for number, count in enumerate((8, 27, 16, 16, 27, 28, 16))
}
"""As many villages as the banner's seven towns really have."""


@pytest.mark.parametrize("seed", ["demo-2026", "a", "b"])
def test_banner_has_485_cadres_for_31525_households(seed) -> None:
    postings = list_postings(TOWNS, seed)
    assert len(postings) == 485
    assert sum(posting.reserve for posting in postings) == 138
    assert sum(posting.households for posting in postings) == 31_525
    assert all(LEAST <= posting.households <= MOST for posting in postings)
    assert len({posting.post for posting in postings}) == 485


def test_villages_have_between_90_and_420_households() -> None:
    sizes: Counter[str] = Counter()
    for posting in list_postings(TOWNS, "demo-2026"):
        sizes[posting.village] += posting.households
    assert len(sizes) == 138
    assert 90 <= min(sizes.values()) and max(sizes.values()) <= 420


def test_towns_have_434_on_strength_and_post_four_in_five() -> None:
    strengths = list_strengths(TOWNS)
    assert sum(strengths.values()) == 434
    assert 48 <= min(strengths.values()) and max(strengths.values()) == 85
    stationed = Counter(
        posting.village[:2] for posting in list_postings(TOWNS, "s") if not posting.reserve
    )
    assert sum(stationed.values()) == 347
    assert all(abs(stationed[town] - 0.8 * number) < 1 for town, number in strengths.items())


@given(
    st.integers(0, 5000),
    st.lists(st.floats(0.01, 50, allow_nan=False), min_size=1, max_size=40),
)
def test_shares_add_up_and_stay_near_their_proportion(total, weights) -> None:
    shares = share_out(total, weights)
    assert sum(shares) == total
    whole = sum(weights)
    assert all(abs(s - total * w / whole) < 1.001 for s, w in zip(shares, weights, strict=True))
