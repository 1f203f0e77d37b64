"""Two deliveries of the same order at the same moment: one case, one receipt."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from minqing.cases.models import Case
from minqing.exchange.models import OrderRow
from minqing.exchange.orders.taking import bring_in_waiting, take_orders
from minqing.exchange.orders.terms import Standing, WireOrder
from minqing.exchange.tests.house import open_line, order
from minqing.log.verify import verify

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]
DELIVERIES, ORDERS = 4, 6


def run_threads(works: list[Callable[[], None]]) -> list[BaseException]:
    errors: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guarded, args=[work]) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return errors


def test_deliveries_at_once_make_each_order_one_case() -> None:
    with open_line() as line:
        rows = [
            WireOrder(number=f"A{number}", issued_at=line.now(), **order(number))
            for number in range(ORDERS)
        ]
        receipts: list[dict[str, str]] = []

        def deliver() -> None:
            answers = take_orders(line.peer, rows, now=line.now())
            receipts.append({one.number: one.receipt for one in answers if one.receipt})

        works: list[Callable[[], None]] = [deliver] * DELIVERIES
        works.append(lambda: bring_in_waiting(line.now()) and None)
        assert run_threads(works) == []
        again = take_orders(line.peer, rows, now=line.now())
    assert {one.standing for one in again} == {Standing.ACCEPTED}
    final = {one.number: one.receipt for one in again}
    for given in receipts:  # whoever was answered with a receipt was answered with this one
        assert given.items() <= final.items()
    assert Case.objects.count() == OrderRow.objects.count() == ORDERS
    assert verify().difference is None
