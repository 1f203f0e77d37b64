"""召集: who calls, who comes, what both sides say; units only, and only in its time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from minqing.cases import commands as c
from minqing.cases.callups import commands as k
from minqing.cases.callups import rules
from minqing.cases.callups.queries import (
    count_awaiting,
    empty,
    find_call_up,
    follow,
    list_call_ups,
    sum_call_ups,
)
from minqing.cases.callups.terms import CallUpState, Word
from minqing.cases.models import CalledUnit
from minqing.cases.tests.builders import (
    DISCIPLINE,
    MONDAY,
    RESIDENT,
    TOWN,
    WATER,
    Story,
    said,
    staff,
)
from minqing.cases.tests.conftest import House, Words
from minqing.kernel.messages import Decided, Refusal
from minqing.log.public import read_entries, run_until_idle

AT = MONDAY + timedelta(days=1)
LATER = AT + timedelta(hours=2)


class Call:
    """Carries commands on one call-up out on the pure rules."""

    def __init__(self) -> None:
        self.story = Story().received()
        self.state: CallUpState | None = None
        self.numbers = 0

    def at(self, moment: datetime) -> Call:
        self.story.now = moment
        return self

    def do(self, kind: type[Any], by: str, **fields: Any) -> str:
        """Carry a command out; returns the code of its refusal, "" when it was accepted."""
        self.numbers += 1
        command = kind(id=f"k{self.numbers}", call_up="k", **fields)
        actor = staff(by)
        if kind.PERMISSION not in actor.permissions:
            return "not-allowed"
        states = {"call-up:k": self.state, "case:1": self.story.states["case:1"]}
        decided = rules.decide(command, states, self.story.frame(actor))
        if isinstance(decided, Refusal):
            assert "{" not in str(decided)
            return decided.code
        for one in decided:
            assert isinstance(one, Decided)
            self.state = rules.evolve(self.state, one.event)  # type: ignore[arg-type]
        return ""

    def called(self, *units: str) -> Call:
        assert self.do(k.CallUnits, "leader", **fields(*(units or (WATER, DISCIPLINE)))) == ""
        return self

    def known(self, unit: str = WATER) -> Any:
        assert self.state is not None
        return self.state.find(unit)


def fields(*units: str, **changes: Any) -> dict[str, Any]:
    facts = {
        "case": "1",
        "at": AT,
        "where": said("村委会"),
        "what": said("现场定井位和资金"),
        "units": units,
    }
    return {**facts, **changes}


def test_leader_calls_departments_to_a_place_and_time():
    call = Call().called()
    assert call.state is not None
    assert [one.unit for one in call.state.called] == [WATER, DISCIPLINE]
    assert (call.state.unit, call.state.at) == (TOWN, AT)


@pytest.mark.parametrize("name", ["clerk", "cadre", "handler", "supervisor", "chief"])
def test_nobody_but_the_pack_role_calls(name):
    code = Call().do(k.CallUnits, name, **fields(WATER))
    assert code in ("not-allowed", "call-up-not-caller")


@pytest.mark.parametrize(
    "changes",
    [
        {"units": ()},
        {"units": (TOWN,)},
        {"units": ("nobody",)},
        {"at": MONDAY - timedelta(hours=1)},
        {"at": MONDAY + timedelta(days=61)},
        {"at": MONDAY + timedelta(days=40_000)},
        {"where": said("  ")},
        {"what": said("")},
    ],
)
def test_call_needs_place_time_matter_and_other_units(changes):
    assert Call().do(k.CallUnits, "leader", **{**fields(WATER), **changes}) == "call-up-incomplete"


def test_called_unit_answers_before_the_time_and_says_why_not():
    call = Call().called(WATER)
    assert call.do(k.AnswerCall, "clerk", coming=True) == "call-up-unknown"
    assert call.do(k.AnswerCall, "handler", coming=False) == "call-up-needs-reason"
    assert call.do(k.AnswerCall, "handler", coming=False, words=said("在外抢修")) == ""
    assert call.known().coming is False
    assert call.do(k.AnswerCall, "reviewer", coming=True) == ""
    assert call.known().coming is True
    assert call.at(AT).do(k.AnswerCall, "handler", coming=True) == "call-up-over"


def test_arrival_is_recorded_from_its_time_on_by_the_side_that_called():
    call = Call().called(WATER)
    assert call.do(k.RecordArrival, "clerk", unit=WATER, arrived=True) == "call-up-early"
    call.at(LATER)
    assert call.do(k.RecordArrival, "handler", unit=WATER, arrived=True) == "call-up-unknown"
    assert call.do(k.RecordArrival, "clerk", unit=WATER, arrived=False) == "call-up-needs-reason"
    assert call.do(k.RecordArrival, "clerk", unit=WATER, arrived=True) == ""
    assert call.known().arrived is True


def test_both_sides_appraise_in_three_words_with_a_reason_within_the_clock():
    call = Call().called(WATER)
    word = {"word": Word.ABLE, "words": said("当场定了井位")}
    assert call.do(k.AppraiseUnit, "clerk", unit=WATER, **word) == "call-up-early"
    call.at(LATER)
    assert call.do(k.AppraiseUnit, "handler", unit=WATER, **word) == "call-up-unknown"
    blank = {"word": Word.POOR, "words": said(" ")}
    assert call.do(k.AppraiseUnit, "clerk", unit=WATER, **blank) == "call-up-needs-reason"
    assert call.do(k.AppraiseUnit, "clerk", unit=WATER, **word) == ""
    assert call.do(k.AppraiseCall, "clerk", **word) == "call-up-unknown"
    assert call.do(k.AppraiseCall, "handler", word=Word.FAIR, words=said("通知太急")) == ""
    assert (call.known().of_unit, call.known().of_call) == (Word.ABLE, Word.FAIR)
    call.at(LATER + timedelta(days=30))
    assert call.do(k.AppraiseUnit, "clerk", unit=WATER, **word) == "call-up-over"


def test_call_is_called_off_before_its_time_only():
    call = Call().called(WATER)
    assert call.do(k.CancelCall, "leader", words=said("")) == "call-up-needs-reason"
    assert call.do(k.CancelCall, "leader", words=said("改日")) == ""
    assert call.at(LATER).do(k.RecordArrival, "clerk", unit=WATER, arrived=True) == "call-up-over"
    later = Call().called(WATER).at(LATER)
    assert later.do(k.CancelCall, "leader", words=said("改日")) == "call-up-over"


def test_ended_matter_calls_nobody_and_one_call_is_sent_once():
    call = Call()
    call.story.must(c.WithdrawCase, RESIDENT, means=c.Means.PHONE)
    assert call.do(k.CallUnits, "leader", **fields(WATER)) == "call-up-not-caller"
    again = Call().called(WATER)
    assert again.do(k.CallUnits, "leader", **fields(WATER)) == "call-up-known"


def test_no_person_and_no_post_of_a_called_unit_is_on_the_record():
    call = Call().called(WATER).at(LATER)
    call.do(k.RecordArrival, "clerk", unit=WATER, arrived=True)
    assert not any(
        "post" in name or "person" in name for name in type(call.known()).__struct_fields__
    )


# ---------------------------------------------------------------- through the door
@pytest.mark.django_db(databases=["default", "keys"])
@pytest.mark.both_databases
def test_totals_are_by_unit_and_category(house: House, words: Words) -> None:
    house.received("c1")
    made = k.CallUnits(
        id="k1",
        call_up="k1",
        case="c1",
        at=house.now + timedelta(hours=3),
        where=words("c1", "村委会"),
        what=words("c1", "定井位"),
        units=(WATER, DISCIPLINE),
    )
    assert house.send(made, "leader").status == "accepted"
    run_until_idle(house.now)
    assert count_awaiting(staff("handler"), now=house.now).to_answer == 1
    house.now += timedelta(hours=4)
    assert count_awaiting(staff("clerk"), now=house.now).to_record == 1
    for unit, arrived in ((WATER, True), (DISCIPLINE, False)):
        reason = None if arrived else words("c1", "没有说明")
        record = k.RecordArrival(
            id=f"r{unit}", call_up="k1", unit=unit, arrived=arrived, words=reason
        )
        assert house.send(record, "clerk").status == "accepted"
    good = k.AppraiseUnit(
        id="a1", call_up="k1", unit=WATER, word=Word.ABLE, words=words("c1", "当场定了")
    )
    assert house.send(good, "leader").status == "accepted"
    run_until_idle(house.now)
    period = {"since": MONDAY, "until": MONDAY + timedelta(days=2)}
    totals = {one.unit: one for one in sum_call_ups(staff("leader"), **period)}
    assert (totals[WATER].arrived, totals[WATER].able) == (1, 1)
    assert (totals[DISCIPLINE].absent, totals[DISCIPLINE].called) == (1, 1)
    assert totals[WATER].category == "water-wells"
    before = list(CalledUnit.objects.order_by("id").values())
    empty()
    follow([one for one in read_entries(0, 1000) if one.stream.startswith("call-up:")])
    assert before == list(CalledUnit.objects.order_by("id").values())


@pytest.mark.django_db(databases=["default", "keys"])
def test_call_up_is_shown_to_its_sides_alone(house: House, words: Words) -> None:
    house.received("c1")
    made = k.CallUnits(
        id="k1",
        call_up="k1",
        case="c1",
        at=house.now + timedelta(hours=3),
        where=words("c1", "村委会"),
        what=words("c1", "定井位"),
        units=(WATER,),
    )
    assert house.send(made, "leader").status == "accepted"
    run_until_idle(house.now)
    shown = find_call_up(staff("handler"), "k1", now=house.now)
    assert shown is not None and shown.may_answer and shown.what == "定井位"
    assert find_call_up(staff("recipient"), "k1", now=house.now) is None
    assert find_call_up(staff("neighbour"), "k1", now=house.now) is None
    assert [one.id for one in list_call_ups(staff("clerk"))] == ["k1"]
    assert [one.id for one in list_call_ups(staff("office"), case="c1")] == ["k1"]
