"""`minqing calendar load FILE`: staff load a year's notice; the deadlines that move are listed."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from minqing.kernel.calendar import LOCAL
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor
from minqing.log.public import get_now, recompute_derived, submit
from minqing.mechanisms.calendars.rules import DeclareRegionalDays, LoadCalendarYears

OFFICE = Actor(scope="system:calendar", kind="system", permissions=frozenset({"CALENDAR_LOAD"}))
SHOWN = 200


def main(file: Path, notice: str, *, regional: bool = False, now: datetime | None = None) -> int:
    """Load the file, print what moved; 1 with a sentence when it cannot be read."""
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        sys.stdout.write(f"不能装入工作日历：{file} 打不开，或不是 UTF-8 文本。请检查文件。\n")
        return 1
    kind = DeclareRegionalDays if regional else LoadCalendarYears
    command = kind(id=derived_id("calendar", regional, text), text=text, notice=notice)
    answer = submit([command], by=OFFICE, now=now or get_now())[0]
    if answer.refusal is not None:
        sys.stdout.write(f"{answer.refusal}（{answer.refusal.code}）\n")
        return 1
    moved = [change for change in recompute_derived() if change.column == "due_at"]
    sys.stdout.write(f"已装入工作日历；{len(moved)}件事项的时限有变。\n")
    for change in moved[:SHOWN]:
        sys.stdout.write(f"  {change.label}：{_day(change.was)} → {_day(change.now)}\n")
    return 0


def _day(moment: datetime | None) -> str:
    return "无" if moment is None else f"{moment.astimezone(LOCAL):%Y-%m-%d %H:%M}"
