"""Grams and their keyed names."""

from __future__ import annotations

import pytest

from minqing.suggestions.grams import MOST_SIGNS, Hasher, list_grams


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("机井坏", {"机": 1, "井": 1, "坏": 1, "机井": 1, "井坏": 1}),
        ("水，水", {"水": 2}),
        ("电话13800000000号", {"电": 1, "话": 1, "号": 1, "电话": 1}),
        ("。！ 12", {}),
        ("", {}),
    ],
)
def test_signs_and_pairs_within_pieces_without_figures(text: str, grams: dict[str, int]) -> None:
    assert dict(list_grams(text)) == grams


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert list_grams("水" * (MOST_SIGNS * 3))["水"] == MOST_SIGNS


def test_names_depend_on_the_key_alone() -> None:
    assert Hasher(b"one").name("机井") == Hasher(b"one").name("机井")
    assert Hasher(b"one").name("机井") != Hasher(b"two").name("机井")
