"""Lists that lean on the index of the search: the same with and without it, and in order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from minqing.cases import commands as c
from minqing.cases.models import Case, SearchText
from minqing.cases.public import CaseFilter, list_cases
from minqing.cases.search import index, tokens
from minqing.cases.terms import Channel, MatterKind
from minqing.cases.tests.builders import WATER, staff
from minqing.cases.tests.test_search import follow, several, triage

__all__ = ["several"]
pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


def listed(house, name: str, **wanted: object) -> list[str]:
    page = list_cases(staff(name), CaseFilter(**wanted), now=house.now)
    return [line.id for line in page.lines]


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"channel": "visit"}, {"A1", "A2", "A3"}),
        ({"channel": "phone"}, set()),
        ({"unit": WATER}, {"A3"}),
        ({"category": "roads"}, {"A2"}),
        ({"category": "roads-village-road"}, {"A2"}),
        ({"reopened": True}, set()),
        ({"outcome": "solved", "ended": True}, set()),
    ],
)
def test_rare_filter_finds_the_same_with_and_without_index(
    several, indexed, wanted, expected
) -> None:
    if not indexed:
        SearchText.objects.all().delete()
    assert set(listed(several, "clerk", **wanted)) == expected


def test_lists_are_ordered_by_reception_and_by_last_move(several) -> None:
    assert listed(several, "clerk", sort="received") == ["A3", "A2", "A1"]
    several.must(c.AssignHandler, "handler", "A3", post="post-handler")
    several.now += timedelta(minutes=1)
    triage(several, "A1", "cadre", MatterKind.HELP)
    follow(several)
    assert listed(several, "clerk", sort="moved") == ["A1", "A3", "A2"]
    assert listed(several, "handler", sort="moved") == ["A3"]
    assert listed(several, "cadre", sort="moved", mine=True) == ["A1"]


def test_list_does_not_lean_on_an_index_that_is_far_behind(several, monkeypatch) -> None:
    monkeypatch.setattr(index, "TRUSTED", 0)
    several.received("A9", channel=Channel.PHONE)
    assert listed(several, "clerk", channel="phone") == ["A9"]
    follow(several)
    assert listed(several, "clerk", channel="phone") == ["A9"]


def test_unsorted_ones_are_ordered_by_reception(several) -> None:
    assert listed(several, "clerk", ledger="none", sort="received") == ["A2", "A1"]


@pytest.mark.parametrize("sort", ["received", "moved"])
def test_ordered_pages_follow_each_other(house, sort) -> None:
    for number in range(7):
        house.now += timedelta(minutes=1)
        house.received(f"B{number}")
    follow(house)
    seen, after = [], ""
    while True:
        wanted = CaseFilter(sort=sort)
        page = list_cases(staff("clerk"), wanted, now=house.now, after=after, size=3)
        seen += [line.id for line in page.lines]
        after = page.next
        if not after:
            break
    assert seen == [f"B{number}" for number in reversed(range(7))]


@pytest.mark.parametrize(("flag", "asked"), [("wants_call", "call"), ("waits_opinion", "opinion")])
def test_short_lists_are_narrowed_and_ordered_by_the_index(several, flag, asked) -> None:
    Case.objects.filter(id__in=("A1", "A2")).update(**{flag: True})
    index.rebuild(several.now)
    wanted: dict[str, object] = {asked: True}
    assert listed(several, "clerk", sort="received", **wanted) == ["A2", "A1"]
    assert listed(several, "clerk", category="roads", **wanted) == ["A2"]
    assert listed(several, "clerk", channel="phone", **wanted) == []


def test_index_of_another_version_is_made_anew_once(several, monkeypatch) -> None:
    assert index.renew(several.now) == 0
    monkeypatch.setattr(tokens, "VERSION", tokens.VERSION + 1)
    assert index.renew(several.now) == 3
    assert index.renew(several.now) == 0
    assert listed(several, "clerk", category="roads") == ["A2"]
