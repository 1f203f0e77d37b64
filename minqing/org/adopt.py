"""Take real divisions and departments into the organisation, through `submit`. Repeatable."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import msgspec

from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor, Refusal
from minqing.log.public import submit
from minqing.org.commands import EstablishUnit
from minqing.org.divisions import Division, Divisions, load_divisions
from minqing.org.rules.units import EXISTS
from minqing.org.terms import Axis, UnitKind

DEPARTMENTS = Path(__file__).parent / "data" / "departments.csv"


class Adoption(msgspec.Struct, frozen=True):
    """What an adoption did: units established now, there before, and refusals by code."""

    established: int
    already: int
    refused: tuple[tuple[str, Refusal], ...] = ()


class DepartmentSeed(msgspec.Struct, frozen=True):
    """One department to establish: number within its banner (`D01`), daily name."""

    number: str
    short_name: str


def list_division_commands(root: str, divisions: Divisions) -> list[EstablishUnit]:
    """Return the commands for a root, the units above it and all below, parents first."""
    rows: Sequence[Division] = (*divisions.path(root), *divisions.below(root))
    return [
        EstablishUnit(
            id=derived_id("org-adopt", row.code),
            unit=row.code,
            name=row.name,
            short_name=row.short_name,
            kind=row.kind,
            parent=row.parent,
        )
        for row in rows
    ]


def adopt_divisions(root: str = "150627", *, by: Actor, now: datetime) -> Adoption:
    """Establish a division (a banner by default), those above it and all below.

    A second run, or one for a neighbouring banner, establishes only what is missing. Raises
    DivisionUnknown. Needs the system actor: units without a parent are for installation only.
    """
    return _carry_out(list_division_commands(root, load_divisions()), by=by, now=now)


@lru_cache(maxsize=1)
def load_departments() -> tuple[DepartmentSeed, ...]:
    """Return the 34 departments of a banner as packaged (ours, today's names)."""
    with DEPARTMENTS.open(encoding="utf-8", newline="") as lines:
        return tuple(DepartmentSeed(**row) for row in csv.DictReader(lines))


def adopt_departments(
    banner: str = "150627",
    *,
    by: Actor,
    now: datetime,
    departments: Iterable[DepartmentSeed] | None = None,
) -> Adoption:
    """Establish the departments of a banner under codes `<banner>-D01` …; repeatable."""
    place = load_divisions().get(banner)
    commands = [
        EstablishUnit(
            id=derived_id("org-adopt", f"{banner}-{seed.number}"),
            unit=f"{banner}-{seed.number}",
            name=f"{place.name}{seed.short_name}",
            short_name=seed.short_name,
            kind=UnitKind.DEPARTMENT,
            parent=banner,
            axis=Axis.LINE,
        )
        for seed in (load_departments() if departments is None else departments)
    ]
    return _carry_out(commands, by=by, now=now)


def _carry_out(commands: Sequence[EstablishUnit], *, by: Actor, now: datetime) -> Adoption:
    answers = submit(commands, by=by, now=now)
    established = sum(answer.status == "accepted" for answer in answers)
    refused = tuple(
        (command.unit, answer.refusal)
        for command, answer in zip(commands, answers, strict=True)
        if answer.refusal is not None and answer.refusal.code != EXISTS.code
    )
    return Adoption(established, len(commands) - established - len(refused), refused)
