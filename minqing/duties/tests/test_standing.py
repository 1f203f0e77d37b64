"""How duties stand: tables, and random histories against a walk day by day that shares no code."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.activities.public import Done
from minqing.duties.pack import DutiesSection, DutyRule, ExcuseWord, VariationRule
from minqing.duties.rules.first import Call, Reason, order_calls
from minqing.duties.rules.standing import compute_owed, list_duties, list_owed, summarise
from minqing.duties.terms import Excuse, Owed, Standing, Variation
from minqing.households.public import Presence
from minqing.kernel.cadences import EveryHalfMonth, EveryMonth, EveryWeek
from minqing.kernel.periods import DayPeriod

FIRST, MIDDLE = date(2026, 10, 1), date(2026, 10, 16)
HALF = DayPeriod(FIRST, MIDDLE)


def make_duty(**changed: object) -> DutyRule:
    fields = {
        "code": "visit",
        "zh": "走访",
        "en": "visit",
        "presences": (Presence.RESIDENT,),
        "every": EveryHalfMonth(),
        "at_least": 1,
        "grace_days": 3,
        "by": ("visit",),
        "source": "SDN-11",
    }
    return DutyRule(**{**fields, **changed})  # type: ignore[arg-type]


def visit(day: int, kind: str = "visit", *, contact: bool = True, month: int = 10) -> Done:
    return Done("H1", kind, contact, date(2026, month, day))


@pytest.mark.parametrize(
    ("today", "done", "standing"),
    [
        (1, [], "due"),
        (15, [], "due"),
        (16, [], "overdue"),
        (18, [], "overdue"),
        (19, [], "missed"),
        (15, [visit(1)], "kept"),
        (19, [visit(15)], "kept"),
        (19, [visit(18)], "kept"),  # made good on the last day of grace
        (20, [visit(19)], "missed"),
        (15, [visit(10, contact=False)], "due"),  # nobody was at home
        (15, [visit(10, "phone")], "due"),  # a call is no visit
        (9, [visit(10)], "due"),  # seen from a day before it was done
        (20, [visit(30, month=9)], "missed"),
    ],
)
def test_standing_follows_from_days(today: int, done: list[Done], standing: str) -> None:
    day = date(2026, 10, today)
    owed = compute_owed(make_duty(), HALF, done=done, excuses=[], today=day)
    assert owed.standing == standing


@pytest.mark.parametrize(("days", "excused"), [(7, False), (8, True), (15, True)])
def test_half_of_the_window_excuses_it(days: int, excused: bool) -> None:
    snow = Excuse("snow", FIRST, FIRST + timedelta(days=days - 1))
    owed = compute_owed(make_duty(), HALF, done=[], excuses=[snow], today=MIDDLE)
    assert (owed.standing is Standing.EXCUSED) is excused


def test_visit_despite_an_excuse_keeps_the_duty() -> None:
    snow = Excuse("snow", FIRST, date(2026, 10, 15))
    owed = compute_owed(make_duty(), HALF, done=[visit(3)], excuses=[snow], today=MIDDLE)
    assert owed.standing is Standing.KEPT


def walk(
    duty: DutyRule, window: DayPeriod, done: list[Done], excuses: list[Excuse], today: date
) -> tuple[Standing, bool]:
    """The oracle: go from day to day as a cadre with a wall calendar would."""
    met, day, last = 0, window.start, window.end + timedelta(days=duty.grace_days)
    while day <= today and day < last:
        for one in done:
            if one.on == day and one.contact and one.kind in duty.by:
                met += 1
        if met >= duty.at_least:
            return Standing.KEPT, not day < window.end
        day += timedelta(days=1)
    blocked, day = 0, window.start
    while day < window.end:
        blocked += any(one.first <= day <= one.last for one in excuses)
        day += timedelta(days=1)
    if blocked * 2 >= (window.end - window.start).days:
        return Standing.EXCUSED, False
    if today >= last:
        return Standing.MISSED, False
    return (Standing.DUE if today < window.end else Standing.OVERDUE), False


DAYS = st.integers(-20, 60).map(lambda n: FIRST + timedelta(days=n))
DONE = st.builds(Done, st.just("H1"), st.sampled_from(["visit", "phone"]), st.booleans(), DAYS)
EXCUSES = st.tuples(DAYS, st.integers(0, 20)).map(
    lambda pair: Excuse("snow", pair[0], pair[0] + timedelta(days=pair[1]))
)
WINDOWS = st.sampled_from([HALF, DayPeriod(FIRST, date(2026, 11, 1)), DayPeriod(FIRST, MIDDLE)])


@given(
    st.lists(DONE, max_size=8),
    st.lists(EXCUSES, max_size=3),
    WINDOWS,
    st.integers(0, 60),
    st.integers(1, 3),
    st.integers(0, 9),
)
def test_standing_is_what_a_walk_day_by_day_finds(
    done: list[Done],
    excuses: list[Excuse],
    window: DayPeriod,
    after: int,
    at_least: int,
    grace: int,
) -> None:
    duty = make_duty(at_least=at_least, grace_days=grace, by=("visit", "phone"))
    today = FIRST + timedelta(days=after)
    owed = compute_owed(duty, window, done=done, excuses=excuses, today=today)
    assert (owed.standing, owed.late) == walk(duty, window, done, excuses, today)


@given(st.lists(DONE, max_size=6), st.integers(0, 40), DONE)
def test_one_more_contact_never_makes_it_worse(done: list[Done], after: int, more: Done) -> None:
    today, duty = FIRST + timedelta(days=after), make_duty(by=("visit", "phone"))
    rank = [Standing.KEPT, Standing.EXCUSED, Standing.DUE, Standing.OVERDUE, Standing.MISSED]

    def stand(records: list[Done]) -> int:
        owed = compute_owed(duty, HALF, done=records, excuses=[], today=today)
        return rank.index(owed.standing)

    assert stand([*done, more]) <= stand(done)


SECTION = DutiesSection(
    since=date(2026, 9, 1),
    duties=(
        make_duty(code="resident"),
        make_duty(code="away", presences=(Presence.AWAY,), every=EveryMonth(), by=("phone",)),
        make_duty(code="herding", every=EveryMonth(), variation="herding", source="ours"),
    ),
    excuses=(ExcuseWord(code="snow", zh="雪阻", en="snow"),),
    excuse_days=31,
    excuse_source="ours",
    variations=(
        VariationRule(
            code="herding", zh="牧区", en="herding", does_zh="每月", does_en="monthly",
            replaces=("resident",), source="ours",
        ),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("presence", "variation", "codes"),
    [
        (Presence.RESIDENT, Variation(), ["resident"]),
        (Presence.AWAY, Variation(), ["away"]),
        (Presence.TEMPORARY, Variation(), []),
        (Presence.RESIDENT, Variation("herding", date(2026, 10, 5)), ["herding"]),
        (Presence.AWAY, Variation("herding", date(2026, 10, 5)), ["away"]),
    ],
)
def test_variation_replaces_the_duty_of_the_rule(
    presence: Presence, variation: Variation, codes: list[str]
) -> None:
    found = list_duties(SECTION, presence, variation, date(2026, 10, 20))
    assert [due.duty.code for due in found] == codes


def test_windows_before_a_variation_began_are_not_asked_about() -> None:
    varied = Variation("herding", date(2026, 10, 5))
    (due,) = list_duties(SECTION, Presence.RESIDENT, varied, date(2026, 10, 20))
    assert due.windows == (DayPeriod(FIRST, date(2026, 11, 1)),)
    (back,) = list_duties(
        SECTION, Presence.RESIDENT, Variation("", date(2026, 10, 20)), date(2026, 10, 20)
    )
    assert back.windows == (DayPeriod(MIDDLE, date(2026, 11, 1)),)


def test_nothing_is_owed_before_the_mechanism_asked() -> None:
    (due,) = list_duties(SECTION, Presence.RESIDENT, Variation(), date(2026, 9, 3))
    assert due.windows == (DayPeriod(date(2026, 9, 1), date(2026, 9, 16)),)


def test_every_week_has_its_window_before() -> None:
    section = SECTION.__class__(
        **{
            **{name: getattr(SECTION, name) for name in SECTION.__struct_fields__},
            "duties": (make_duty(every=EveryWeek()),),
            "variations": (),
        }
    )
    (due,) = list_duties(section, Presence.RESIDENT, Variation(), date(2026, 10, 7))
    assert [window.start for window in due.windows] == [date(2026, 9, 28), date(2026, 10, 5)]


def stand_on(today: date, *done: Done) -> Standing | None:
    duties = list_duties(SECTION, Presence.RESIDENT, Variation(), today)
    return summarise(list_owed(duties, done=done, excuses=[], today=today), today)


def test_household_is_overdue_while_last_half_month_can_be_made_good() -> None:
    assert stand_on(date(2026, 10, 17)) is Standing.OVERDUE
    assert stand_on(date(2026, 10, 17), visit(17)) is Standing.KEPT
    assert stand_on(date(2026, 10, 25)) is Standing.DUE  # missed for good: the open one asks


TODAY = date(2026, 10, 12)


def call(household: str, standing: Standing = Standing.DUE, **more: object) -> Call:
    owed = (Owed(duty="visit", window=HALF, standing=standing, done=0),)
    return Call(household=household, owed=owed, **more)  # type: ignore[arg-type]


def test_order_explains_itself() -> None:
    calls = [
        call("kept", Standing.KEPT, last=date(2026, 10, 2)),
        call("due", last=date(2026, 10, 1)),
        call("long", last=date(2026, 8, 1)),
        call("never"),
        call("overdue", Standing.OVERDUE, last=date(2026, 9, 10)),
        call("promised", Standing.KEPT, last=date(2026, 10, 2), promised=date(2026, 10, 12)),
        call("broken", Standing.KEPT, last=date(2026, 10, 2), promised=date(2026, 10, 8)),
        call("later", Standing.KEPT, last=date(2026, 10, 2), promised=date(2026, 10, 20)),
    ]
    found = [(one.household, reason) for one, reason in order_calls(calls, TODAY)]
    assert found == [
        ("broken", Reason("promised", 4)),
        ("promised", Reason("promised", 0)),
        ("overdue", Reason("overdue")),
        ("never", Reason("never")),
        ("long", Reason("neglected", 72)),
        ("due", Reason("due", 3)),
        ("kept", Reason("rest")),
        ("later", Reason("rest")),
    ]


@given(st.permutations([call(f"H{n}", last=date(2026, 9, 1 + n % 5)) for n in range(8)]))
def test_order_does_not_depend_on_how_it_was_asked(calls: list[Call]) -> None:
    expected = order_calls(sorted(calls, key=lambda one: one.household), TODAY)
    assert order_calls(calls, TODAY) == expected
