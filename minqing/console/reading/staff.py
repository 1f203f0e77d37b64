"""Units, posts and people as their pages show them, and what may be chosen in their deeds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.console.deeds import HouseOptions
from minqing.console.forms import Choices
from minqing.console.reading.house import UNIT_KINDS
from minqing.console.reading.signing import describe_ways
from minqing.console.reading.teams import (
    list_lead_posts,
    list_teams_at,
    name_person,
    name_post,
    say_word,
    show_team,
)
from minqing.console.reading.viewer import name_role
from minqing.households.public import count_caseload
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, get_states
from minqing.mechanisms.public import CAPABILITIES, find_screen, say_words
from minqing.org.public import (
    GRANTABLE,
    LEVEL_OF_KIND,
    PERMISSIONS,
    ROLES,
    TOWN_KINDS,
    VILLAGE_KINDS,
    Axis,
    Directory,
    PostView,
    StationingSection,
    UnitKind,
    UnitView,
    find_people,
    find_person,
    find_stationing,
    list_candidates,
    list_careers,
    list_hand_overs,
    list_remits,
    list_tenures,
    list_units,
    see_staffing,
)

POSTING_WORDS = {
    "reserve": gettext_noop("后备干部"),
    "town": gettext_noop("苏木镇下派"),
    "department": gettext_noop("旗直部门选派"),
}


# ---------------------------------------------------------------- units
def find_unit_page(viewer: Actor, code: str, *, today: date) -> dict[str, Any] | None:
    """Return everything on one unit in reach: posts, units below, staffing, teams, papers."""
    directory = get_snapshot(Directory)
    code = code or viewer.unit or next(iter(viewer.units), "")
    if not directory.has(code) or not directory.reaches(viewer, code):
        return None
    unit = directory.unit(code)
    staffing = see_staffing(viewer, code, today=today)
    section = staffing.section if staffing else None
    return {
        "unit": unit,
        "kind_words": _(UNIT_KINDS[unit.kind]),
        "is_village": unit.kind in VILLAGE_KINDS,
        "current": directory.unit(directory.current(code)),
        "trail": [directory.unit(one) for one in directory.path(code)[:-1]
                  if directory.reaches(viewer, one)],
        "posts": [show_post(directory, directory.post(p)) for p in directory.posts_at(code)],
        "children": [show_child(directory, child) for child in list_units(viewer, code)],
        "joined": [directory.unit(old) for old in directory.joined(code)],
        "staffing": staffing,
        "shares": [_show_share(share, section) for share in staffing.shares] if staffing else [],
        "lacking": _list_lacking(staffing),
        "endings": [
            {"post": show_post(directory, one.post), "until": one.until, "over": one.over}
            for one in (staffing.endings if staffing else ())
        ],
        "teams": [show_team(directory, team, section) for team in list_teams_at(directory, code)],
        "remits": _show_remits(directory, list_remits(viewer, code), section),
        "section": section,
    }  # fmt: skip


def show_post(directory: Directory, post: PostView) -> dict[str, Any]:
    """Return a post as lists show it; a vacant one says who answers."""
    answering = directory.accountable(post.id) if not post.person else None
    posting = post.posting
    origin = ""
    if posting is not None and directory.has(posting.origin):
        origin = directory.unit(posting.origin).short_name
    return {
        "view": post,
        "unit_name": directory.unit(post.unit).short_name,
        "role": name_role(post.role),
        "answering": name_post(directory, answering or ""),
        "posting": _(POSTING_WORDS[posting.kind]) if posting else "",
        "origin": origin,
        "households": 0,
    }


def show_child(directory: Directory, unit: UnitView) -> dict[str, Any]:
    posts = [directory.post(post) for post in directory.posts_at(unit.code)]
    return {
        "unit": unit,
        "kind_words": _(UNIT_KINDS[unit.kind]),
        "posts": len(posts),
        "vacant": sum(not post.person for post in posts),
        "below": len(directory.children(unit.code)),
    }


def _show_share(share: Any, section: StationingSection | None) -> dict[str, Any]:
    percent = round(100 * share.stationed / share.strength) if share.strength else None
    wanted = round(100 * section.share.share) if section else 0
    return {"view": share, "percent": percent, "wanted": wanted}


def _list_lacking(staffing: Any) -> dict[str, list[UnitView]]:
    """Return villages without a reserve cadre, and without a group."""
    directory = get_snapshot(Directory)
    villages = staffing.villages if staffing else ()
    peopled = [v for v in villages if directory.posts_at(v.unit)]
    return {
        "reserve": [directory.unit(v.unit) for v in peopled if v.reserves < v.reserves_wanted],
        "group": [directory.unit(v.unit) for v in peopled if v.group is None],
    }


def _show_remits(
    directory: Directory, rows: Sequence[Any], section: StationingSection | None
) -> list[dict[str, Any]]:
    papers = get_states(f"remit:{row.id}" for row in rows)
    return [_show_remit(directory, row, papers[f"remit:{row.id}"], section) for row in rows]


def _show_remit(
    directory: Directory, row: Any, paper: Any, section: StationingSection | None
) -> dict[str, Any]:
    levels = {level.code: say_word(level) for level in section.remits.levels} if section else {}
    heads = {part.code: say_word(part) for part in section.remits.parts} if section else {}
    return {
        "row": row,
        "level": levels.get(row.level, row.level),
        "parts": [(heads.get(one.code, one.code), one.words) for one in paper.parts],
        "unit_name": directory.unit(row.unit).short_name,
    }


def list_unit_options(viewer: Actor, code: str) -> HouseOptions:
    """Return what may be chosen in deeds on a unit."""
    directory = get_snapshot(Directory)
    unit = directory.unit(code)
    reached = [u for u in directory.units() if directory.reaches(viewer, u.code)]
    found = find_stationing(code)
    section = found[1] if found else None
    return HouseOptions(
        roles=tuple((r.code, name_role(r.code)) for r in ROLES.values() if r.held_by_post),
        unit_kinds=tuple((str(kind), _(UNIT_KINDS[kind])) for kind in list_kinds_below(unit)),
        parents=_names(directory, (
            u for u in reached
            if u.axis is unit.axis and u.level < unit.level and u.code != unit.parent
        )),
        peers=_names(directory, (
            u for u in reached
            if (u.axis, u.level) == (unit.axis, unit.level) and u.code != code
        )),
        receivers=_names(directory, sorted(
            (u for u in reached if _may_receive(unit, u)),
            key=lambda u: (u.code != unit.parent, u.parent != unit.parent, u.level, u.code),
        )),
        villages=_names(directory, (u for u in reached if u.kind in VILLAGE_KINDS)),
        leaders=list_lead_posts(directory, directory.path(code)),
        deputies=list_lead_posts(directory, (code,)),
        team_kinds=tuple((t.code, say_word(t)) for t in section.teams) if section else (),
        remit_levels=(
            tuple((level.code, say_word(level)) for level in section.remits.levels)
            if section else ()
        ),
        own_remits=tuple(
            (row.id, f"《{row.title}》") for row in list_remits(viewer, code) if row.unit == code
        ),
        defaults={
            "name": unit.name,
            "short_name": unit.short_name,
            "code": _propose_code(directory, code),
            "receiver": unit.parent or "",
        },
    )  # fmt: skip


def list_kinds_below(unit: UnitView) -> tuple[UnitKind, ...]:
    """Return what may be established right below a unit: the next level, departments, others."""
    if unit.axis is not Axis.PLACE:
        return (UnitKind.DEPARTMENT, UnitKind.OTHER)
    places = [kind for kind, level in LEVEL_OF_KIND.items() if level == unit.level + 1]
    return (*places, UnitKind.DEPARTMENT, UnitKind.OTHER)


def _may_receive(unit: UnitView, other: UnitView) -> bool:
    """Return whether the other may take over a unit that is closed; the rule decides."""
    fits = other.axis is unit.axis or unit.axis is not Axis.PLACE
    return fits and other.level <= unit.level and other.code != unit.code


def _propose_code(directory: Directory, parent: str) -> str:
    """Return the first free number below a unit, for one that has no statistical code yet."""
    numbers = (f"{parent}-{number:02d}" for number in range(1, 1000))
    return next(code for code in numbers if not directory.has(code))


def _names(directory: Directory, units: Any) -> Choices:
    return tuple((unit.code, directory.full_name(unit.code)) for unit in units)


# ---------------------------------------------------------------- posts
def find_post_page(viewer: Actor, post: str) -> dict[str, Any] | None:
    """Return everything on one post in reach."""
    directory = get_snapshot(Directory)
    if not directory.has_post(post) or not directory.reaches(viewer, directory.post(post).unit):
        return None
    held = directory.post(post)
    found = find_stationing(held.unit)
    section = found[1] if found else None
    stationed = held.posting is not None and section is not None
    return {
        "post": show_post(directory, held),
        "unit": directory.unit(held.unit),
        "unit_name": directory.full_name(held.unit),
        "permissions": list_permissions(held.role),
        "grants": [
            {"words": _(PERMISSIONS[g.permission]), "until": g.until, "reason": g.reason}
            for g in held.grants
        ],
        "reach": [directory.full_name(unit) for unit in held.reach if directory.has(unit)],
        "answers_to": [name_role(role) for role in ROLES[held.role].answers_to],
        "tenures": [
            {"name": directory.person_name(t.person), "row": t}
            for t in list_tenures(viewer, post)
        ],
        "households": count_caseload(viewer, post),
        "duty_roles": _show_duty_roles(section) if stationed else [],
    }  # fmt: skip


def _show_duty_roles(section: StationingSection | None) -> list[dict[str, Any]]:
    """Return each of the roles that everybody stationed has, with the pages it works on."""
    return [
        {
            "name": say_word(role),
            "does": say_words(role.does_zh, role.does_en),
            "pages": [_show_page(name) for name in role.works_with if find_screen(name)],
        }
        for role in (section.duty_roles.roles if section else ())
    ]


def _show_page(name: str) -> dict[str, str]:
    found = CAPABILITIES[name]
    words = say_words(found.name_zh, found.name_en)
    return {"words": words, "url": reverse(find_screen(name))}


def list_permissions(role: str) -> list[str]:
    """Return what a role may do, in words, in the order of the table."""
    held = ROLES[role].permissions
    return [_(words) for name, words in PERMISSIONS.items() if name in held]


def list_post_options(viewer: Actor, post: str) -> HouseOptions:
    """Return what may be chosen in deeds on a post: people, origins, permissions."""
    directory = get_snapshot(Directory)
    held = directory.post(post)
    people = [one for one in list_candidates(viewer, held.unit) if one.id != held.person]
    role = ROLES[held.role].permissions
    return HouseOptions(
        persons=tuple((one.id, name_person(directory, one)) for one in people),
        origins=list_origins(viewer),
        grantable=tuple(
            (name, _(words))
            for name, words in PERMISSIONS.items()
            if name in GRANTABLE and name not in role
        ),
        granted=tuple((g.permission, _(PERMISSIONS[g.permission])) for g in held.grants),
    )


ORIGIN_KINDS = TOWN_KINDS | {UnitKind.DEPARTMENT, UnitKind.BANNER} | VILLAGE_KINDS


def list_origins(viewer: Actor) -> Choices:
    """Return the units in reach on whose strength somebody may be."""
    directory = get_snapshot(Directory)
    return tuple(
        (unit.code, directory.full_name(unit.code))
        for unit in sorted(directory.units(), key=lambda one: (one.level, one.code))
        if unit.kind in ORIGIN_KINDS and directory.reaches(viewer, unit.code)
    )


# ---------------------------------------------------------------- people
def list_people(viewer: Actor, asked: dict[str, str]) -> dict[str, Any]:
    """Return the officials in reach by part of a name and unit."""
    directory = get_snapshot(Directory)
    unit = asked.get("unit", "")
    found = find_people(viewer, unit=unit if directory.has(unit) else "",
                        name=asked.get("name", "").strip())  # fmt: skip
    return {
        "rows": [_show_person(directory, one) for one in found],
        "asked": asked,
        "units": [pair for pair in list_origins(viewer) if len(pair[0]) < 12],
    }


def _show_person(directory: Directory, person: Any) -> dict[str, Any]:
    return {
        "view": person,
        "home": directory.unit(person.home).short_name if directory.has(person.home) else "",
        "posts": [name_post(directory, post.id).rsplit(" ", 1)[0] for post in person.posts],
    }


def find_person_page(viewer: Actor, person: str) -> dict[str, Any] | None:
    """Return one official in reach: posts now and before, account, hand-overs."""
    found = find_person(viewer, person)
    if found is None:
        return None
    directory = get_snapshot(Directory)
    return {
        "person": found,
        "home": directory.full_name(found.home) if directory.has(found.home) else "",
        "posts": [show_post(directory, post) for post in found.posts],
        "career": [
            {
                "title": directory.post(t.post).title if directory.has_post(t.post) else t.post,
                "unit": directory.full_name(directory.post(t.post).unit)
                if directory.has_post(t.post) else "",
                "row": t,
            }
            for t in list_careers(viewer, person)
        ],
        "hand_overs": [
            {
                "row": row,
                "giver": directory.person_name(row.giver),
                "taker": directory.person_name(row.taker),
            }
            for row in list_hand_overs(viewer, person)
        ],
        "is_self": viewer.person == person,
        "ways": describe_ways(viewer, person),
    }  # fmt: skip


def find_units_by_name(viewer: Actor, name: str) -> list[dict[str, Any]]:
    """Return units in reach that have or had a name, or whose name begins with it."""
    directory = get_snapshot(Directory)
    exact = directory.find_by_name(name)
    near = [u.code for u in directory.units() if name in u.name and u.code not in exact]
    found = [code for code in (*exact, *near) if directory.reaches(viewer, code)]
    return [
        {
            "unit": directory.unit(code),
            "full": directory.full_name(code),
            "former": _("曾用名：{names}").format(names=_("、").join(_list_former(directory, code)))
            if _list_former(directory, code) else "",
        }
        for code in found[:50]
    ]  # fmt: skip


def _list_former(directory: Directory, code: str) -> list[str]:
    own = [old.short_name for old in directory.unit(code).names]
    return own + [directory.unit(old).short_name for old in directory.joined(code)]
