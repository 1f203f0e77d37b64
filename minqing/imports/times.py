"""Reading the mixed time formats of real files. Pure.

Times without a zone are local (Asia/Shanghai); results are aware UTC.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo

# One fixed offset: there has been no other civil time here in the years that files cover.
LOCAL = timezone(timedelta(hours=8))

_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[T ]*(?P<hour>\d{1,2})[:：时](?P<minute>\d{1,2})分?(?:[:：]?(?P<second>\d{1,2})秒?)?"
    r"(?:\.\d{1,9})?)?(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)


_SERIAL = re.compile(r"[2-6]\d{4}(\.\d{1,16})?")
_SERIAL_EPOCH = datetime(1899, 12, 30, tzinfo=LOCAL)
"""Days since this moment are how spreadsheets store times; 20000 is 1954, 69999 is 2091."""


class TimeUnreadable(ValueError):
    """The text is no time of a known format."""


def parse_time(text: str, formats: Sequence[str] = (), zone: tzinfo = LOCAL) -> datetime:
    """Return the moment that a cell names, aware UTC; a bare date is its local midnight.

    `zone`: of a time that names none. `formats` (strptime) are the mapping's own and come first: `03/04/2020` is never guessed,
    because it means March here and April elsewhere. Raises TimeUnreadable.
    """
    text = text.strip()
    for wanted in formats:
        try:
            return _as_utc(datetime.strptime(text, wanted), zone)  # noqa: DTZ007 (zone added)
        except ValueError:
            continue
    if _SERIAL.fullmatch(text):
        seconds = round(float(text) * 86_400)  # a fraction of a day is exact to the second
        moment = _SERIAL_EPOCH + timedelta(seconds=seconds)
        return moment.replace(tzinfo=zone).astimezone(UTC)
    found = _YEAR_FIRST.fullmatch(text)
    if found is None:
        raise TimeUnreadable(text)
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    try:
        own = _zone(found["zone"]) or zone
        return _as_utc(datetime(year, month, day, hour, minute, second, tzinfo=own), own)
    except (ValueError, OverflowError):
        raise TimeUnreadable(text) from None


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    span = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-span if text[0] == "-" else span)


def _as_utc(moment: datetime, zone: tzinfo) -> datetime:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)
