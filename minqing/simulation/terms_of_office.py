"""Who lives in the villages, from where, for how long; the teams they stand in (SDN-02 to 08).

Postings last a year. Those of 2014 are handed over once, in the weeks before the living year,
one town after another, so that hand-overs fall due again at its end.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor, Command
from minqing.mechanisms.public import Pack
from minqing.org.public import (
    Directory,
    EstablishTeam,
    HandOver,
    IssueRemit,
    JoinTeam,
    RemitPart,
    TeamRule,
)
from minqing.org.public import StationingSection as Section
from minqing.simulation.carrying import carry_out
from minqing.simulation.people import Seat, Slice, make_posting, register_person
from minqing.simulation.staffing import list_strengths
from minqing.simulation.texts import Paper, list_papers

ROTATED_AT = datetime(2025, 11, 17, 2, 0, tzinfo=UTC)
"""When the first town hands over; the others follow week by week, the first of the slice last."""

BEFORE_ROTATION = ROTATED_AT - timedelta(days=1)
STAFF_OF_DEPARTMENT = 18
"""Officials of a department, those with a post of their own among them."""


def list_officials(directory: Directory, part: Slice, seats: Sequence[Seat]) -> Iterator[Seat]:
    """Yield officials without a post here: the rest of a town's strength, of a department's."""
    at_home: dict[str, int] = {}
    for seat in seats:
        home = seat.home or seat.unit
        at_home[home] = at_home.get(home, 0) + 1
    villages = _group(directory, part)
    strengths = list_strengths(villages)
    for town in part.towns if part.whole else ():
        yield from _fill_up(town, at_home.get(town, 0), strengths[town], "镇干部")
    for unit in _list_departments(directory, part.banner):
        name = f"{directory.unit(unit).short_name}干部"
        yield from _fill_up(unit, at_home.get(unit, 0), STAFF_OF_DEPARTMENT, name)


def _fill_up(unit: str, have: int, want: int, name: str) -> Iterator[Seat]:
    for number in range(have + 1, want + 1):
        yield Seat(f"{unit}-staff-{number}", unit, "", "", f"{name}{number}")


def _group(directory: Directory, part: Slice) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {town: [] for town in part.towns}
    for village in part.villages:
        grouped[directory.parent(village) or part.banner].append(village)
    return grouped


def _list_departments(directory: Directory, banner: str) -> list[str]:
    return [u for u in directory.children(banner) if directory.unit(u).kind == "department"]


# ------------------------------------------------------------------ teams
def found_teams(
    directory: Directory, part: Slice, pack: Pack, seed: str, *, by: Actor, now: datetime
) -> None:
    """Set up the teams that the mechanism knows: one of a department and one of its own for
    each village; nothing where it knows none."""
    section = pack.section("stationing")
    if not isinstance(section, Section):
        return
    for rule in section.teams:
        if rule.serves_village:
            commands = list(_found_department_teams(directory, part, rule, seed))
        else:
            commands = [_found_group(directory, village, rule) for village in part.villages]
        carry_out(commands, by=by, now=now)


def _found_department_teams(
    directory: Directory, part: Slice, rule: TeamRule, seed: str
) -> Iterator[Command]:
    departments = _list_departments(directory, part.banner)
    for number, village in enumerate(part.villages):
        unit = departments[number % len(departments)]
        team, rng = f"team-{village}", random.Random(f"{seed} team {village}")
        names = (directory.unit(unit).short_name, directory.unit(village).short_name)
        yield EstablishTeam(
            id=derived_id(seed, "team", village),
            team=team,
            kind=rule.code,
            unit=unit,
            name="驻".join(names) + rule.zh[-3:],
            leader=f"{unit}-head",
            village=village,
        )
        numbers = range(1, STAFF_OF_DEPARTMENT + 1)
        staff = [f"{unit}-staff-{place}-p" for place in numbers]
        known = [person for person in staff if directory.person_name(person)]
        chosen = tuple(sorted(rng.sample(known, rng.randint(rule.least, rule.most))))
        yield JoinTeam(id=derived_id(seed, "join", village), team=team, persons=chosen)


def _found_group(directory: Directory, village: str, rule: TeamRule) -> Command:
    town = directory.parent(village)
    return EstablishTeam(
        id=derived_id("demo-group", village),
        team=f"group-{village}",
        kind=rule.code,
        unit=village,
        name=f"{directory.unit(village).short_name}{rule.zh}",
        leader=f"{town}-leader",
        deputy=f"{village}-secretary",
    )


# ------------------------------------------------------------------ papers
def issue_papers(part: Slice, pack: Pack, *, by: Actor, now: datetime) -> None:
    """Put the papers of responsibilities on the register of the banner (SDN-31), those of the
    levels and parts that the mechanism asks for."""
    section = pack.section("stationing")
    if not isinstance(section, Section):
        return
    levels = {level.code for level in section.remits.levels}
    papers = [paper for paper in list_papers() if paper.level in levels]
    carry_out((_issue(paper, part.banner, now.date()) for paper in papers), by=by, now=now)


def _issue(paper: Paper, banner: str, on: date) -> Command:
    return IssueRemit(
        id=derived_id("demo-remit", paper.level),
        remit=f"remit-{paper.level}",
        level=paper.level,
        unit=banner,
        title=paper.title,
        number=paper.number,
        on=on,
        parts=tuple(RemitPart(code, words) for code, words in paper.parts.items()),
    )


# ------------------------------------------------------------------ terms
def rotate(part: Slice, seats: Sequence[Seat], directory: Directory, *, by: Actor) -> None:
    """Hand every posting over to somebody new, town by town."""
    for week, town in enumerate((*part.towns[1:], part.towns[0])):
        now = ROTATED_AT + timedelta(weeks=week)
        posted = [s for s in seats if s.origin and directory.parent(s.unit) == town]
        carry_out((register_person(_successor(seat)) for seat in posted), by=by, now=now)
        carry_out((_hand_over(seat, now.date()) for seat in posted), by=by, now=now)


def _successor(seat: Seat) -> Seat:
    name = seat.name.rstrip("0123456789")
    number = int(seat.name[len(name) :]) + 500
    return Seat(
        f"{seat.post}-next", seat.unit, seat.role, seat.title, f"{name}{number}", home=seat.home
    )


def _hand_over(seat: Seat, on: date) -> Command:
    return HandOver(
        id=derived_id("demo-rotation", seat.post),
        posts=(seat.post,),
        giver=f"{seat.post}-p",
        taker=f"{seat.post}-next-p",
        on=on,
        until=on.replace(year=on.year + 1),
        reason="任期届满，轮换",
        posting=make_posting(seat),
    )
