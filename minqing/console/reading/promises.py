"""承诺台账: the ledger, one promise, what waits on 今日事项, the block on a matter's page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.cases import public as c
from minqing.console.deeds.of_promises import PromiseOptions
from minqing.console.reading.asked import read_page
from minqing.console.reading.lines import show_lines
from minqing.kernel.messages import Actor
from minqing.log.public import get_now, get_snapshot, make_frame
from minqing.mechanisms.public import say_words
from minqing.meetings.public import commitments as p
from minqing.org.public import Directory, get_role, say_title
from minqing.partnerships.public import Stage as ProjectStage
from minqing.partnerships.public import list_projects_of

TONES = {
    p.Line.RUNNING: "neutral", p.Line.RESCHEDULED: "soon", p.Line.OVERDUE: "late",
    p.Line.PARTLY: "soon", p.Line.KEPT: "well",
    p.Line.DROPPED: "neutral",
}  # fmt: skip
LINES = 100
"""Promises of one page of the ledger."""
VIEW_ZH = {
    "": gettext_noop("全部"),
    "mine": gettext_noop("本单位的"),
    "soon": gettext_noop("快到日子"),
    "overdue": gettext_noop("逾期未兑现"),
    "rescheduled": gettext_noop("改过期的"),
    "withheld": gettext_noop("不公开的"),
    "waiting": gettext_noop("等人确认公开"),
    "kept": gettext_noop("已了结"),
}


def show_promise_line(line: p.CommitmentLine) -> dict[str, Any]:
    return {
        "view": line,
        "word": _(p.LINE_ZH[line.line]),
        "tone": TONES[line.line],
        "category": say_words(line.category_zh, line.category_en),
    }


def _show(lines: Iterable[p.CommitmentLine]) -> list[dict[str, Any]]:
    return [show_promise_line(line) for line in lines]


def see_promises(viewer: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the ledger of what the viewer reaches, with the number of each view."""
    now, view = get_now(), asked.get("view", "")
    counts = p.count_views(viewer, now=now)
    wanted = p.CommitmentFilter(view=view if view in p.VIEWS else "")
    number = read_page(asked)
    skip = LINES * (number - 1)
    lines = p.list_commitments(viewer, wanted, now=now, most=LINES + 1, skip=skip)
    return {
        "rows": _show(lines[:LINES]),
        "view": wanted.view,
        "before": number - 1,
        "following": number + 1 if len(lines) > LINES else 0,
        "views": [
            (code, _(word), counts[code], code == wanted.view) for code, word in VIEW_ZH.items()
        ],
        "may_check": "CASE_SUPERVISE" in viewer.permissions,
        "may_make": "COMMITMENT_MAKE" in viewer.permissions,
    }


def list_promises_of_case(viewer: Actor, case: str) -> list[dict[str, Any]]:
    """Return what was promised about a matter, as far as the viewer reaches it."""
    return _show(p.list_of_subject(viewer, f"case:{case}", now=get_now()))


def list_promises_waiting(viewer: Actor) -> list[dict[str, Any]]:
    """Return what waits for the viewer, in groups; groups without anything are left out."""
    found = p.list_waiting(viewer, now=get_now())
    groups = (
        ("owed", _("承诺到了日子"), _("请报告进展、登记兑现，或说明并改期"), "mine", found.owed),
        (
            "clear",
            _("待确认公开的文字"),
            _("看清楚没有个人信息，再对外公开"),
            "waiting",
            found.to_clear,
        ),
        (
            "moderate",
            _("群众的评议"),
            _("遮去个人信息后公开，并作答复"),
            "waiting",
            found.to_moderate,
        ),
        (
            "visit",
            _("承诺兑现后待回访"),
            _("入户、座谈或问卷，问问管不管用"),
            "kept",
            found.to_visit,
        ),
    )
    return [
        {"key": key, "title": title, "what": what, "view": view, "rows": _show(lines)}
        for key, title, what, view, lines in groups
        if lines
    ]


def find_promise_page(viewer: Actor, commitment: str) -> dict[str, Any] | None:
    """Return one promise in reach with everything the page shows."""
    page = p.find_commitment(viewer, commitment, now=get_now())
    if page is None:
        return None
    cases = page.state.cases
    lines = show_lines(c.find_lines(viewer, cases, now=get_now())) if cases else []
    return {
        **show_promise_line(page.line),
        "page": page,
        "lines": lines,
        "steps": [_say_step(step) for step in page.steps],
        "progress": [_say_step(step) for step in page.progress],
        "words": [{"one": one, "title": _(one.zh)} for one in page.words],
        "to_clear": sum(not one.public for one in page.words),
        "comments": page.comments,
        "refused": {str(code): _(word) for code, word in p.REFUSED_ZH.items()},
        "reasons": [(str(code), _(word)) for code, word in p.REFUSED_ZH.items()],
        "clears": p.ClearWords.TYPE in page.acts,
    }


def _say_step(step: p.Step) -> dict[str, Any]:
    return {"title": _(step.zh), "at": step.at, "by": step.by, "said": step.said, "day": step.day}


# ---------------------------------------------------------------- what may be chosen
def list_promise_options(
    viewer: Actor, commitment: str = "", case: str = "", words: str = ""
) -> PromiseOptions:
    """Return the posts that may owe a promise, and for one promise what may show it.

    `words`: only posts in whose unit, title or name all of these stand; the only one is chosen.
    """
    directory = get_snapshot(Directory)
    page = p.find_commitment(viewer, commitment, now=get_now()) if commitment else None
    found = c.find_case(viewer, case, now=get_now()) if case else None
    defaults = {"receipt": found.line.receipt} if found is not None else {}
    owing = _narrow_owing(_list_owing(viewer, directory), words)
    posts = [post for group in owing for post, _label in group["options"]]
    if words and len(posts) == 1:
        defaults["post"] = posts[0]
    return PromiseOptions(
        owing=owing,
        evidences=_list_evidences(viewer, page.state) if page is not None else (),
        legal_classes=_list_classes(viewer, page.state) if page is not None else (),
        defaults=defaults,
    )


def _list_owing(viewer: Actor, directory: Directory) -> tuple[Any, ...]:
    """Return the posts that can keep a promise, by unit: own units, those right below."""
    own = [unit for unit in viewer.units if directory.has(unit)]
    units = dict.fromkeys([*own, *(child for unit in own for child in directory.children(unit))])
    groups = []
    for unit in units:
        posts = [directory.post(post) for post in directory.posts_at(unit)]
        pairs = tuple(
            (post.id, f"{say_title(post)} {post.person_name}".strip())
            for post in posts
            if "COMMITMENT_KEEP" in get_role(post.role).permissions
        )
        if pairs:
            groups.append({"group": directory.unit(unit).short_name, "options": pairs})
    return tuple(groups)


def count_owing(options: PromiseOptions) -> int:
    """Return how many posts a form of a promise offers."""
    groups: tuple[Any, ...] = options.owing
    return sum(len(group["options"]) for group in groups)


def _narrow_owing(groups: tuple[Any, ...], words: str) -> tuple[Any, ...]:
    """Return the groups and posts in which all of these words stand."""
    asked, found = words.split(), []
    for group in groups:
        options = tuple(
            one for one in group["options"]
            if all(word in f"{group['group']} {one[1]}" for word in asked)
        )  # fmt: skip
        if options:
            found.append({"group": group["group"], "options": options})
    return tuple(found)


def _list_evidences(viewer: Actor, state: p.CommitmentState) -> tuple[tuple[str, str], ...]:
    pairs = []
    for case in state.cases:
        found = c.find_case(viewer, case, now=get_now())
        if found is not None and found.state.result is not None:
            taken_back = found.state.result.outcome is c.Outcome.WITHDRAWN
            words = _("反映人已撤回本件") if taken_back else _("本件的办理结果")
            several = f" {found.line.receipt}" if len(state.cases) > 1 else ""
            pairs.append((f"case:{case}", words + several))
        for one in list_projects_of(viewer, case):
            if one.stage in (ProjectStage.BEGUN, ProjectStage.FINISHED):
                pairs.append((f"project:{one.id}", one.name))
    return tuple(dict.fromkeys(pairs))


def _list_classes(viewer: Actor, state: p.CommitmentState) -> tuple[tuple[str, str], ...]:
    section = p.find_section(state.unit, make_frame(viewer, get_now()))
    if section is None:
        return ()
    return tuple((one.code, say_words(one.zh, one.en)) for one in section.legal_classes)
