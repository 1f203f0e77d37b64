"""The proposed division of a village: exact cover, equal shares, groups kept, owners kept."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.households.rules.split import Dwelling, Measure, propose_split
from minqing.households.terms import Share

SDN = Measure(60, 70)


def village(*groups: int, owner: str = "") -> list[Dwelling]:
    """Return households by size of their groups: 1社, 2社, …"""
    return [
        Dwelling(f"{group:02d}-{number:03d}", f"{group}社", owner)
        for group, size in enumerate(groups, start=1)
        for number in range(size)
    ]


def sizes(shares: Sequence[Share]) -> list[int]:
    return [len(share.households) for share in shares]


@pytest.mark.parametrize(
    ("households", "posts", "least", "most"),
    [(60, 1, 1, 1), (70, 1, 1, 1), (71, 0, 2, 1), (120, 2, 2, 2), (228, 3, 4, 3), (420, 6, 6, 7)],
)
def test_measure_says_between_how_many_posts_it_can_be_kept(
    households: int, posts: int, least: int, most: int
) -> None:
    assert SDN.count_posts(households) == (least, most)


def test_split_is_equal_where_there_are_no_groups() -> None:
    line = [Dwelling(f"{number:03d}") for number in range(200)]
    assert sorted(sizes(propose_split(line, ("A", "B", "C"), SDN))) == [66, 67, 67]


def test_split_keeps_neighbour_groups_whole_within_the_measure() -> None:
    dwellings = village(30, 32, 35, 30, 33, 36)  # pairs of 62, 65, 69
    shares = propose_split(dwellings, ("A", "B", "C"), SDN)
    assert sizes(shares) == [62, 65, 69]
    assert {h[:2] for h in shares[0].households} == {"01", "02"}


def test_split_cuts_a_group_rather_than_leave_the_measure() -> None:
    shares = propose_split(village(100, 30), ("A", "B"), SDN)
    assert all(SDN.fits(size) for size in sizes(shares))


def test_split_is_as_equal_as_can_be_where_the_measure_cannot_be_kept() -> None:
    assert sizes(propose_split(village(45, 45), ("A", "B"), SDN)) == [45, 45]


def test_split_gives_a_stretch_to_who_answers_for_most_of_it_now() -> None:
    dwellings = village(62, 63)
    dwellings = [Dwelling(d.id, d.group, "B" if d.group == "1社" else "A") for d in dwellings]
    shares = {s.post: s.households for s in propose_split(dwellings, ("A", "B"), SDN)}
    owned = {d.id: d.post for d in dwellings}
    assert all(owned[household] == post for post in shares for household in shares[post])


def test_split_orders_groups_by_their_number() -> None:
    dwellings = [Dwelling("a", "10社"), Dwelling("b", "2社")]
    assert propose_split(dwellings, ("A",), None)[0].households == ("b", "a")


@pytest.mark.parametrize(("dwellings", "posts"), [([], ("A",)), (village(3), ())])
def test_split_proposes_nothing_without_households_or_posts(
    dwellings: list[Dwelling], posts: tuple[str, ...]
) -> None:
    assert propose_split(dwellings, posts, SDN) == ()


_DWELLINGS = st.lists(
    st.tuples(st.sampled_from(("", "1社", "2社", "10社")), st.sampled_from(("", "A", "B", "X"))),
    min_size=1,
    max_size=90,
).map(lambda rows: [Dwelling(f"{at:03d}", *row) for at, row in enumerate(rows)])


@given(
    _DWELLINGS,
    st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=5, unique=True),
    st.sampled_from((None, Measure(5, 9), Measure(20, 25), SDN)),
    st.randoms(use_true_random=False),
)
def test_split_covers_every_household_exactly_once(dwellings, posts, measure, rng) -> None:
    shares = propose_split(dwellings, posts, measure)
    given_out = [household for share in shares for household in share.households]
    assert sorted(given_out) == sorted(dwelling.id for dwelling in dwellings)
    assert [share.post for share in shares] == list(posts)
    rng.shuffle(dwellings)
    assert propose_split(dwellings, posts, measure) == shares


@given(st.integers(60, 420))
def test_split_keeps_the_measure_whenever_it_can_be_kept(households: int) -> None:
    least, most = SDN.count_posts(households)
    line = [Dwelling(f"{number:03d}") for number in range(households)]
    for posts in range(least, most + 1):
        shares = propose_split(line, [str(post) for post in range(posts)], SDN)
        assert all(SDN.fits(size) for size in sizes(shares))
        assert max(sizes(shares)) - min(sizes(shares)) <= 1
