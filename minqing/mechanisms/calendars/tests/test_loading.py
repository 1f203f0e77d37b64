"""Staff load a year: files are read strictly, and deadlines that move are listed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.ids import new_id
from minqing.log import rebuild
from minqing.log.public import Answer, get_snapshot, get_state, submit
from minqing.log.registry import LazySnapshots, registry
from minqing.log.worker import run_follower
from minqing.mechanisms.calendars import rules
from minqing.mechanisms.calendars.door import OFFICE, main

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
USUAL = {date(2027, month, day) for month in (2, 10) for day in range(1, 8)}
"""Two weeks off: a year without holidays is refused as implausible."""
HEADER = "date,weekday,is_workday,holiday_name,is_makeup_workday\n"


def write_year(path: Path, off: set[date], year: int = 2027) -> Path:
    rows, day = [HEADER], date(year, 1, 1)
    while day.year == year:
        works = day.isoweekday() < 6 and day not in off | USUAL
        name = "Spring Festival" if day in off | USUAL else ""
        rows.append(f"{day},{day.isoweekday()},{int(works)},{name},0\n")
        day += timedelta(days=1)
    path.write_text("".join(rows), encoding="utf-8")
    return path


def test_year_reckoned_before_its_notice_says_so_and_the_notice_replaces_it(
    tmp_path: Path,
) -> None:
    day = date(2027, 3, 15)  # an ordinary Monday
    assert get_snapshot(WorkCalendar).is_provisional(day)
    assert get_snapshot(WorkCalendar).is_workday(day)
    file = write_year(tmp_path / "2027.csv", {day})
    assert main(file, "通知甲", now=NOW) == 0
    assert not get_snapshot(WorkCalendar).is_provisional(day)
    assert not get_snapshot(WorkCalendar).is_workday(day)
    assert get_state(rules.STREAM).notices == ("通知甲",)


def test_same_file_twice_changes_nothing(tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    file = write_year(tmp_path / "2027.csv", set())
    assert [main(file, "甲", now=NOW), main(file, "甲", now=NOW)] == [0, 0]
    assert get_state(rules.STREAM).version == 2


def test_reissue_of_a_year_is_a_new_version(tmp_path: Path) -> None:
    main(write_year(tmp_path / "a.csv", set()), "甲", now=NOW)
    main(write_year(tmp_path / "b.csv", {date(2027, 5, 6)}), "乙", now=NOW)
    assert get_state(rules.STREAM).version == 3
    assert not get_snapshot(WorkCalendar).is_workday(date(2027, 5, 6))


def test_deadlines_are_reckoned_anew_page_by_page_while_others_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A regional holiday is declared at a desk: the worker follows, and stops nobody."""
    main(write_year(tmp_path / "a.csv", set()), "甲", now=NOW)
    inside: list[bool] = []
    rewrite = rebuild._rewrite
    monkeypatch.setattr(
        rebuild,
        "_rewrite",
        lambda *given: (inside.append(len(connection.savepoint_ids) > 0), rewrite(*given))[1],
    )
    run_follower(registry.followers["calendar-reissue"], NOW)
    assert inside and not any(inside)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "不能"),
        ("日期,上班\n2027-01-01,1\n", "列"),
        (HEADER + "2027-01-01,5,0,New Year,0\n", "2027"),
    ],
)
def test_unreadable_file_is_refused_whole(text: str, word: str, tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "bad.csv"
    file.write_text(text, encoding="utf-8")
    assert main(file, "甲", now=NOW) == 1
    assert word in capsys.readouterr().out
    assert get_state(rules.STREAM) is None


def test_regional_days_hold_from_the_snapshot_on(tmp_path: Path) -> None:
    header = "date,kind,name\n"
    file = tmp_path / "regional.csv"
    file.write_text(header + "2026-12-04,holiday,那达慕\n", encoding="utf-8")
    assert main(file, "旗政府通知", regional=True, now=NOW) == 0
    LazySnapshots.forget()
    assert not get_snapshot(WorkCalendar).is_workday(date(2026, 12, 4))


def withdraw() -> Answer:
    wish = rules.WithdrawCalendarYears(id=new_id(), reason="装错了年份")
    return submit([wish], by=OFFICE, now=NOW)[0]


def test_file_that_was_taken_back_holds_no_more(tmp_path: Path) -> None:
    first, second = date(2027, 3, 15), date(2027, 5, 6)
    main(write_year(tmp_path / "a.csv", {first}), "甲", now=NOW)
    main(write_year(tmp_path / "b.csv", {second}), "乙", now=NOW)
    assert withdraw().ok
    calendar = get_snapshot(WorkCalendar)
    assert (calendar.is_workday(first), calendar.is_workday(second)) == (False, True)
    assert get_state(rules.STREAM).notices == ("甲", "乙", "装错了年份")


def test_nothing_loaded_is_not_taken_back() -> None:
    refusal = withdraw().refusal
    assert refusal is not None and refusal.code == "calendar-nothing-loaded"
