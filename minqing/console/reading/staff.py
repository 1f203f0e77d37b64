"""Units, posts and people as their pages show them, and what may be chosen in their deeds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.cases import public as c
from minqing.console.deeds import HouseOptions
from minqing.console.forms import Choices
from minqing.console.reading.house import UNIT_KINDS
from minqing.console.reading.viewer import name_role
from minqing.households.public import count_caseload, count_households
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import CAPABILITIES, find_screen, say_words
from minqing.org.public import (
    GRANTABLE,
    PERMISSIONS,
    ROLES,
    TOWN_KINDS,
    VILLAGE_KINDS,
    Candidate,
    Directory,
    PostView,
    StationingSection,
    TeamView,
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


def say_word(word: Any) -> str:
    """Return the words of an entry of a pack in the reader's language."""
    return say_words(word.zh, word.en)


def name_post(directory: Directory, post: str) -> str:
    """Return unit, title and person of a post, in one line."""
    if not post or not directory.has_post(post):
        return ""
    held = directory.post(post)
    return f"{directory.unit(held.unit).short_name} {held.title} {held.person_name}".strip()


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
        "teams": [_show_team(directory, team, section) for team in _teams_at(directory, code)],
        "remits": [_show_remit(directory, row, section) for row in list_remits(viewer, code)],
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


def _teams_at(directory: Directory, code: str) -> list[TeamView]:
    own = list(directory.teams_of(code))
    return own + [t for t in directory.teams() if t.village == code and t not in own]


def _show_team(
    directory: Directory, team: TeamView, section: StationingSection | None
) -> dict[str, Any]:
    rule = section.find_team(team.kind) if section else None
    if rule is not None and rule.members == "stationed":
        posts = (directory.post(post) for post in directory.posts_at(team.unit))
        members = [post.person_name for post in posts if post.person and post.posting]
    else:
        members = [directory.person_name(person) for person in team.members]
    return {
        "view": team,
        "kind": say_word(rule) if rule else team.kind,
        "unit_name": directory.unit(team.unit).short_name,
        "village": directory.unit(team.village).short_name if team.village else "",
        "leader": name_post(directory, team.leader),
        "deputy": name_post(directory, team.deputy),
        "members": members,
    }


def _show_remit(
    directory: Directory, row: Any, section: StationingSection | None
) -> dict[str, Any]:
    levels = {level.code: say_word(level) for level in section.remits.levels} if section else {}
    return {
        "row": row,
        "level": levels.get(row.level, row.level),
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
        parents=_names(directory, (
            u for u in reached
            if u.axis is unit.axis and u.level < unit.level and u.code != unit.parent
        )),
        peers=_names(directory, (
            u for u in reached
            if (u.axis, u.level) == (unit.axis, unit.level) and u.code != code
        )),
        villages=_names(directory, (u for u in reached if u.kind in VILLAGE_KINDS)),
        leaders=_posts_on(directory, directory.path(code)),
        deputies=_posts_on(directory, (code,)),
        team_kinds=tuple((t.code, say_word(t)) for t in section.teams) if section else (),
        remit_levels=(
            tuple((level.code, say_word(level)) for level in section.remits.levels)
            if section else ()
        ),
        defaults={"name": unit.name, "short_name": unit.short_name},
    )  # fmt: skip


def _names(directory: Directory, units: Any) -> Choices:
    return tuple((unit.code, directory.full_name(unit.code)) for unit in units)


def _posts_on(directory: Directory, units: Any) -> Choices:
    return tuple(
        (post, name_post(directory, post))
        for code in units
        for post in directory.posts_at(code)
        if directory.post(post).person
    )


def preview_change(viewer: Actor, code: str, act: str, other: str) -> dict[str, Any] | None:
    """Return what moves with a unit, in numbers: posts, units, households, cases, who sees."""
    directory = get_snapshot(Directory)
    if not (directory.has(code) and directory.has(other)):
        return None
    if not (directory.reaches(viewer, code) and directory.reaches(viewer, other)):
        return None
    below = (code, *directory.below(code), *directory.joined(code))
    posts = [post for unit in below for post in directory.posts_at(unit)]
    cases = c.count_open(below)
    gaining, losing = _list_reach_changes(directory, code, act, other)
    return {
        "unit": directory.unit(code),
        "other": directory.unit(other),
        "act": act,
        "units": len(below) - 1 - len(directory.joined(code)),
        "posts": len(posts),
        "vacant": sum(not directory.post(post).person for post in posts),
        "households": count_households(below),
        "cases": cases,
        "gaining": [name_post(directory, post) for post in gaining],
        "losing": [name_post(directory, post) for post in losing],
        "shown_posts": " ".join(directory.posts_at(code)),
        "shown_units": " ".join(directory.children(code)),
    }


def _list_reach_changes(
    directory: Directory, code: str, act: str, other: str
) -> tuple[list[str], list[str]]:
    """Return filled posts that see the unit afterwards and not now, and the reverse.

    Moving changes which units stand above; a merger adds those who see the other unit.
    """
    before = set(directory.path(code)[:-1])
    after = set(directory.path(other))
    seen = {
        post.id: {directory.current(unit) for unit in (post.unit, *post.reach)}
        for post in directory.posts()
        if post.person
    }
    # a merger works both ways: who saw the one sees the other too
    wider = (after - before) | ({code} if act == "merge" else set())
    gaining = [post for post, units in seen.items() if units & wider]
    lost = before - after
    losing = [post for post, units in seen.items() if units & lost and not units & (after | {code})]
    return gaining, losing


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
        persons=tuple((one.id, _name_person(directory, one)) for one in people),
        origins=list_origins(viewer),
        grantable=tuple(
            (name, _(words))
            for name, words in PERMISSIONS.items()
            if name in GRANTABLE and name not in role
        ),
        granted=tuple((g.permission, _(PERMISSIONS[g.permission])) for g in held.grants),
    )


def _name_person(directory: Directory, person: Candidate) -> str:
    where = directory.unit(person.home).short_name if directory.has(person.home) else ""
    main = person.post or _("未任岗位")
    return f"{person.name}（{where} {main}）" if where else f"{person.name}（{main}）"


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
