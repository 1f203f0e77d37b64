"""办理情况: found and how it was settled, by place and period, each number opening its rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.cases import public as c
from minqing.console.forms import DATE_WRONG
from minqing.console.reading.lines import show_lines
from minqing.kernel.messages import Actor
from minqing.kernel.periods import DayPeriod, local_day, month_of, quarter_of, read_day, year_of
from minqing.log.public import get_now, get_snapshot
from minqing.mechanisms.public import Packs, say_words
from minqing.org.public import Directory

MODES = {
    "on_the_spot": gettext_noop("现场办结"),
    "agent": gettext_noop("代办办结"),
    "joint": gettext_noop("联动办结"),
}
APART = {
    "anonymous": gettext_noop("匿名反映"),
    "not_accepted": gettext_noop("不予受理"),
    "passed_on": gettext_noop("转有权机关"),
    "withdrawn": gettext_noop("反映人撤回"),
    "history": gettext_noop("历史数据"),
}
WORDS = {
    **MODES, **APART,
    "found": gettext_noop("梳理"),
    "in_progress": gettext_noop("正在落实"),
    "planned": gettext_noop("其中挂账"),
}  # fmt: skip
FROM_AFTER_UNTIL = gettext_noop("不能统计：起始日期不在终止日期以前。请改正日期。")


def read_period(asked: Mapping[str, str], today: date) -> tuple[DayPeriod, str]:
    """Return the half-open period asked for, and what is wrong with it (then this year)."""
    usual = DayPeriod(year_of(today).start, year_of(today).end)
    start, end = asked.get("from", ""), asked.get("until", "")
    if not start and not end:
        return usual, ""
    first = read_day(start) if start else date(2000, 1, 1)
    last = read_day(end) if end else usual.end
    if first is None or last is None:
        return usual, str(DATE_WRONG).format(label=_("起止日期"))
    if not first < last:
        return usual, _(FROM_AFTER_UNTIL)
    return DayPeriod(first, last), ""


def see_results(viewer: Actor, asked: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the page 办理情况; None for a place out of reach."""
    directory, today = get_snapshot(Directory), local_day(get_now())
    unit = directory.current(asked.get("unit", "")) or find_own_place(viewer)
    period, fault = read_period(asked, today)
    found = c.see_results(viewer, unit, period)
    if found is None:
        return None
    parent = directory.parent(unit)
    above = parent if parent and directory.reaches(viewer, parent) else ""
    return {
        "unit": directory.unit(unit),
        "above": above,
        "period": period,
        "fault": fault,
        "whole": _show(directory, found.whole, period),
        "below": [_show(directory, one, period) for one in found.below],
        "levels": _show_levels(found, unit, period),
        "presets": _presets(unit, period, today, c.find_year_before(viewer, unit, period.start)),
        "query": _query(period),
        "now": get_now(),
    }


def tabulate_results(viewer: Actor, asked: Mapping[str, str]) -> list[list[object]] | None:
    """Return the numbers of a place and of those right below it as rows, the heads first: what
    was raised in the period, and what each level solved of it (WDM-25, WDM-27)."""
    directory, today = get_snapshot(Directory), local_day(get_now())
    unit = directory.current(asked.get("unit", "")) or find_own_place(viewer)
    period, _fault = read_period(asked, today)
    found = c.see_results(viewer, unit, period)
    if found is None:
        return None
    levels = [one.level for one in found.levels]
    parts = ("found", *MODES, "in_progress")
    heads: list[object] = [_("地方"), *(_(WORDS[name]) for name in parts)]
    heads += [_("{level}办结").format(level=say_words(one.zh, one.en)) for one in levels]
    places = [(found.whole, found.levels)]
    places += [(one, found.levels_below.get(one.unit, ())) for one in found.below]
    rows = [heads]
    for one, own in places:
        settled = {each.level.code: each.settled for each in own}
        numbers = [one.found, *(one.count(mode) for mode in MODES), one.in_progress]
        by_level = [settled.get(level.code, 0) for level in levels]
        rows.append([directory.unit(one.unit).name, *numbers, *by_level])
    return rows


def _show_levels(found: c.Place, unit: str, period: DayPeriod) -> dict[str, Any]:
    """Return what each level settled, by outcome, with the rows behind each number."""
    url = (
        f"{reverse('console:result-rows')}?unit={unit}&{_query(period)}&cell={c.RESULTS_BY_LEVEL}."
    )

    def cell(level: str, outcome: str, words: str, count: int) -> dict[str, Any]:
        name = f"{level}.{outcome}" if outcome else level
        return {"words": words, "count": count, "url": url + name}

    return {
        "outcomes": [_(c.OUTCOME_ZH[outcome]) for outcome in c.SETTLED],
        "rows": [
            {
                "words": say_words(one.level.zh, one.level.en),
                "total": cell(one.level.code, "", _("合计"), one.settled),
                "cells": [
                    cell(one.level.code, outcome, _(c.OUTCOME_ZH[outcome]), one.by.get(outcome, 0))
                    for outcome in c.SETTLED
                ],
            }
            for one in found.levels
        ],
    }


def find_own_place(viewer: Actor) -> str:
    """Return the widest place in the viewer's reach, else his own unit."""
    directory = get_snapshot(Directory)
    units = [one for one in (*viewer.units, viewer.unit) if directory.has(one)]
    return min(units, key=lambda one: (directory.unit(one).level, one), default="")


def _query(period: DayPeriod) -> str:
    return urlencode({"from": period.start.isoformat(), "until": period.end.isoformat()})


def _presets(unit: str, period: DayPeriod, today: date, before: int | None) -> list[dict[str, Any]]:
    """`before`: the last year before the period in which something was raised."""
    this = month_of(today)
    listed = [
        (_("上月"), month_of(this.start - timedelta(days=1))), (_("本月"), this),
        (_("本季度"), quarter_of(today)), (_("今年"), year_of(today)),
    ]  # fmt: skip
    if before is not None:
        listed.append((_("{year}年").format(year=before), year_of(date(before, 1, 1))))
    return [
        {"words": words, "query": f"unit={unit}&{_query(one)}", "current": one == period}
        for words, one in listed
    ]


def _show(directory: Directory, one: c.Results, period: DayPeriod) -> dict[str, Any]:
    query = _query(period)

    def cell(name: str, count: int) -> dict[str, Any]:
        url = f"{reverse('console:result-rows')}?unit={one.unit}&{query}&cell={name}"
        return {"name": name, "words": _(WORDS[name.partition(".")[0]]), "count": count, "url": url}

    outcomes = [
        {
            "words": _(c.OUTCOME_ZH[outcome]),
            "cells": [
                cell(f"{mode}.{outcome}", one.by.get((mode, str(outcome)), 0)) for mode in MODES
            ],
            "total": sum(one.by.get((mode, str(outcome)), 0) for mode in MODES),
        }
        for outcome in c.SETTLED
    ]
    return {
        "unit": directory.unit(one.unit) if directory.has(one.unit) else None,
        "found": cell("found", one.found),
        "modes": [cell(mode, one.count(mode)) for mode in MODES],
        "in_progress": cell("in_progress", one.in_progress),
        "planned": cell("planned", one.planned),
        "apart": [cell(name, one.apart[name]) for name in APART],
        "outcomes": outcomes,
        "difference": one.difference,
    }


def list_result_rows(viewer: Actor, asked: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the rows behind one number, None for what is not one or out of reach."""
    directory, today = get_snapshot(Directory), local_day(get_now())
    unit = directory.current(asked.get("unit", "")) or find_own_place(viewer)
    name = asked.get("cell") or "found"
    mode, _sign, rest = name.partition(".")
    by_level = mode == c.RESULTS_BY_LEVEL
    level, _sign, outcome = rest.partition(".") if by_level else ("", "", rest)
    known = bool(level) if by_level else mode in WORDS
    if not known or (outcome and outcome not in {str(o) for o in c.SETTLED}):
        return None
    period, _fault = read_period(asked, today)
    after = asked.get("after", "")[:60]
    found = c.list_results(viewer, unit, period, name, now=get_now(), after=after)
    if found is None:
        return None
    title = _("{level}办结").format(level=_name_level(unit, level)) if level else _(WORDS[mode])
    if outcome:
        title += " · " + _(c.OUTCOME_ZH[c.Outcome(outcome)])
    query = f"unit={unit}&{_query(period)}"
    return {
        "title": title,
        "unit": directory.unit(unit),
        "period": period,
        "lines": show_lines(found.lines),
        "count": found.count,
        "back": query,
        "first": f"{query}&cell={name}" if after else "",
        "next": f"{query}&cell={name}&after={found.after}" if found.after else "",
    }


def _name_level(unit: str, code: str) -> str:
    """Return the words of a level: those of the place's own mechanism first."""
    directory, packs = get_snapshot(Directory), get_snapshot(Packs)
    own = packs.for_unit(directory.path(unit), directory.banner_of(unit), section="cases")
    for pack in (*((own,) if own else ()), *packs.all()):
        for level in c.list_levels(pack):
            if level.code == code:
                return say_words(level.zh, level.en)
    return code
