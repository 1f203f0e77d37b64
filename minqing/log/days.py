"""Where a day of the log begins and ends: at midnight in Asia/Shanghai."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


def day_end(day: date) -> datetime:
    """Return the moment at which a local day ends."""
    return datetime.combine(day + timedelta(days=1), time(), LOCAL)
