from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.imports.times import LOCAL, TimeUnreadable, parse_time


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2020/1/6 12:09:38", (2020, 1, 6, 12, 9, 38)),
        ("2017-06-08 17:31:20", (2017, 6, 8, 17, 31, 20)),
        ("2019/4/25 9:32", (2019, 4, 25, 9, 32, 0)),
        ("2019.4.5", (2019, 4, 5, 0, 0, 0)),
        ("2019年4月5日 8时3分", (2019, 4, 5, 8, 3, 0)),
        ("2026-01-31T09:30:00", (2026, 1, 31, 9, 30, 0)),
        (" 2026-01-31 09:30:00.123 ", (2026, 1, 31, 9, 30, 0)),
        ("43836", (2020, 1, 6, 0, 0, 0)),  # a day as a spreadsheet counts it
        ("43836.506689814816", (2020, 1, 6, 12, 9, 38)),
    ],
)
def test_parse_time_reads_year_first_as_local(text: str, local: tuple[int, ...]) -> None:
    assert parse_time(text) == datetime(*local, tzinfo=LOCAL)


def test_parse_time_keeps_a_written_zone() -> None:
    assert parse_time("2026-01-31T01:30:00Z") == datetime(2026, 1, 31, 1, 30, tzinfo=UTC)
    assert parse_time("2026-01-31T01:30:00-05:00").hour == 6


@pytest.mark.parametrize(
    "text",
    [
        "",
        "昨天",
        "03/04/2020 10:00:00 AM",
        "2020/13/1",
        "2020/2/30",
        "2020-01-01 25:00:00",
        "143836",
    ],
)
def test_parse_time_refuses_what_it_would_have_to_guess(text: str) -> None:
    with pytest.raises(TimeUnreadable):
        parse_time(text)


def test_parse_time_reads_month_first_when_told() -> None:
    formats = ("%m/%d/%Y %I:%M:%S %p",)
    assert parse_time("03/04/2020 01:02:03 PM", formats) == datetime(
        2020, 3, 4, 13, 2, 3, tzinfo=LOCAL
    )
    # the usual forms still work beside the mapping's own
    assert parse_time("2020/3/4", formats) == datetime(2020, 3, 4, tzinfo=LOCAL)


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)))
def test_parse_time_returns_what_was_written(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    written = f"{moment.year}/{moment.month}/{moment.day} {moment:%H:%M:%S}"
    assert parse_time(written) - moment.replace(tzinfo=UTC) == -timedelta(hours=8)
