"""Says times, clocks and statuses as people say them; the words are translated here.

A face's own: nothing is decided, only worded. Both faces reach it through the template tags.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext_lazy

from minqing.cases.public import STATUS_ZH, Status
from minqing.kernel.clocks import Due, Remaining
from minqing.kernel.due_sentences import describe_remaining, explain
from minqing.log.public import get_now

LOCAL = ZoneInfo("Asia/Shanghai")
Tone = Literal["neutral", "well", "soon", "late"]

WEEKDAYS = (
    gettext_noop("周一"),
    gettext_noop("周二"),
    gettext_noop("周三"),
    gettext_noop("周四"),
    gettext_noop("周五"),
    gettext_noop("周六"),
    gettext_noop("周日"),
)

TONE_OF_STATUS: dict[Status, Tone] = {
    Status.CLOSED: "well",
    Status.TRANSFERRED: "neutral",
    Status.REOPENED: "soon",
}
"""A status is neutral unless listed: lateness belongs to the clock, not to the status."""

SHAPE_OF_STATUS: dict[Status, str] = {
    Status.CLOSED: "well",
    Status.PAUSED: "paused",
    Status.PLANNED: "planned",
    Status.REOPENED: "soon",
    Status.TRANSFERRED: "sealed",
}

TONE_OF_CLOCK: dict[str, Tone] = {
    "on_time": "neutral",
    "soon": "soon",
    "today": "soon",
    "late": "late",
    "paused": "neutral",
}
SHAPE_OF_CLOCK = {
    "on_time": "neutral",
    "soon": "soon",
    "today": "soon",
    "late": "late",
    "paused": "paused",
}

# The sentences of `kernel.due_sentences` that are put together there from two parts: named here
# whole, because a catalogue is gathered from whole sentences. A test compares them.
DUE_SENTENCES = (
    gettext_noop(
        "从{start.year}年{start.month}月{start.day}日{start:%H:%M}起"
        "，当日不计，自次日起算{span}{skipped}{paused}{extended}{rolled}，"
        "至{last.year}年{last.month}月{last.day}日{closing}到期{provisional}。依据：{source}。"
    ),
    gettext_noop(
        "从{start.year}年{start.month}月{start.day}日{start:%H:%M}起"
        "，当日计入，算{span}{skipped}{paused}{extended}{rolled}，"
        "至{last.year}年{last.month}月{last.day}日{closing}到期{provisional}。依据：{source}。"
    ),
    gettext_noop(
        "从{start.year}年{start.month}月{start.day}日{start:%H:%M}起"
        "，自次日零时起算{span}{skipped}{paused}{extended}，"
        "至{last.year}年{last.month}月{last.day}日{closing}到期{provisional}。依据：{source}。"
    ),
    gettext_noop(
        "从{start.year}年{start.month}月{start.day}日{start:%H:%M}起"
        "，即时起算{span}{skipped}{paused}{extended}，"
        "至{last.year}年{last.month}月{last.day}日{closing}到期{provisional}。依据：{source}。"
    ),
)


class ClockView(msgspec.Struct, frozen=True):
    """One deadline as shown: its name (a message id), how it stands, when and why."""

    name: str
    due: Due
    remaining: Remaining

    @property
    def tone(self) -> Tone:
        return TONE_OF_CLOCK[self.remaining.state]

    @property
    def shape(self) -> str:
        return SHAPE_OF_CLOCK[self.remaining.state]

    @property
    def left(self) -> str:
        """What is left in words: 剩余3个工作日."""
        return describe_remaining(self.remaining).fill(_)

    @property
    def until(self) -> str:
        """The day it falls due: 10月12日周一截止."""
        return _("{day}截止").format(day=self.day)

    @property
    def day(self) -> str:
        return say_day(last_moment(self.due.at))

    @property
    def moment(self) -> str:
        return say_moment(last_moment(self.due.at))

    @property
    def why(self) -> str:
        return explain(self.due, _)


def last_moment(at: datetime) -> datetime:
    """Return the last minute before a deadline that ends a day: 24:00 is said as that day."""
    local = at.astimezone(LOCAL)
    if (local.hour, local.minute) == (0, 0):
        return local - timedelta(minutes=1)
    return local


def say_day(moment: datetime | date, *, now: datetime | None = None) -> str:
    """Say a day with its weekday; the year only where it is not this one."""
    day = moment.astimezone(LOCAL).date() if isinstance(moment, datetime) else moment
    today = (now or get_now()).astimezone(LOCAL).date()
    words = {
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "week": _(WEEKDAYS[day.weekday()]),
        "name": f"{day:%b}",  # of the month, for languages that do not number months
    }
    if day.year == today.year:
        return _("{month}月{day}日{week}").format(**words)
    return _("{year}年{month}月{day}日").format(**words)


def say_full_day(moment: datetime | date) -> str:
    """Say a day with its year, as paper that is kept must."""
    day = moment.astimezone(LOCAL).date() if isinstance(moment, datetime) else moment
    words = {"year": day.year, "month": day.month, "day": day.day, "name": f"{day:%b}"}
    return _("{year}年{month}月{day}日").format(**words)


def say_short_day(moment: datetime | date, *, now: datetime | None = None) -> str:
    """Say a day in few signs, for a column."""
    day = moment.astimezone(LOCAL).date() if isinstance(moment, datetime) else moment
    today = (now or get_now()).astimezone(LOCAL).date()
    if day.year == today.year:
        return _("{month}月{day}日").format(month=day.month, day=day.day, name=f"{day:%b}")
    return f"{day.year}-{day.month:02}-{day.day:02}"


def say_plain_day(moment: datetime | date, *, now: datetime | None = None) -> str:
    """Say a day in a sentence: without its weekday, with its year where it is not this one."""
    day = moment.astimezone(LOCAL).date() if isinstance(moment, datetime) else moment
    today = (now or get_now()).astimezone(LOCAL).date()
    return say_short_day(day, now=now) if day.year == today.year else say_full_day(day)


def say_moment(moment: datetime, *, now: datetime | None = None) -> str:
    """Say a moment to the minute."""
    local = moment.astimezone(LOCAL)
    return _("{day} {time}").format(day=say_day(local, now=now), time=f"{local:%H:%M}")


def say_full_moment(moment: datetime) -> str:
    """Say a moment to the minute with its year, as paper that is kept must."""
    local = moment.astimezone(LOCAL)
    return _("{day} {time}").format(day=say_full_day(local), time=f"{local:%H:%M}")


SAID_OF_STATUS = {
    # The same words in Chinese are also verbs; other languages tell them apart.
    Status.PAUSED: pgettext_lazy("status", "暂缓"),
    Status.REOPENED: pgettext_lazy("status", "重新办理"),
}


def name_of_status(status: str) -> str:
    """Return the word of a status."""
    known = Status(status)
    return str(SAID_OF_STATUS[known]) if known in SAID_OF_STATUS else _(STATUS_ZH[known])
