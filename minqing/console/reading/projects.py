"""惠民项目: the register of a place, one project with the matters it is founded on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.console.deeds import HouseOptions
from minqing.console.reading.beside import find_pointed
from minqing.console.reading.choices import list_intake_options
from minqing.console.reading.lines import show_lines
from minqing.console.reading.onecase import find_state
from minqing.kernel.messages import Actor
from minqing.kernel.money import Money
from minqing.log.public import get_now, get_snapshot
from minqing.org.public import Directory
from minqing.partnerships.public import (
    STAGE_ZH,
    ProjectView,
    Stage,
    find_project,
    list_cases_of,
    list_projects,
    list_projects_of,
)

TONES = {
    Stage.DECIDED: "neutral", Stage.BEGUN: "neutral", Stage.FINISHED: "well",
    Stage.CANCELLED: "neutral",
}  # fmt: skip


def show_project(view: ProjectView) -> dict[str, Any]:
    return {
        "view": view,
        "stage": _(STAGE_ZH[view.stage]),
        "tone": TONES[view.stage],
        "money": str(view.money) if view.money else "",
    }


def see_projects(viewer: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the register of what the viewer reaches, with its sums by stage."""
    year = asked.get("year", "")
    found = list_projects(
        viewer, year=int(year) if year.isdigit() else 0, stage=asked.get("stage", "")
    )
    money = [one.money for one in found if one.money and one.stage is not Stage.CANCELLED]
    total = sum(money[1:], money[0]).in_unit("万元") if money else Money(0, "万元")
    return {
        "rows": [show_project(one) for one in found],
        "years": sorted({one.year for one in list_projects(viewer)}, reverse=True),
        "stages": [(str(one), _(word)) for one, word in STAGE_ZH.items()],
        "asked": {"year": year, "stage": asked.get("stage", "")},
        "counts": [
            (_(word), sum(one.stage is stage for one in found)) for stage, word in STAGE_ZH.items()
        ],
        "money": str(total),
        "without_money": sum(
            one.money is None and one.stage is not Stage.CANCELLED for one in found
        ),
    }


def find_project_page(viewer: Actor, project: str) -> dict[str, Any] | None:
    """Return one project in reach with those of its matters that the viewer may see."""
    found = find_project(viewer, project)
    if found is None:
        return None
    view, state = found
    # what it is founded on is known at once, what points at it a second later
    cases = list(dict.fromkeys((*state.cases, *list_cases_of(project))))
    lines = show_lines(c.find_lines(viewer, cases, now=get_now()))
    planned = str(state.money) if state.money else ""
    return {
        **show_project(view),
        "planned": planned,
        "spent": str(state.spent) if state.spent else "",
        "lines": lines,
        "count": len(cases),
        "elsewhere": len(cases) - len(lines),
    }


def list_projects_of_case(viewer: Actor, case: str) -> list[dict[str, Any]]:
    """Return the projects in reach that are to solve a matter, the one it points at first.

    What it points at is read from the matter: the ties between the two follow seconds later.
    """
    if not viewer.permissions & {"CASE_VIEW", "PROJECT_EDIT"}:
        return []
    state = find_state(case)
    pointed = find_project(viewer, find_pointed(state)) if state is not None else None
    views = [*([pointed[0]] if pointed is not None else ()), *list_projects_of(viewer, case)]
    return [show_project(one) for one in {view.id: view for view in views}.values()]


def list_project_options(viewer: Actor) -> HouseOptions:
    """Return the places and the units that a project may name."""
    directory = get_snapshot(Directory)
    places = list_intake_options(viewer).units
    roots = [unit for unit in viewer.units if directory.has(unit)]
    banner = next((directory.banner_of(unit) for unit in roots), "")
    units = dict.fromkeys([*roots, *(directory.children(banner) if banner else ())])
    return HouseOptions(
        villages=tuple(
            dict([*((unit, directory.unit(unit).name) for unit in roots), *places]).items()
        ),
        units=tuple((unit, directory.unit(unit).name) for unit in units),
    )
