"""Random clocks for the property tests, drawn at whole minutes of local wall time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from hypothesis import strategies as st

from minqing.kernel.calendar import LOCAL, RegionalDay, WorkCalendar, load_default_calendar
from minqing.kernel.clocks import ClockRule, Due, Extension, Pause, Span, compute_due
from minqing.kernel.tests.oracle import Walker

YEARS = (2014, *range(2020, 2027))
REGIONAL = (
    RegionalDay(date(2014, 8, 5), "holiday", "那达慕"),
    RegionalDay(date(2020, 1, 23), "morning_only", "除夕前一日"),
    RegionalDay(date(2021, 5, 8), "holiday", "停电检修"),
    RegionalDay(date(2022, 9, 30), "morning_only", "国庆前一日"),
    RegionalDay(date(2023, 7, 1), "workday", "值班"),
    RegionalDay(date(2024, 3, 8), "morning_only", "妇女节"),
    RegionalDay(date(2025, 2, 5), "afternoon_only", "雪灾"),
    RegionalDay(date(2026, 2, 28), "afternoon_only", "元宵节前"),
)
EDGES = (
    (1, 1), (1, 26), (1, 29), (1, 30), (1, 31), (2, 14), (2, 28), (3, 31), (4, 30), (5, 9),
    (8, 31), (9, 28), (9, 30), (10, 10), (12, 31),
)  # fmt: skip
"""Month ends, days around holidays, make-up Saturdays of several years."""


@cache
def national() -> WorkCalendar:
    return load_default_calendar().with_provisional_years(2027)


@cache
def regional() -> WorkCalendar:
    return national().with_region("150627", REGIONAL)


@dataclass(frozen=True)
class Drawn:
    """One clock in both languages: what the kernel takes and what the oracle walks."""

    rule: ClockRule
    started: datetime
    pauses: tuple[tuple[datetime, datetime], ...]
    extensions: tuple[Span, ...]
    special: bool

    def walk(self) -> datetime:
        walker = Walker(
            starts=self.rule.starts or "",
            rolls=self.rule.rolls,
            ends=self.rule.ends,
            pauses=self.pauses,
            special={r.day: r.kind for r in REGIONAL} if self.special else {},
        )
        spans = [(s.unit, s.amount) for s in (self.rule.span, *self.extensions)]
        return walker.walk(self.started, spans)

    def compute(self, *, calendar: WorkCalendar) -> Due:
        return compute_due(
            self.rule,
            utc(self.started),
            calendar=calendar,
            pauses=as_pauses(self.pauses),
            extensions=tuple(
                Extension(span, utc(self.started) + timedelta(hours=n))
                for n, span in enumerate(self.extensions)
            ),
        )


def utc(wall: datetime) -> datetime:
    return wall.replace(tzinfo=LOCAL).astimezone(UTC)


def wall(moment: datetime) -> datetime:
    return moment.astimezone(LOCAL).replace(tzinfo=None)


def as_pauses(pauses: tuple[tuple[datetime, datetime], ...]) -> tuple[Pause, ...]:
    """Half of them ended, half still open and running to their cap: the same to a clock."""
    far = timedelta(days=300)
    return tuple(
        Pause(utc(a), utc(b), utc(b) + far) if n % 2 else Pause(utc(a), None, utc(b))
        for n, (a, b) in enumerate(pauses)
    )


def days() -> st.SearchStrategy[date]:
    anywhere = st.tuples(st.sampled_from(YEARS), st.integers(0, 364)).map(
        lambda yd: date(yd[0], 1, 1) + timedelta(days=yd[1])
    )
    edges = st.tuples(st.sampled_from(YEARS), st.sampled_from(EDGES)).map(
        lambda ye: date(ye[0], *ye[1])
    )
    near = st.tuples(st.sampled_from(REGIONAL), st.integers(-3, 1)).map(
        lambda rn: rn[0].day + timedelta(days=rn[1])
    )
    return st.one_of(anywhere, edges, near)


def moments() -> st.SearchStrategy[datetime]:
    minute = st.one_of(
        st.sampled_from((0, 509, 510, 511, 719, 720, 721, 870, 1049, 1050, 1051, 1439)),
        st.integers(0, 1439),
    )
    return st.tuples(days(), minute).map(
        lambda dm: datetime(dm[0].year, dm[0].month, dm[0].day) + timedelta(minutes=dm[1])
    )


LONGEST = {
    "minutes": 3_000,
    "hours": 72,
    "working_hours": 40,
    "calendar_days": 45,
    "working_days": 30,
    "months": 3,
}


def spans(units: tuple[str, ...] = tuple(LONGEST)) -> st.SearchStrategy[Span]:
    return st.sampled_from(units).flatmap(
        lambda unit: st.integers(1, LONGEST[unit]).map(lambda n: Span(n, unit))
    )


def rules(units: tuple[str, ...] = tuple(LONGEST)) -> st.SearchStrategy[ClockRule]:
    return st.builds(
        ClockRule,
        span=spans(units),
        starts=st.sampled_from((None, "instant", "next_day")),
        rolls=st.booleans(),
        ends=st.sampled_from(("midnight", "close_of_business")),
        source=st.just("SDN-14"),
    )


@st.composite
def pauses_after(draw: st.DrawFn, started: datetime) -> tuple[tuple[datetime, datetime], ...]:
    found = []
    for _ in range(draw(st.integers(0, 3))):
        begin = started + timedelta(minutes=draw(st.integers(-2 * 1440, 20 * 1440)))
        length = draw(st.one_of(st.integers(1, 600), st.integers(600, 12 * 1440)))
        found.append((begin, begin + timedelta(minutes=length)))
    return tuple(found)


@st.composite
def drawn_clocks(
    draw: st.DrawFn, *, units: tuple[str, ...] = tuple(LONGEST), most_extensions: int = 2
) -> Drawn:
    started = draw(moments())
    return Drawn(
        rule=draw(rules(units)),
        started=started,
        pauses=draw(pauses_after(started)),
        extensions=tuple(draw(st.lists(spans(), max_size=most_extensions))),
        special=draw(st.booleans()),
    )
