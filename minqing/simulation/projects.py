"""Benefit projects of the made-up banner, founded on its own matters (惠民项目, SDN-30).

What a planned matter (挂账) says it needs is matched with a kind of work: the matters of one
town that need the same in the same year found one project, and each of them points at it. A
few works are done: those are founded on matters of their kind that were solved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from minqing.cases.public import (
    CaseFilter,
    CaseLine,
    CaseState,
    LookAtPlanned,
    Pointing,
    list_cases,
    list_planned,
)
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor, Command, Personal
from minqing.kernel.money import Money
from minqing.kernel.periods import local_day
from minqing.log.public import Batch, get_states, submit_batches
from minqing.partnerships.public import BeginProject, FinishProject, RegisterProject
from minqing.simulation.carrying import carry_out
from minqing.simulation.texts import load_replies
from minqing.simulation.world import World


class Work(msgspec.Struct, frozen=True):
    """A kind of work. `need`: words of a plan that ask for it. `name`: of the project; `money`:
    in 万元. `topic`, `sub`: categories of the matters that it solves. All made up."""

    need: str
    name: str
    money: str
    topic: str
    sub: str


WORKS = (
    Work("新打机井", "新打机井和配套管道", "38.5", "水利饮水", "机井与灌溉"),
    Work("新打深井", "冬营地饮水深井", "21.6", "水利饮水", "人畜饮水"),
    Work("改建涵桥", "涵桥改建和路面硬化", "126", "道路交通", "通村路与桥涵"),
    Work("农网改造", "农网改造增设台区", "17.8", "供电通讯", "变压器与线路"),
    Work("通信基站", "新建通信基站", "64", "供电通讯", "手机信号与网络"),
)
DONE = 3
"""So many kinds of work were done this year, each in a town of its own."""

SOLVED = 6
"""So many solved matters found what was done, at most."""

BEGUN_AFTER, ENDED_AFTER = timedelta(days=40), timedelta(days=100)


class Project(msgspec.Struct, frozen=True):
    """One project to be made: what, where, for which matters, decided when."""

    work: Work
    place: str
    unit: str
    year: int
    decided: datetime
    cases: tuple[str, ...]

    @property
    def id(self) -> str:
        key = (self.place, self.work.need, str(self.year), self.cases[0])
        return derived_id("demo-project", *key)


def found_projects(world: World, towns: Sequence[str], *, by: Actor, now: datetime) -> int:
    """Register the projects and let the planned matters point at theirs; returns how many."""
    planned = {
        key: state
        for key, state in list_planned_states(by, now).items()
        if state.home_banner == world.banner
    }
    projects = [*group_planned(world, planned), *_list_done(world, towns, by, now)]
    carry_out((c for one in projects for c in _register(world, one)), by=by, now=now)
    carry_out((c for one in projects for c in _go_on(one, planned, now)), by=by, now=now)
    looks = [look for one in projects for look in _point(world, one, planned, now)]
    for answers in submit_batches(looks):
        assert all(answer.ok for answer in answers), answers
    return len(projects)


def list_planned_states(by: Actor, now: datetime) -> dict[str, CaseState]:
    """Return the planned matters by id, in the order of their ids."""
    found: list[str] = []
    after = ""
    while True:
        page = list_planned(by, now=now, after=after)
        found += [one.line.id for one in page.lines]
        after = page.next
        if not after:
            break
    states = get_states(f"case:{case}" for case in sorted(found))
    return {state.id: state for state in states.values()}


def group_planned(world: World, planned: dict[str, CaseState]) -> list[Project]:
    """Return the projects that planned matters ask for: by town, work and year."""
    groups: dict[tuple[str, int, str], list[CaseState]] = {}
    for state in planned.values():
        plan = None if state.result is None else state.result.plan
        found = [n for n, work in enumerate(WORKS) if plan and work.need in plan.reason]
        if plan is not None and found:
            key = (world.town(state.place), found[0], str(local_day(plan.date).year))
            groups.setdefault(key, []).append(state)
    return [
        _make(WORKS[number], states, town, int(year))
        for (town, number, year), states in sorted(groups.items())
    ]


def _make(work: Work, states: Sequence[CaseState], town: str, year: int) -> Project:
    places = {state.place for state in states}
    result = states[0].result
    assert result is not None and result.plan is not None, "grouped by its plan"
    return Project(
        work=work,
        place=town if len(places) > 1 else states[0].place,
        unit=result.plan.unit,
        year=year,
        decided=max(_planned_at(state) for state in states),
        cases=tuple(state.id for state in states),
    )


def _planned_at(state: CaseState) -> datetime:
    """Return when a matter was planned; one that was merged has its main's plan, and no day of it."""
    return state.planned_dates[0].set_at if state.planned_dates else state.recorded_at


def _list_done(world: World, towns: Sequence[str], by: Actor, now: datetime) -> Iterator[Project]:
    """Yield what was done: one kind of work in each of the first towns that had such matters."""
    for work, town in zip(WORKS, towns[:DONE], strict=False):
        lines = _list_solved(world, work, town, by, now)
        if lines:
            yield Project(
                work=work,
                place=lines[0].place,
                unit=town,
                year=local_day(now).year,
                decided=min(line.raised_at for line in lines),
                cases=tuple(line.id for line in lines),
            )


def _list_solved(world: World, work: Work, town: str, by: Actor, now: datetime) -> list[CaseLine]:
    this_year = local_day(now).replace(month=1, day=1)
    wanted = CaseFilter(
        category=world.category(work.topic, work.sub),
        place=town,
        ledger="report_up",
        outcome="solved",
        ended=True,
        since=this_year,
    )
    lines = list_cases(by, wanted, now=now).lines
    return list(lines)[:SOLVED]


def _register(world: World, one: Project) -> Iterator[Command]:
    yield RegisterProject(
        id=derived_id(one.id, "register"),
        project=one.id,
        name=f"{world.name(one.place)}{one.work.name}",
        place=one.place,
        unit=one.unit,
        year=one.year,
        money=Money.of(one.work.money, "万元"),
        cases=one.cases,
        happened_at=one.decided,
    )


def _go_on(one: Project, planned: Collection[str], now: datetime) -> Iterator[Command]:
    """Yield the beginning and, where every matter of it was solved, the end of a project.

    Nothing in it is today's date: a load that goes on the day after says the same again.
    """
    begun, ended = (local_day(one.decided + span) for span in (BEGUN_AFTER, ENDED_AFTER))
    if begun <= local_day(now):
        yield BeginProject(id=derived_id(one.id, "begin"), project=one.id, on=begun)
    if one.cases[0] not in planned and ended <= local_day(now):
        yield FinishProject(id=derived_id(one.id, "finish"), project=one.id, on=ended)


def _point(
    world: World, one: Project, planned: dict[str, CaseState], now: datetime
) -> Iterator[Batch]:
    """Yield the looks at the planned matters of a project, each by its holder."""
    pointing = Pointing(
        target=f"project:{one.id}",
        words=f"{world.name(one.place)}{one.work.name}",
        unit=one.unit,
        year=one.year,
        money=Money.of(one.work.money, "万元"),
    )
    (note, *_) = load_replies()["project_note"]
    for state in (planned[case] for case in one.cases if case in planned):
        look = LookAtPlanned(
            id=derived_id(one.id, "look", state.id),
            case=state.id,
            note=Personal(note, f"case:{state.id}"),
            pointing=pointing,
        )
        if world.is_held(state.holder_post):
            yield Batch((look,), world.actor(state.holder_post), now)
