"""What is seldom stands in both places: one that is over, and one that waits for somebody."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import authenticate

from minqing.cases.public import call_ups
from minqing.exchange.public import Differs, list_days, list_held, list_hooks, list_peers
from minqing.kernel.messages import Actor
from minqing.log.public import fold_as_recorded
from minqing.meetings.public import commitments as p
from minqing.org.public import actor_for
from minqing.simulation import demo
from minqing.simulation.district import DISTRICT
from minqing.simulation.occasions import list_workdays
from minqing.simulation.tests.test_two_places import BOTH, NOW
from minqing.simulation.texts import load_occasions
from tests.harness.small_demo import copy_back, keep

TODAY = date(2026, 3, 20)
pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
PLACES = (demo.BANNER, DISTRICT)


@pytest.fixture(autouse=True)
def _loaded(settings, tmp_path, tmp_path_factory: pytest.TempPathFactory, capsys) -> None:
    settings.VAR_DIR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    kept = tmp_path_factory.getbasetemp() / "two-places"
    copied = copy_back(kept)
    assert demo.load(json=True, measure=BOTH, now=NOW) == 0
    written = capsys.readouterr()
    assert written.err == "" and json.loads(written.out)["accounts"]
    if not copied:
        keep(kept)


def actor_of(login: str) -> Actor:
    user = authenticate(username=login, password="minqing-2026")
    assert user is not None, login
    return actor_for(user)


def read_promises(home: str) -> list[p.CommitmentState]:
    return [one for one in fold_as_recorded("commitment", before=NOW).values() if one.home == home]


@pytest.mark.parametrize("home", PLACES)
def test_promises_stand_in_every_state_today(home: str) -> None:
    living = [one for one in read_promises(home) if one.is_living]
    lines = {p.compute_line(one, TODAY) for one in living}
    assert lines >= {p.Line.RUNNING, p.Line.RESCHEDULED, p.Line.OVERDUE}
    assert any(one.withheld is not None for one in living)


@pytest.mark.parametrize("home", PLACES)
def test_comments_are_published_answered_refused_and_waiting(home: str) -> None:
    comments = [comment for one in read_promises(home) for comment in one.comments]
    assert [
        sum(bool(one.public) for one in comments),
        sum(bool(one.reply) for one in comments),
        sum(bool(one.refused) for one in comments),
        sum(one.is_waiting for one in comments),
    ] == [2, 1, 1, 1]


@pytest.mark.parametrize("login", ["supervisor", "wuda-discipline"])
def test_one_spot_check_is_drawn_and_one_can_be(login: str) -> None:
    second, first = p.list_own_checks(actor_of(login), now=NOW)
    asked = [one.finding for one in first.drawn if one.finding is not None]
    assert first.drawn and asked == [p.Finding.PARTLY]
    assert second.may_draw and not second.drawn


@pytest.mark.parametrize("home", PLACES)
def test_one_call_is_appraised_by_both_sides_and_one_awaits_its_answers(home: str) -> None:
    calls = [one for one in fold_as_recorded("call-up", before=NOW).values() if one.banner == home]
    over, ahead = sorted(calls, key=lambda one: one.at)
    assert [one.of_unit for one in over.called] == [call_ups.Word.ABLE, call_ups.Word.FAIR]
    assert [one.of_call for one in over.called] == [call_ups.Word.ABLE, call_ups.Word.ABLE]
    assert [one.coming for one in ahead.called] == [None, None] and ahead.at > NOW


@pytest.mark.parametrize(("login", "held"), [("bannerclerk", 2), ("wuda-convenor", 2)])
def test_orders_of_the_hotline_wait_for_a_person(login: str, held: int) -> None:
    waiting = list_held(actor_of(login))
    assert len(waiting) == held and {len(one.open) for one in waiting} == {1}


@pytest.mark.parametrize("login", ["bannerclerk", "wuda-convenor"])
def test_books_of_three_days_agree_but_for_one_order_that_never_came(login: str) -> None:
    viewer = actor_of(login)
    days = list_days(viewer)
    assert len(list_peers(viewer)) == len(list_hooks(viewer)) == 1
    assert [[one.how for one in day.state.differences] for day in days] == [
        [Differs.MISSING_HERE], [], [],
    ]  # fmt: skip


def test_every_promise_of_the_words_has_a_date_of_its_own() -> None:
    promises = load_occasions()["promises"]
    assert len({one["due"] for one in promises}) == len(promises) == 5


def test_working_days_are_counted_back_over_a_weekend() -> None:
    days = list_workdays(date(2026, 3, 23), 2, lambda day: day.weekday() < 5)
    assert days == {1: date(2026, 3, 20), 2: date(2026, 3, 19)}
    assert datetime.combine(days[1], NOW.time(), UTC) == NOW
