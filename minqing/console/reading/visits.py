"""走访: who first in a caseload or village, a place in numbers, one household's contacts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from minqing.activities.public import (
    ActivitiesSection,
    find_kinds,
    list_of_household,
)
from minqing.console.deeds import HouseOptions
from minqing.duties.public import (
    STANDING_ZH,
    DutiesSection,
    Owing,
    PlaceRounds,
    Reason,
    Rounds,
    Standing,
    find_duties,
    find_own,
    find_variation,
    see_household,
    see_places,
    see_rounds,
)
from minqing.households.public import PRESENCE_ZH, Presence, count_caseload
from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day
from minqing.log.public import get_now, get_snapshot
from minqing.mechanisms.public import say_words
from minqing.org.public import VILLAGE_KINDS, Directory

TONES = {
    Standing.KEPT: "well",
    Standing.DUE: "soon",
    Standing.OVERDUE: "late",
    Standing.EXCUSED: "neutral",
    Standing.MISSED: "late",
}
QUIET = (Standing.KEPT, Standing.EXCUSED, None)
"""Of households to which nothing is owed now, where anything is owed at all."""

SHOWN = (Standing.OVERDUE, Standing.DUE, Standing.EXCUSED, Standing.KEPT)
CONTACTED = {
    Standing.KEPT: gettext_noop("已联系"),
    Standing.DUE: gettext_noop("待联系"),
    Standing.OVERDUE: gettext_noop("逾期未联系"),
}
"""Of away households, who are not walked to."""


def get_today() -> date:
    return local_day(get_now())


def say(word: Any) -> str:
    """Return a word of a pack in the reader's language."""
    return say_words(word.zh, word.en)


def say_standing(standing: Standing | None, presence: Presence) -> str:
    if standing is None:
        return _("不要求走访")
    if presence is Presence.AWAY and standing in CONTACTED:
        return _(CONTACTED[standing])
    return _(STANDING_ZH[standing])


def say_reason(reason: Reason, row: Owing) -> str:
    """Say why a household stands where it stands in the order."""
    days = reason.days
    match reason.code:
        case "promised":
            late = (
                ngettext("，已过{days}天", "，已过{days}天", days).format(days=days) if days else ""
            )
            return _("答应{day}再来").format(day=_day(row.promised)) + late
        case "overdue":
            return _("上一期没有联系上，还可以补")
        case "never":
            return _("还没有联系记录")
        case "neglected":
            return ngettext("已经{days}天没有联系", "已经{days}天没有联系", days).format(days=days)
        case "due":
            return (
                _("今天是本期最后一天")
                if days == 0
                else ngettext("本期还剩{days}天", "本期还剩{days}天", days).format(days=days)
            )
    return ""


def _day(day: date | None) -> str:
    return (
        _("{month}月{day}日").format(month=day.month, day=day.day, name=f"{day:%b}") if day else ""
    )


def say_last(last: date | None, today: date) -> str:
    """Say when somebody of the household was last spoken with."""
    if last is None:
        return ""
    days = (today - last).days
    if days == 0:
        return _("今天联系过")
    return ngettext("{day}联系过，{days}天前", "{day}联系过，{days}天前", days).format(
        day=_day(last), days=days
    )


def see_visits(viewer: Actor, asked: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the page 走访: a caseload or village by household, or a place in numbers."""
    directory, today = get_snapshot(Directory), get_today()
    post, unit = asked.get("post", ""), directory.current(asked.get("unit", ""))
    if not post and not unit and viewer.post and count_caseload(viewer, viewer.post):
        post = viewer.post
    if post:
        return _see_caseload(viewer, post, asked, today)
    unit = unit or viewer.unit or next(iter(viewer.units), "")
    if not directory.has(unit) or not directory.reaches(viewer, unit):
        unit = next((one for one in viewer.units if directory.has(one)), "")
        if asked.get("unit") or not unit:
            return None
    if directory.unit(unit).kind in VILLAGE_KINDS:
        return _see_village(viewer, unit, asked, today)
    return _see_numbers(viewer, unit, today)


def _see_caseload(
    viewer: Actor, post: str, asked: Mapping[str, str], today: date
) -> dict[str, Any] | None:
    directory = get_snapshot(Directory)
    if not directory.has_post(post):
        return None
    held = directory.post(post)
    if post != viewer.post and not directory.reaches(viewer, held.unit):
        return None
    rounds = see_rounds(viewer, post=post, today=today)
    return {
        **_show_rounds(viewer, rounds, held.unit, asked, today),
        "own": post == viewer.post,
        "post": held,
        "query": f"post={post}" if post != viewer.post else "",
    }


def _see_village(viewer: Actor, unit: str, asked: Mapping[str, str], today: date) -> dict[str, Any]:
    section, now = find_duties(unit), find_variation(unit)
    found = section.find_variation(now.code) if section else None
    return {
        **_show_rounds(viewer, see_rounds(viewer, unit=unit, today=today), unit, asked, today),
        "own": False,
        "query": f"unit={unit}",
        "varied": {
            "name": say(found),
            "does": say_words(found.does_zh, found.does_en),
            "since": now.since,
        } if found else None,
        "village": unit,
    }  # fmt: skip


def _show_rounds(
    viewer: Actor, rounds: Rounds, unit: str, asked: Mapping[str, str], today: date
) -> dict[str, Any]:
    directory = get_snapshot(Directory)
    kinds = find_kinds(viewer, unit)
    wanted = asked.get("standing", "")
    rows = [row for row in rounds.rows if not wanted or row.standing == wanted]
    return {
        "mode": "rounds",
        "today": today,
        "unit": directory.unit(unit),
        "above": directory.parent(unit) if directory.parent(unit) in _reached(viewer) else "",
        "rows": [_show_row(row, rounds.section, kinds, today) for row in rows],
        "tally": _tally(rounds.counts),
        "owed": rounds.owed,
        "total": len(rounds.rows),
        "missed": rounds.missed,
        "steered": rounds.section is not None,
        "wanted": wanted,
        "may_record": "ACTIVITY_RECORD" in viewer.permissions and kinds is not None,
    }


def _reached(viewer: Actor) -> set[str]:
    directory = get_snapshot(Directory)
    return {
        one
        for unit in viewer.units
        if directory.has(unit)
        for one in (unit, *directory.below(unit))
    }


def _tally(counts: Mapping[Standing, int]) -> list[dict[str, Any]]:
    return [
        {"code": str(one), "words": _(STANDING_ZH[one]), "count": counts.get(one, 0),
         "tone": TONES[one]}
        for one in SHOWN
    ]  # fmt: skip


def _show_row(
    row: Owing, section: DutiesSection | None, kinds: ActivitiesSection | None, today: date
) -> dict[str, Any]:
    view = row.household
    excuse = section.find_excuse(row.excuse) if section and row.excuse else None
    return {
        "view": view,
        "name": view.head.name or "—",
        "presence": _(PRESENCE_ZH[view.presence]),
        "standing": say_standing(row.standing, view.presence),
        "tone": TONES[row.standing] if row.standing else "neutral",
        "reason": say_reason(row.reason, row),
        "last": say_last(row.last, today),
        "excuse": say(excuse) if excuse else "",
        "until": row.excused_until,
        "buttons": _buttons(kinds, view.presence),
        "quiet": section is not None and row.standing in QUIET,
    }


def _buttons(kinds: ActivitiesSection | None, presence: Presence) -> list[dict[str, Any]]:
    """Return the ways to record, the usual one for this household first."""
    if kinds is None:
        return []
    listed = list(kinds.kinds)
    if presence is Presence.AWAY:  # calls before visits
        listed = [*listed[1:], listed[0]]
    return [
        {
            "words": say(kind),
            "results": [
                {"value": f"{kind.code}:{one.code}", "words": say(one), "contact": one.contact}
                for one in kind.results
            ],
        }
        for kind in listed
    ]


def _see_numbers(viewer: Actor, unit: str, today: date) -> dict[str, Any]:
    directory = get_snapshot(Directory)
    places = see_places(viewer, unit, today=today)
    section = find_duties(unit)
    parent = directory.parent(unit)
    return {
        "mode": "places",
        "today": today,
        "unit": directory.unit(unit),
        "above": parent if parent in _reached(viewer) else "",
        "places": [_show_place(directory, one, section) for one in places],
        "steered": section is not None,
        "heads": [_(STANDING_ZH[one]) for one in SHOWN],
        "tally": _tally({one: sum(p.counts.get(one, 0) for p in places) for one in SHOWN}),
        "owed": sum(one.owed for one in places),
        "total": sum(one.households for one in places),
        "missed": sum(one.missed for one in places),
    }


def _show_place(
    directory: Directory, place: PlaceRounds, section: DutiesSection | None
) -> dict[str, Any]:
    varied = section.find_variation(place.variation) if section else None
    return {
        "unit": directory.unit(place.unit),
        "households": place.households,
        "owed": place.owed,
        "cells": [
            {"head": _(STANDING_ZH[one]), "count": place.counts.get(one, 0), "late": one is Standing.OVERDUE}
            for one in SHOWN
        ],
        "missed": place.missed,
        "varied": say(varied) if varied else "",
    }  # fmt: skip


def see_own_rounds(viewer: Actor) -> dict[str, Any] | None:
    """Return what the viewer's own caseload owes, for 今日事项; None without households."""
    if not viewer.permissions & {"HOUSEHOLD_VIEW"}:
        return None
    own = find_own(viewer, today=get_today())
    return {"view": own, "waits": own.due + own.overdue} if own else None


def see_contacts(viewer: Actor, household: str) -> dict[str, Any] | None:
    """Return how the duties towards a household stand and what was done there, newest first."""
    today = get_today()
    row = see_household(viewer, household, today=today)
    if row is None:
        return None
    unit = row.household.unit
    kinds, section, directory = find_kinds(viewer, unit), find_duties(unit), get_snapshot(Directory)
    return {
        **_show_row(row, section, kinds, today),
        "owing": row,
        "records": [
            {
                "view": one,
                "words": say_did(kinds, one.kind, one.result),
                "who": directory.post(one.post).title if directory.has_post(one.post) else "",
            }
            for one in list_of_household(viewer, household)
        ],
        "duties": [
            {
                "words": say(duty),
                "window": owed.window,
                "standing": say_standing(owed.standing, row.household.presence),
                "tone": TONES[owed.standing],
                "late": owed.late,
            }
            for owed in row.owed
            for duty in (section.duties if section else ())
            if duty.code == owed.duty
        ],
    }


def say_did(kinds: ActivitiesSection | None, kind: str, result: str) -> str:
    """Say a kind with its result in the words of the pack; codes where it has none any more."""
    found = kinds.find_kind(kind) if kinds else None
    how = found.find_result(result) if found else None
    return f"{say(found)} · {say(how)}" if found and how else f"{kind} · {result}"


def list_visit_options(viewer: Actor, household: str, unit: str) -> HouseOptions:
    """Return what may be chosen in deeds on visits of a household."""
    kinds, section = find_kinds(viewer, unit), find_duties(unit)
    row = see_household(viewer, household, today=get_today()) if household else None
    excuse = section.find_excuse(row.excuse) if section and row and row.excuse else None
    own = [one for one in list_of_household(viewer, household) if one.own] if household else []
    return HouseOptions(
        activity_results=tuple(
            (f"{kind.code}:{one.code}", f"{say(kind)} · {say(one)}")
            for kind in (kinds.kinds if kinds else ())
            for one in kind.results
        ),
        own_activities=tuple(
            (one.id, f"{_day(one.on)} {say_did(kinds, one.kind, one.result)}") for one in own
        ),
        excuses=tuple((one.code, say(one)) for one in (section.excuses if section else ())),
        running_excuses=((row.excuse_id, say(excuse)),) if row and excuse else (),
        variations=tuple((one.code, say(one)) for one in (section.variations if section else ())),
    )
