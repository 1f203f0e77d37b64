"""Identifiers: ordered by time, derived ones always the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from minqing.kernel.ids import derived_id, encode_id, new_id

NUMBERS = st.integers(0, 2**128 - 1)


@given(a=NUMBERS, b=NUMBERS)
def test_written_order_is_number_order(a, b):
    assert len(encode_id(a)) == 26
    assert (encode_id(a) < encode_id(b)) == (a < b)


@given(ms=st.integers(0, 2**48 - 2))
def test_later_id_sorts_later(ms):
    assert new_id(ms) < new_id(ms + 1)


def test_ids_of_one_moment_differ():
    assert len({new_id(1) for _ in range(1_000)}) == 1_000


def test_derived_id_follows_from_its_cause():
    """The value is on the logs of running houses: it may never change."""
    assert derived_id(1200, "raise-level", 0) == "4E34Y0B3FXHNQ6TBT0Q12DTDST"


@given(
    cause=st.lists(
        st.text(st.characters(exclude_characters="\x1f", exclude_categories=("Cs",))),
        min_size=1,
        max_size=3,
    )
)
def test_other_cause_gives_other_id(cause):
    assert derived_id(*cause) == derived_id(*cause)
    assert derived_id(*cause) != derived_id(*cause, "")
