"""Why a deadline falls where it falls, in one sentence.

The sentence is a Simplified Chinese template (a gettext msgid); its parameters are values or
`Clause`s, which are templates of their own. `str()` fills everything in Simplified Chinese;
`explain` does the same through a translator. Nothing is filled until somebody reads it:
deadlines are computed far more often than they are read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import msgspec

from minqing.kernel.calendar import EPOCH_ORDINAL, LOCAL, WorkCalendar

_START = "从{start.year}年{start.month}月{start.day}日{start:%H:%M}起"
_END = "至{last.year}年{last.month}月{last.day}日{closing}到期{provisional}。依据：{source}。"

SENTENCES = {
    (True, "next_day"): _START
    + "，当日不计，自次日起算{span}{skipped}{paused}{extended}{rolled}，"
    + _END,
    (True, "instant"): _START + "，当日计入，算{span}{skipped}{paused}{extended}{rolled}，" + _END,
    (False, "next_day"): _START + "，自次日零时起算{span}{skipped}{paused}{extended}，" + _END,
    (False, "instant"): _START + "，即时起算{span}{skipped}{paused}{extended}，" + _END,
}
"""By (counted in days or months, `starts` of the rule)."""

SPANS = {
    "minutes": "{amount}分钟",
    "hours": "{amount}小时",
    "working_hours": "{amount}个工作小时",
    "calendar_days": "{amount}天",
    "working_days": "{amount}个工作日",
    "months": "{amount}个月",
}
SKIPPED = "（跳过{rest}天休息日{holidays}{makeups}）"
SKIPPED_HOLIDAYS = "，含{names}"
SKIPPED_MAKEUPS = "；{count}天调休上班日照计"
PAUSED = "，其间暂缓{count}次共{length}，如数补回"
PAUSED_LENGTH = "{days}天{hours}小时{minutes}分"
EXTENDED = "，经批准延长{spans}"
ROLLED = "，末日{day.month}月{day.day}日为休息日，顺延至其后第一个工作日"
PROVISIONAL = "（{year}年放假安排尚未装入，按暂定日历计算）"
SOURCE_RULE = "规则{rule}"
SOURCE_OURS = "本平台设定，文件未作规定"
SEPARATOR = "、"

REMAINING = {
    "on_time": "剩余{length}",
    "soon": "即将到期，剩余{length}",
    "today": "今日到期",
    "late": "已逾期{length}",
    "paused": "暂缓中，恢复后剩余{length}",
}

HOLIDAY_NAMES = (
    "元旦",
    "春节",
    "清明节",
    "劳动节",
    "端午节",
    "中秋节",
    "国庆节",
    "抗战胜利纪念日",
)

MSGIDS = (
    *SENTENCES.values(),
    *SPANS.values(),
    *REMAINING.values(),
    *HOLIDAY_NAMES,
    SKIPPED,
    SKIPPED_HOLIDAYS,
    SKIPPED_MAKEUPS,
    PAUSED,
    PAUSED_LENGTH,
    EXTENDED,
    ROLLED,
    PROVISIONAL,
    SOURCE_RULE,
    SOURCE_OURS,
    SEPARATOR,
)
"""Every text of this module that a translation catalogue must hold."""

Translate = Callable[[str], str]


def _same(text: str) -> str:
    return text


class Clause(msgspec.Struct, frozen=True):
    """A part of a sentence: a template with parameters of its own."""

    template: str
    params: Mapping[str, Any] = {}

    def fill(self, translate: Translate) -> str:
        return fill(self.template, self.params, translate)

    def __str__(self) -> str:
        return self.fill(_same)


class Words(msgspec.Struct, frozen=True):
    """Words or clauses in a row, joined by the separator of the language."""

    items: tuple[str | Clause, ...]

    def fill(self, translate: Translate) -> str:
        filled = (i.fill(translate) if isinstance(i, Clause) else translate(i) for i in self.items)
        return translate(SEPARATOR).join(filled)

    def __str__(self) -> str:
        return self.fill(_same)


def fill(template: str, params: Mapping[str, Any], translate: Translate) -> str:
    """Translate the template, then its clauses, and fill it."""
    filled = {
        key: value.fill(translate) if isinstance(value, Clause | Words) else value
        for key, value in params.items()
    }
    return agree(translate(template).format_map(filled))


COUNTED = re.compile(r"\b(\d+)( [a-z ]*?)\(s\)")


def agree(text: str) -> str:
    """Let the words of a language that counts agree with their number: 1 day, 2 days.

    A catalogue writes "day(s)" where one sentence serves every number.
    """
    return COUNTED.sub(lambda one: one[1] + one[2] + ("" if one[1] == "1" else "s"), text)


def explain(due: Any, translate: Translate = _same) -> str:
    """Return the sentence of a `Due`, each part put through `translate` (gettext)."""
    return fill(due.sentence, due.params, translate)


class Counted(msgspec.Struct):
    """What a computation found, in day numbers and microseconds since EPOCH."""

    unit: str
    amount: int
    source: str
    started_at: datetime
    first: int
    last: int
    closing: int
    rolled_from: int | None
    pauses: Sequence[tuple[int, int]]
    extensions: Sequence[tuple[str, int]]
    calendar: WorkCalendar


def make_params(counted: Counted) -> dict[str, Any]:
    """Return the parameters of the sentence; the clauses that do not apply are empty."""
    calendar, day, rolled = counted.calendar, _date(counted.last), counted.rolled_from
    skips = counted.unit in _SKIPPING
    return {
        "start": counted.started_at.astimezone(LOCAL),
        "span": _span(counted.unit, counted.amount),
        "skipped": _skipped(calendar, counted.first, counted.last) if skips else "",
        "paused": _paused(counted.pauses) if counted.pauses else "",
        "extended": _extended(counted.extensions) if counted.extensions else "",
        "rolled": "" if rolled is None else Clause(ROLLED, {"day": _date(rolled)}),
        "last": day,
        "closing": _clock_time(counted.closing),
        "provisional": _provisional(calendar, day) if calendar.table.provisional else "",
        "source": _source(counted.source),
    }


_SKIPPING = frozenset({"working_days", "working_hours"})


def _date(day: int) -> date:
    return date.fromordinal(day + EPOCH_ORDINAL)


@lru_cache(maxsize=1024)
def _span(unit: str, amount: int) -> Clause:
    return Clause(SPANS[unit], {"amount": amount})


@lru_cache(maxsize=1440)
def _clock_time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@lru_cache(maxsize=1024)
def _source(source: str) -> Clause:
    return Clause(SOURCE_OURS) if source == "ours" else Clause(SOURCE_RULE, {"rule": source})


def _provisional(calendar: WorkCalendar, day: date) -> Clause | str:
    if not calendar.is_provisional(day):
        return ""
    return Clause(PROVISIONAL, {"year": day.year})


@lru_cache(maxsize=4096)
def _skipped(calendar: WorkCalendar, first: int, last: int) -> Clause | str:
    # Cached: thousands of matters start on the same few days.
    low, high = first - calendar.first, last + 1 - calendar.first
    rest = high - low - calendar.works_before[high] + calendar.works_before[low]
    if rest <= 0:
        return ""
    names = _between(calendar.holiday_offsets, low, high)
    makeups = _between(calendar.makeup_offsets, low, high)
    holidays: Clause | str = ""
    if names.start < names.stop:
        unique = tuple(dict.fromkeys(calendar.holiday_names[names]))
        holidays = Clause(SKIPPED_HOLIDAYS, {"names": Words(unique)})
    worked = makeups.stop - makeups.start
    made_up = Clause(SKIPPED_MAKEUPS, {"count": worked}) if worked else ""
    return Clause(SKIPPED, {"rest": rest, "holidays": holidays, "makeups": made_up})


def _between(offsets: list[int], low: int, high: int) -> slice:
    return slice(bisect_left(offsets, low), bisect_left(offsets, high))


def _paused(pauses: Sequence[tuple[int, int]]) -> Clause:
    minutes = sum(end - start for start, end in pauses) // 60_000_000
    days, rest = divmod(minutes, 1440)
    length = Clause(PAUSED_LENGTH, {"days": days, "hours": rest // 60, "minutes": rest % 60})
    return Clause(PAUSED, {"count": len(pauses), "length": length})


def _extended(extensions: Sequence[tuple[str, int]]) -> Clause:
    spans = tuple(_span(unit, amount) for unit, amount in extensions)
    return Clause(EXTENDED, {"spans": Words(spans)})


DAYS_FROM_HOURS = 72
"""Hours from which what is left is said in whole days. Source: ours."""


def describe_remaining(remaining: Any) -> Clause:
    """Return the words of a `Remaining`, as printed beside a matter (剩余3个工作日)."""
    unit, amount = remaining.unit, remaining.amount
    if unit == "hours" and amount >= DAYS_FROM_HOURS:
        unit, amount = "calendar_days", amount // 24  # nobody reckons in 458 hours
    length = _span(unit, amount)
    return Clause(REMAINING[remaining.state], {"length": length})
