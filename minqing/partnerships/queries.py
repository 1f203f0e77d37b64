"""Reads of projects: the register of a place, one project, and what everybody may know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from django.db.models import Q, QuerySet

from minqing.kernel.messages import Actor
from minqing.kernel.money import Money
from minqing.log.public import get_snapshot, get_states
from minqing.org.public import Directory
from minqing.partnerships.models import Project, Tie
from minqing.partnerships.state import ProjectState
from minqing.partnerships.terms import Stage

MOST = 500


class ProjectView(msgspec.Struct, frozen=True, kw_only=True):
    """One project as a list shows it. `cases`: how many matters it is founded on."""

    id: str
    name: str
    place: str
    place_name: str
    unit_name: str
    year: int
    money: Money | None
    stage: Stage
    decided_on: date
    begun_on: date | None
    ended_on: date | None
    reason: str
    cases: int


def _below(unit: str) -> Q:
    return Q(place=unit) | Q(village=unit) | Q(town=unit) | Q(banner=unit) | Q(league=unit)


def _visible(viewer: Actor) -> QuerySet[Project]:
    """Return the projects in places that the viewer reaches, for whoever sees matters."""
    rows = Project.objects.order_by("-year", "-decided_on", "id")
    if viewer.kind == "system":
        return rows
    if not viewer.permissions & {"CASE_VIEW", "PROJECT_EDIT"} or not viewer.units:
        return rows.none()
    reach = Q()
    for unit in viewer.units:
        reach |= _below(unit) | Q(unit=unit)
    return rows.filter(reach)


def list_projects(
    viewer: Actor, *, unit: str = "", year: int = 0, stage: str = ""
) -> list[ProjectView]:
    """Return the projects in reach, newest first, at most MOST."""
    rows = _visible(viewer)
    if unit:
        rows = rows.filter(_below(unit))
    if year:
        rows = rows.filter(year=year)
    if stage:
        rows = rows.filter(stage=stage)
    return _view(rows[:MOST])


def find_project(viewer: Actor, project: str) -> tuple[ProjectView, ProjectState] | None:
    """Return one project in reach with its fold; None when it is not to be seen."""
    found = _view(_visible(viewer).filter(id=project)[:1])
    if not found:
        return None
    state: ProjectState = get_states([f"project:{project}"])[f"project:{project}"]
    return found[0], state


def list_projects_of(viewer: Actor, case: str) -> list[ProjectView]:
    """Return the projects in reach that a matter belongs to, whichever of the two says so."""
    ids = Tie.objects.filter(case=case).values_list("project", flat=True).distinct()
    return _view(_visible(viewer).filter(id__in=list(ids))[:MOST])


def list_cases_of(project: str) -> list[str]:
    """Return the ids of the matters that point at a project, or that it is founded on."""
    rows = Tie.objects.filter(project=project).order_by("case")
    return list(dict.fromkeys(rows.values_list("case", flat=True)[:MOST]))


def list_public_projects(unit: str = "") -> list[ProjectView]:
    """Return what everybody may know: every project of a place, or of all, newest first."""
    rows = Project.objects.order_by("-year", "-decided_on", "id")
    return _view((rows.filter(_below(unit)) if unit else rows)[:MOST])


def _view(rows: Iterable[Project]) -> list[ProjectView]:
    directory = get_snapshot(Directory)

    def name(unit: str) -> str:
        return directory.unit(unit).short_name if directory.has(unit) else unit

    return [
        ProjectView(
            id=row.id,
            name=row.name,
            place=row.place,
            place_name=name(row.place),
            unit_name=name(row.unit),
            year=row.year,
            money=None if row.fen is None else Money(row.fen, row.money_unit),  # type: ignore[arg-type]
            stage=Stage(row.stage),
            decided_on=row.decided_on,
            begun_on=row.begun_on,
            ended_on=row.ended_on,
            reason=row.reason,
            cases=row.cases,
        )
        for row in rows
    ]
