"""Teams (队组) as pages show them: who leads, who is in, who may be chosen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from minqing.console.deeds import HouseOptions
from minqing.console.forms import Choices
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import say_words
from minqing.org.public import (
    Candidate,
    Directory,
    StationingSection,
    TeamRule,
    TeamView,
    find_stationing,
    list_candidates,
    say_title,
)


def say_word(word: Any) -> str:
    """Return the words of an entry of a pack in the reader's language."""
    return say_words(word.zh, word.en)


def name_post(directory: Directory, post: str) -> str:
    """Return unit, title and person of a post, in one line."""
    if not post or not directory.has_post(post):
        return ""
    held = directory.post(post)
    return f"{directory.unit(held.unit).short_name} {say_title(held)} {held.person_name}".strip()


def list_teams_at(directory: Directory, code: str) -> list[TeamView]:
    """Return the teams of a unit and those that work for it as a village."""
    own = list(directory.teams_of(code))
    return own + [t for t in directory.teams() if t.village == code and t not in own]


def show_team(
    directory: Directory, team: TeamView, section: StationingSection | None
) -> dict[str, Any]:
    """Return a team as a list shows it; members of a village group are those stationed there."""
    rule = section.find_team(team.kind) if section else None
    if is_stationed(rule):
        members = [post.person_name for post in _list_stationed(directory, team) if post.person]
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


def is_stationed(rule: TeamRule | None) -> bool:
    """Return whether whoever is stationed at the unit is the team, nobody being named."""
    return rule is not None and rule.members == "stationed"


def _list_stationed(directory: Directory, team: TeamView) -> list[Any]:
    posts = (directory.post(post) for post in directory.posts_at(directory.current(team.unit)))
    return [post for post in posts if post.posting is not None]


def find_team_page(viewer: Actor, code: str) -> dict[str, Any] | None:
    """Return everything on one team in reach; None when there is none."""
    directory = get_snapshot(Directory)
    team = directory.find_team(code)
    if team is None or not directory.reaches(viewer, team.unit):
        return None
    found = find_stationing(team.unit)
    section = found[1] if found else None
    rule = section.find_team(team.kind) if section else None
    unit = directory.unit(directory.current(team.unit))
    return {
        "team": show_team(directory, team, section),
        "rule": rule,
        "unit": unit,
        "leads": _show_lead(directory, team.leader),
        "seconds": _show_lead(directory, team.deputy),
        "leader_title": say_words(rule.leader_zh, rule.leader_en) if rule else "",
        "deputy_title": say_words(rule.deputy_zh, rule.deputy_en) if rule else "",
        "stationed": is_stationed(rule),
        "members": _list_members(directory, team, rule),
        "vacant": [
            directory.post(post)
            for post in directory.posts_at(unit.code)
            if is_stationed(rule) and not directory.post(post).person
        ],
        "lacking": _say_lacking(directory, team, rule),
    }


def _show_lead(directory: Directory, post: str) -> dict[str, Any] | None:
    if not post or not directory.has_post(post):
        return None
    return {"view": directory.post(post), "words": name_post(directory, post)}


def _list_members(
    directory: Directory, team: TeamView, rule: TeamRule | None
) -> list[dict[str, Any]]:
    """Return each member with their post: of a village group the one they are stationed in."""
    if is_stationed(rule):
        posts = [post for post in _list_stationed(directory, team) if post.person]
        return [
            {
                "person": post.person,
                "name": post.person_name,
                "post": post,
                "words": say_title(post),
                "origin": directory.unit(post.posting.origin).short_name
                if post.posting and directory.has(post.posting.origin) else "",
                "until": post.until,
            }
            for post in posts
        ]  # fmt: skip
    found = []
    for person in team.members:
        held = [directory.post(post) for post in directory.posts_of(person)]
        words = name_post(directory, held[0].id).rsplit(" ", 1)[0] if held else ""
        found.append({"person": person, "name": directory.person_name(person), "words": words,
                      "post": held[0] if held else None, "origin": "", "until": None})  # fmt: skip
    return found


def _say_lacking(directory: Directory, team: TeamView, rule: TeamRule | None) -> int:
    """Return how many members are missing to the least that the mechanism asks."""
    if rule is None:
        return 0
    count = len(_list_members(directory, team, rule))
    return max(0, rule.least - count)


def list_team_options(viewer: Actor, code: str) -> HouseOptions:
    """Return what may be chosen in deeds on a team: leading posts, deputies, people, members."""
    directory = get_snapshot(Directory)
    team = directory.find_team(code)
    assert team is not None, "its page was found"
    found = find_stationing(team.unit)
    rule = found[1].find_team(team.kind) if found else None
    unit = directory.current(team.unit)
    within = (unit,) if rule is None or rule.leader_at == "unit" else directory.path(unit)
    people = [one for one in list_candidates(viewer, unit) if one.id not in team.members]
    return HouseOptions(
        leaders=list_lead_posts(directory, within, rule.leader_role if rule else ""),
        deputies=list_lead_posts(directory, (unit,), rule.deputy_role if rule else ""),
        persons=tuple((one.id, name_person(directory, one)) for one in people),
        team_members=tuple((one, directory.person_name(one) or one) for one in team.members),
        defaults={"leader": team.leader, "deputy": team.deputy},
    )


def list_lead_posts(directory: Directory, units: Any, role: str = "") -> Choices:
    """Return the filled posts of a role (of any, when empty) at these units, nearest first."""
    return tuple(
        (post, name_post(directory, post))
        for code in reversed(units)
        for post in directory.posts_at(code, role or None)
        if directory.post(post).person
    )


def name_person(directory: Directory, person: Candidate) -> str:
    """Return an official with what tells them apart from others of the name."""
    where = directory.unit(person.home).short_name if directory.has(person.home) else ""
    main = person.post or _("未任岗位")
    return f"{person.name}（{where} {main}）" if where else f"{person.name}（{main}）"
