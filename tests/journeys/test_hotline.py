"""Two hundred work orders of a hotline over a bad line: in the end both books agree.

The line loses messages and answers, repeats them, keeps them back and mixes their order; some
orders name places that nobody mapped. The hotline is the reference peer of tests/harness, which
shares no code with the product.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from minqing.cases.models import Case
from minqing.exchange.models import OrderRow, Outgoing
from minqing.exchange.public import ReturnOrder, RouteOrder
from minqing.exchange.tests.house import (
    Line,
    do,
    find_category,
    find_village,
    open_line,
    order,
)
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Personal
from minqing.kernel.periods import local_day
from tests.harness.hotline import Weather

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]
BAD = Weather(lost=0.2, answer_lost=0.2, repeated=0.3, late=0.3)
MANY = 200


@pytest.fixture
def line() -> Iterator[Line]:
    with open_line(BAD, seed=20261123) as opened:
        yield opened


def issue_all(line: Line) -> None:
    for number in range(MANY):
        if number % 25 == 3:
            line.hotline.issue(**order(number, place="没有听说过的地方"))
        elif number % 40 == 7:
            line.hotline.issue(**order(number, matter=""))
        else:
            line.hotline.issue(**order(number))


def settle_held(line: Line) -> None:
    for place, one in enumerate(OrderRow.objects.filter(status="held").order_by("number")):
        if place % 2:
            words = Personal("不属于本旗办理范围。", subject=f"case:{one.case}")
            do(ReturnOrder(id=new_id(), order=one.id, reason=words))
        else:
            do(
                RouteOrder(
                    id=new_id(), order=one.id, unit=find_village(1), category=find_category()
                )
            )


def carry_on(line: Line) -> None:
    """A quarter of an hour of both sides: what was not answered is sent again."""
    line.hotline.deliver()
    line.work()
    line.send()
    line.ahead += timedelta(minutes=15)


def test_books_of_both_sides_agree_after_a_day_of_losses(line: Line) -> None:
    issue_all(line)
    day = local_day(line.now()).isoformat()
    for round_ in range(12):
        carry_on(line)
        if round_ >= 3:
            settle_held(line)
    for _ in range(20):  # the line loses books too
        line.hotline.reconcile(day)
        settle_held(line)
        carry_on(line)
    line.hotline.weather = Weather()
    theirs = line.hotline.make_book(day)
    ours = line.hotline.reconcile(day)
    assert ours is not None
    assert {**ours, "messages": []} == {
        **theirs,
        "counts": {**theirs["counts"], "messages": ours["counts"]["messages"]},
        "orders": sorted(
            ({k: v for k, v in one.items() if v} for one in theirs["orders"]),
            key=lambda one: one["number"],
        ),
        "messages": [],
    }
    counts = ours["counts"]
    assert counts["sent"] == MANY == counts["accepted"] + counts["refused"] + counts["pending"]
    assert counts["pending"] == 0
    accepted = [one for one in line.hotline.book.values() if one.standing == "accepted"]
    assert len({one.receipt for one in accepted}) == len(accepted) == Case.objects.count()
    for _ in range(200):  # what was lost often waits for hours
        if not Outgoing.objects.exclude(kind="reconcile").exclude(state="taken").exists():
            break
        carry_on(line)
    told = Counter(one.state for one in Outgoing.objects.exclude(kind="reconcile"))
    assert set(told) == {"taken"}
    assert set(line.hotline.messages) == set(
        Outgoing.objects.exclude(kind="reconcile").values_list("id", flat=True)
    )
