"""Batches as the pages of 批量导入 show them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from msgspec.structs import replace

from minqing.console.forms import Choices, say_refusal
from minqing.imports import public as i
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.org.public import Directory

FATE_WORDS = {
    "accepted": gettext_noop("已收下"),
    "same_text": gettext_noop("已收下，与前面某行内容相同"),
    "already": gettext_noop("先前已导入"),
    "refused": gettext_noop("没有收下"),
    "undone": gettext_noop("已撤销"),
    "kept": gettext_noop("没有撤销，已有人办理"),
}
TRIED_WORDS = {
    "accepted": gettext_noop("可以导入"),
    "same_text": gettext_noop("可以导入，与前面某行内容相同"),
    "already": gettext_noop("先前已导入，不会重复"),
    "refused": gettext_noop("不能导入"),
}
TONES = {
    i.Status.UPLOADED: "neutral", i.Status.CHECKING: "neutral", i.Status.CHECKED: "soon",
    i.Status.IMPORTING: "neutral", i.Status.IMPORTED: "well", i.Status.UNDOING: "neutral",
    i.Status.UNDONE: "neutral", i.Status.CANCELLED: "neutral",
}  # fmt: skip
TRIED = frozenset({i.Status.UPLOADED, i.Status.CHECKING, i.Status.CHECKED})
TIMES: Choices = (
    ("", gettext_noop("年在最前，如 2026-01-31")),
    ("mdy", gettext_noop("月/日/年，如 01/31/2026")),
    ("dmy", gettext_noop("日/月/年，如 31/01/2026")),
)
TIME_FORMATS = {
    "mdy": ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%m/%d/%Y %I:%M:%S %p"),
    "dmy": ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%d/%m/%Y %I:%M:%S %p"),
}


PAGES = {
    i.Kind.CASES: "case", i.Kind.HISTORY: "case", i.Kind.HOUSEHOLDS: "household",
    i.Kind.POSTS: "post",
}  # fmt: skip
DATED = frozenset({i.Kind.CASES, i.Kind.HISTORY, i.Kind.POSTS, i.Kind.CALENDAR})
WILL = {
    i.Kind.CASES: gettext_noop("逐行导入。没有答复的事项从反映之日起计时。"),
    i.Kind.HISTORY: gettext_noop(
        "逐行记为历史数据，时间照原系统，不计时、不提醒、不通知反映人；保存期限从原办结之日算。"
    ),
    i.Kind.HOUSEHOLDS: gettext_noop("逐行登记为户。"),
    i.Kind.UNITS: gettext_noop("逐行设立单位，上级单位先于下级单位。"),
    i.Kind.POSTS: gettext_noop("逐行设置岗位，写了任职人的同时登记、任命。账号不在这里开设。"),
    i.Kind.CALENDAR: gettext_noop("整份装入。在办事项的时限随即按新的日历重算。"),
}
UNDOES = {
    i.Kind.CASES: gettext_noop("没有人动过的逐件撤回；已有人办理的留下并列出。"),
    i.Kind.HISTORY: gettext_noop("没有人动过的逐件撤回；已有人办理的留下并列出。"),
    i.Kind.HOUSEHOLDS: gettext_noop("没有人动过的逐户撤回；已有人更正的留下并列出。"),
    i.Kind.UNITS: gettext_noop(
        "下面没有单位和岗位、没有人动过的逐个撤销，代码不能再用；其余留下并列出。"
    ),
    i.Kind.POSTS: gettext_noop(
        "没有人动过、手里没有事项和包联户的逐个撤回，随岗位登记的人员一并注销；其余留下并列出。"
    ),
    i.Kind.CALENDAR: gettext_noop("以后没有再装入过的，恢复装入以前的日历；否则留下。"),
}
DAY_WORDS = {
    "workday": gettext_noop("上班"), "day_off": gettext_noop("休息"),
    "unknown": gettext_noop("没有日历"),
}  # fmt: skip
DAYS_SHOWN = 60


def list_kinds(viewer: Actor) -> list[tuple[str, str]]:
    """Return what the viewer may bring in."""
    return [(str(kind), _(i.KIND_ZH[kind])) for kind in i.list_kinds(viewer)]


def list_import_units(viewer: Actor) -> list[tuple[str, str]]:
    """Return the units that rows may go to: the viewer's own and those right below."""
    directory = get_snapshot(Directory)
    roots = [unit for unit in dict.fromkeys((viewer.unit, *viewer.units)) if directory.has(unit)]
    codes = [code for root in roots for code in (root, *directory.children(root))]
    return [(code, directory.unit(code).name) for code in dict.fromkeys(codes)]


def list_imports(viewer: Actor) -> dict[str, Any]:
    """Return the newest batches in reach, and what a new one may be."""
    return {
        "batches": [_summary(view) for view in i.list_batches(viewer)],
        "kinds": list_kinds(viewer),
        "units": list_import_units(viewer),
        "saved": [one for kind in i.list_kinds(viewer) for one in i.list_saved(kind)],
    }


def _summary(view: i.BatchView) -> dict[str, Any]:
    status = view.state.status
    return {
        "view": view,
        "kind": _(i.KIND_ZH[view.state.kind]),
        "status": _(i.STATUS_ZH[status]),
        "tone": TONES[status],
    }


def find_import(viewer: Actor, batch: str, *, fate: str = "", after: int = 0) -> Any:
    """Return everything the page of a batch shows, None when there is none in reach."""
    view = i.find_batch(viewer, batch)
    if view is None:
        return None
    status = view.state.status
    counts = i.count_results(view)
    shown = fate if fate in counts else next((name for name in i.FATES if counts[name]), "")
    rows = i.list_results(view, shown, after) if shown else []
    words = TRIED_WORDS if status in TRIED else FATE_WORDS
    return {
        **_summary(view),
        "state": view.state,
        "stage": str(status),
        "running": status in i.RUNNING,
        "tried": status in TRIED,
        "progress": _show_progress(view),
        "counts": view.state.counts,
        "tabs": [
            {"fate": name, "words": _(words[name]), "count": count, "current": name == shown}
            for name, count in counts.items()
            if count
        ],
        "rows": [
            {
                "row": row,
                "said": say_refusal(row.refusal) if row.refusal else "",
                "link": _link(view.state.kind, row.subject),
            }
            for row in rows
        ],
        "more": rows[-1].row if len(rows) == i.SHOWN else 0,
        "fate": shown,
        "kept_days": i.KEPT_FOR.days,
        "is_case": view.state.kind in (i.Kind.CASES, i.Kind.HISTORY),
        "is_history": view.state.kind is i.Kind.HISTORY,
        "has_days": view.state.kind in DATED,
        "will": _(WILL[view.state.kind]),
        "undoes": _(UNDOES[view.state.kind]),
        **_see_days(viewer, view),
    }


def _link(kind: i.Kind, subject: str) -> str:
    """Return the address of what a row made, "" where there is none."""
    if not subject or kind is i.Kind.CALENDAR:
        return ""
    if kind is i.Kind.UNITS:
        return reverse("console:units") + f"?unit={subject}"
    return reverse(f"console:{PAGES[kind]}", args=[subject])


def _see_days(viewer: Actor, view: i.BatchView) -> dict[str, Any]:
    """Return the days that a calendar would keep otherwise, before it is loaded."""
    if view.state.kind is not i.Kind.CALENDAR or view.state.status is not i.Status.CHECKED:
        return {}
    if not view.own:
        return {}
    try:
        days = i.list_calendar_changes(view)
        moving = i.find_moved_deadlines(viewer, view)
    except i.FileRefused:
        return {}
    return {
        "moving": moving,
        "moving_days": moving.days[:DAYS_SHOWN],
        "days_changed": len(days),
        "days": [
            {
                "day": one.day,
                "was": _(DAY_WORDS[one.was]),
                "now": _(DAY_WORDS[one.now]),
                "name": one.name,
            }
            for one in days[:DAYS_SHOWN]
        ],
    }


def _show_progress(view: i.BatchView) -> dict[str, Any] | None:
    found = view.progress
    if found is None:
        return None
    done = found.accepted + found.already + found.refused + found.kept
    return {
        "done": done,
        "total": max(found.total, done),
        "accepted": found.accepted,
        "already": found.already,
        "refused": found.refused,
        "kept": found.kept,
        "trouble": found.trouble,
    }


def see_columns(viewer: Actor, batch: str, *, sheet: str = "", heading: int = 0) -> Any:
    """Return the top of a batch's file with what each column is taken for; None when the
    viewer's post did not bring it. Raises FileRefused."""
    view = i.find_batch(viewer, batch)
    if view is None or not view.own:
        return None
    found = i.preview_file(view, sheet=sheet, heading=heading)
    kind = view.state.kind
    needed = i.REQUIRED_OF[kind]
    known = found.mapping.time_formats if found.mapping else view.state.time_formats
    times = next((key for key, formats in TIME_FORMATS.items() if formats == known), "")
    return {
        "top": found,
        "columns": [
            {
                "column": column,
                "letter": i.name_cell(0, column.number)[:-1],
                "sample": [cell for cell in column.cells if cell.strip()][:3],
            }
            for column in found.columns
        ],
        "fields": [
            (str(field), _(i.FIELD_ZH[field]), field in needed) for field in i.list_fields(kind)
        ],
        "times": [(key, _(words)) for key, words in TIMES],
        "time": times,
        "source": view.state.source or (found.mapping.source if found.mapping else ""),
    }


def show_choices(seen: Any, chosen: i.MapColumns, *, remember: bool) -> Any:
    """Return a view of the columns with what was chosen by hand in place of what is guessed."""
    fields = {one.column: str(one.field) for one in chosen.columns}
    columns = [
        {**one, "column": replace(one["column"], field=fields.get(one["column"].number, ""))}
        for one in seen["columns"]
    ]
    formats = chosen.time_formats
    time = next((key for key, known in TIME_FORMATS.items() if known == formats), "")
    return {
        **seen, "columns": columns, "time": time, "source": chosen.source, "forget": not remember,
    }  # fmt: skip


def write_blank(kind: i.Kind) -> bytes:
    """Return an empty workbook with the headings that such a file may have, needed ones first."""
    fields = sorted(i.list_fields(kind), key=lambda one: one not in i.REQUIRED_OF[kind])
    return i.write_workbook([[i.FIELD_ZH[one] for one in fields]], sheet=_(i.KIND_ZH[kind]))


def write_answers(viewer: Actor, batch: str) -> bytes | None:
    """Return the file's rows with their answers as a workbook; None when they are not the
    viewer's to see. Raises FileRefused when the file is gone."""
    view = i.find_batch(viewer, batch)
    if view is None or not view.own:
        return None
    return i.write_workbook(_list_answers(view), sheet=_("逐行结果"))


def _list_answers(view: i.BatchView) -> Iterator[tuple[str, ...]]:
    tried = view.state.status in TRIED
    words = TRIED_WORDS if tried else FATE_WORDS
    for raw, found in i.iterate_answers(view):
        if raw.number == view.state.heading:
            titles = (_("结果"), _("说明"), _("原位置"), _("受理编号"))
            yield (*raw.cells, *titles)
        elif found is None:
            yield (*raw.cells, _(words["accepted"]) if tried else "", "", "", "")
        else:
            said = say_refusal(found.refusal) if found.refusal else ""
            yield (*raw.cells, _(words[found.fate]), said, found.place, found.receipt)
