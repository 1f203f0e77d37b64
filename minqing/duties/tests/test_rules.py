"""Rules of excuses and variations: tables of refusals. No database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from minqing.activities.tests.builders import CADRE, ELSEWHERE, Book
from minqing.duties import rules
from minqing.duties.commands import EndExcuse, ExcuseVisits, VaryCadence
from minqing.duties.tests.test_standing import SECTION
from minqing.org.tests.builders import DAY, TOWN, VILLAGE, new_command


def make_book(**sections: Any) -> Book:
    evolves = {"excuse": rules.evolve_excuse, "cadence": rules.evolve_cadence}
    return Book(rules, evolves, **(sections or {"duties": SECTION}))


@pytest.fixture
def book() -> Book:
    return make_book()


def excuse(**changed: Any) -> ExcuseVisits:
    fields = {
        "excuse": "E1",
        "household": "H1",
        "reason": "snow",
        "first": DAY,
        "last": DAY + timedelta(days=9),
    }
    return new_command(ExcuseVisits, **{**fields, **changed})


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, ""),
        ({"excuse": "E/1"}, "excuse-id-wrong"),
        ({"household": "gone"}, "excuse-household-unknown"),
        ({"reason": "tired"}, "excuse-reason-unknown"),
        ({"last": DAY - timedelta(days=1)}, "excuse-days-wrong"),
        ({"last": DAY + timedelta(days=31)}, "excuse-days-wrong"),
        ({"last": DAY + timedelta(days=30)}, ""),
        ({"last": DAY}, ""),
    ],
)
def test_excuse_is_refused_with_its_reason(book: Book, changed: dict[str, Any], code: str) -> None:
    assert book.code(excuse(**changed)) == code


def test_excuse_refused_twice_out_of_reach_and_without_mechanism(book: Book) -> None:
    assert book.code(excuse(), ELSEWHERE) == "excuse-out-of-reach"
    assert make_book(other=None).code(excuse()) == "excuse-pack-missing"
    assert book.code(excuse()) == ""
    assert book.code(excuse()) == "excuse-exists"


def test_excuse_ends_with_yesterday_and_only_once(book: Book) -> None:
    end = new_command(EndExcuse, excuse="E1")
    assert book.code(end) == "excuse-unknown"
    book.do(excuse())
    assert book.code(end, ELSEWHERE) == "excuse-out-of-reach"
    assert book.code(end, days=4) == ""
    assert book.states["excuse:E1"].last == DAY + timedelta(days=3)
    assert book.code(end, days=4) == "excuse-over"


def vary(**changed: Any) -> VaryCadence:
    fields = {"unit": VILLAGE, "variation": "herding", "reason": "来回四十公里"}
    return new_command(VaryCadence, **{**fields, **changed})


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, ""),
        ({"unit": TOWN}, "cadence-village-wrong"),
        ({"unit": "nowhere"}, "cadence-village-wrong"),
        ({"variation": "yearly"}, "cadence-variation-unknown"),
        ({"variation": ""}, "cadence-same"),
        ({"reason": "  "}, "cadence-reason-missing"),
        ({"reason": "远" * 201}, "cadence-reason-missing"),
    ],
)
def test_variation_is_refused_with_its_reason(
    book: Book, changed: dict[str, Any], code: str
) -> None:
    assert book.code(vary(**changed)) == code


def test_variation_holds_from_its_day_until_the_rule_returns(book: Book) -> None:
    assert book.code(vary(), ELSEWHERE) == "cadence-out-of-reach"
    assert make_book(other=None).code(vary()) == "cadence-pack-missing"
    book.do(vary())
    state = book.states[f"cadence:{VILLAGE}"]
    assert (state.variation, state.since, state.post) == ("herding", DAY, "P-cadre")
    assert book.code(vary()) == "cadence-same"
    assert book.code(vary(variation="", reason="入夏路好走"), CADRE, days=60) == ""
    assert book.states[f"cadence:{VILLAGE}"].since == DAY + timedelta(days=60)
