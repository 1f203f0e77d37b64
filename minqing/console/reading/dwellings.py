"""户情: lists by village or caseload, one household, everything held about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from msgspec.structs import replace

from minqing.cases import public as c
from minqing.console.deeds import HouseOptions
from minqing.console.reading.lines import show_lines
from minqing.console.reading.staff import name_post
from minqing.console.reading.visits import list_visit_options, see_contacts
from minqing.households.public import (
    PRESENCE_ZH,
    SUPPORT_ZH,
    HouseholdView,
    find_households,
    foresee_caseload,
    get_household,
    get_record,
    list_caseload_posts,
)
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.org.public import VILLAGE_KINDS, Directory, PostView, say_title

KEPT = (
    (gettext_noop("户主姓名、电话"), gettext_noop("加密保存；联系和告知用；可更正、可删除")),
    (gettext_noop("住址"), gettext_noop("加密保存；上门用；可更正、可删除")),
    (gettext_noop("人口、常住或外出、户的类别、村民小组"), gettext_noop("安排走访用；可更正")),
    (gettext_noop("包联岗位"), gettext_noop("说明由谁负责")),
    (gettext_noop("反映的事项"), gettext_noop("事项档案，按档案规定保存，不随户情删除")),
    (gettext_noop("操作记录"), gettext_noop("只有编号、时间和经办岗位，不含姓名、电话、住址")),
)
NOT_KEPT = gettext_noop("不记录收入、健康、信仰、政治态度、对人的评价，也不给户打分。")


def list_dwellings(viewer: Actor, asked: dict[str, str]) -> dict[str, Any] | None:
    """Return the households of a village or a caseload, with what narrows them."""
    directory = get_snapshot(Directory)
    unit = directory.current(asked.get("unit") or viewer.unit or next(iter(viewer.units), ""))
    if not directory.has(unit) or not directory.reaches(viewer, unit):
        return None
    post: str | None = "" if asked.get("without") else asked.get("post") or None
    narrow = directory.unit(unit).kind in VILLAGE_KINDS or bool(post)
    found = find_households(
        viewer,
        unit=unit,
        post=post,
        name=asked.get("name", "").strip(),
        presence=asked.get("presence", ""),
        support=asked.get("support", ""),
        limit=500,
    )
    return {
        "unit": directory.unit(unit),
        "unit_name": directory.full_name(unit),
        "narrow": narrow,
        "is_village": directory.unit(unit).kind in VILLAGE_KINDS,
        "rows": [_line(directory, row) for row in found],
        "asked": asked,
        "post": directory.post(post) if post and directory.has_post(post) else None,
        "children": [directory.unit(code) for code in directory.children(unit)],
        "presences": [(str(one), _(word)) for one, word in PRESENCE_ZH.items()],
        "supports": [(str(one), _(word)) for one, word in SUPPORT_ZH.items()],
    }


def _line(directory: Directory, row: HouseholdView) -> dict[str, Any]:
    held = directory.post(row.post) if directory.has_post(row.post) else None
    return {
        "view": row,
        "presence": _(PRESENCE_ZH[row.presence]),
        "support": _(SUPPORT_ZH[row.support]),
        "owner": f"{say_title(held)} {held.person_name}".strip() if held else "",
    }


def find_dwelling(viewer: Actor, household: str, *, now: datetime) -> dict[str, Any] | None:
    """Return one household in reach with its open matters and when it was last spoken with."""
    found = get_household(viewer, household)
    if found is None:
        return None
    directory = get_snapshot(Directory)
    held = directory.post(found.post) if directory.has_post(found.post) else None
    answering = directory.accountable(found.post) if held is not None else None
    sees_cases = "CASE_VIEW" in viewer.permissions
    return {
        "view": found,
        "unit_name": directory.full_name(found.unit),
        "presence": _(PRESENCE_ZH[found.presence]),
        "support": _(SUPPORT_ZH[found.support]),
        "owner": held,
        "answering": name_post(directory, answering or "") if answering != found.post else "",
        "cases": show_lines(c.list_of_household(viewer, household, now=now)),
        "sees_cases": sees_cases,
        "contacts": see_contacts(viewer, household),
        "last_contact": c.find_last_contact(viewer, household),
    }


def find_village(viewer: Actor, household: str) -> str | None:
    """Return the village of a household in reach, None when it is not to be seen."""
    found = get_household(viewer, household)
    return found.unit if found is not None else None


def list_dwelling_options(viewer: Actor, household: str, unit: str, now_post: str) -> HouseOptions:
    """Return what may be chosen in deeds on a household of this village."""
    directory = get_snapshot(Directory)
    posts = [directory.post(post) for post in list_caseload_posts(directory.current(unit))]
    return replace(
        list_visit_options(viewer, household, unit),
        caseload_posts=tuple(
            (post.id, _name_candidate(post)) for post in posts if post.id != now_post
        ),
    )


def _name_candidate(post: PostView) -> str:
    """Name a post that may take one more household, and what it would then have over the
    measure."""
    name = f"{say_title(post)} {post.person_name}".strip()
    found = foresee_caseload(post.id, more=1)
    if found is None:
        return name
    line, measure = found
    if line.verdict != "over":
        return _("{name}（现{count}户）").format(name=name, count=line.count - 1)
    return _("{name}（现{count}户，再包就超出每人{high}户）").format(
        name=name, count=line.count - 1, high=measure.high
    )


def list_kept(viewer: Actor, household: str, *, now: datetime) -> dict[str, Any] | None:
    """Return everything held about a household, to print for it; None when not to be seen.

    Whoever erases without seeing households gets the kinds of data and no name.
    """
    found = find_dwelling(viewer, household, now=now)
    record = get_record(viewer, household)
    if record is None:
        return None
    directory = get_snapshot(Directory)
    return {
        **(found or {}),
        "record": record,
        "unit_name": directory.full_name(record.unit) if directory.has(record.unit) else "",
        "kept": [(_(name), _(why)) for name, why in KEPT],
        "not_kept": _(NOT_KEPT),
    }
