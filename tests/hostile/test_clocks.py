"""The server's clock set back an hour in the middle of work (a device's: gateway/api/tests)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from minqing.cases.models import Case
from minqing.console.tests.test_views import act, take_in
from minqing.log.demonstration import forget_demonstration, mark_demonstration
from minqing.log.models import Entry
from minqing.log.public import find_demonstration, get_now, get_state, run_until_idle
from minqing.log.verify import verify
from tests.doors.test_pages import sign_in

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def set_clock(hours: int) -> None:
    """Put the clock of the house forward or back."""
    mark = find_demonstration()
    assert mark is not None
    mark_demonstration(timedelta(seconds=mark.ahead, hours=hours))
    forget_demonstration()


def newest() -> datetime:
    return Entry.objects.order_by("-position")[0].recorded_at


def test_work_goes_on_while_the_clock_stands_an_hour_behind(small_demo: dict[str, str]) -> None:
    cadre, resident = sign_in("village_cadre", small_demo), Client(headers={"host": "localhost"})
    first = take_in(cadre, "东头的水管裂了，水流到路上。")
    before = newest()
    set_clock(-1)
    try:
        second = take_in(cadre, "西头的路灯不亮，晚上看不见路。")
        status, page = act(cadre, first, "settle", outcome="solved", reply="已经换了管子。")
        assert status in (200, 302), page
        run_until_idle(get_now())
        for case in (first, second):
            assert cadre.get(reverse("console:case", args=[case])).status_code == 200
        for door in ("console:today", "portal:home", "portal:board"):
            client = cadre if door.startswith("console") else resident
            assert client.get(reverse(door)).status_code == 200
    finally:
        set_clock(1)
    moments = list(
        Entry.objects.filter(recorded_at__gte=before)
        .order_by("position")
        .values_list("recorded_at", flat=True)
    )
    assert len(moments) > 2 and moments == sorted(moments)
    run_until_idle(get_now())
    assert verify().difference is None
    state = get_state(f"case:{second}")
    assert state.clock.started_at <= get_now() and Case.objects.get(id=second).sort_at > get_now()
