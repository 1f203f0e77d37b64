"""What is derived of projects, by cursor: level columns, and which matter belongs to which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q

from minqing.cases.public import POINTED_WHEN, find_targets
from minqing.log.public import LogEntry, get_snapshot, get_states, recompute_some
from minqing.org.public import LEVEL_NAMES, UNITS_MOVED, Directory
from minqing.partnerships.events import ProjectFounded
from minqing.partnerships.models import Project, Tie

TIED_WHEN = (*POINTED_WHEN, ProjectFounded.TYPE)
FOUNDED, POINTED = "founded", "pointed"
AT_PROJECT = "project:"


def follow_units(entries: Sequence[LogEntry]) -> None:
    """Write the level columns of the projects of these units again; harmless to repeat."""
    directory = get_snapshot(Directory)
    found: dict[str, None] = {}
    for entry in entries:
        if entry.type in UNITS_MOVED and directory.has(entry.key):
            found.update(dict.fromkeys(_list_touched(directory, entry.key)))
    recompute_some("project", found)


def _list_touched(directory: Directory, unit: str) -> list[str]:
    # by level and not by today's columns: those are what may be out of date
    column = LEVEL_NAMES.get(directory.unit(unit).level, "")
    asked = Q(place=unit)
    if column in ("league", "banner", "town", "village"):
        asked |= Q(**{column: unit})
    return list(Project.objects.filter(asked).order_by("id").values_list("id", flat=True))


def follow_ties(entries: Sequence[LogEntry]) -> None:
    """Write which matters belong to which projects; harmless to repeat."""
    projects = {one.key for one in entries if one.type == ProjectFounded.TYPE}
    for stream, state in get_states([f"project:{key}" for key in projects]).items():
        key = stream.removeprefix(AT_PROJECT)
        _add([Tie(project=key, case=case, how=FOUNDED) for case in state.cases])
    cases = [one.key for one in entries if one.type in POINTED_WHEN]
    if cases:
        _write_pointed(find_targets(cases))


def _write_pointed(targets: Mapping[str, Sequence[str]]) -> None:
    """Make the ties of these matters those that they point at now."""
    wanted = {
        (case, target.removeprefix(AT_PROJECT)[:40])
        for case, found in targets.items()
        for target in found
        if target.startswith(AT_PROJECT)
    }
    standing = Tie.objects.filter(case__in=list(targets), how=POINTED)
    gone = [one.pk for one in standing if (one.case, one.project) not in wanted]
    if gone:
        Tie.objects.filter(pk__in=gone).delete()
    _add([Tie(project=project, case=case, how=POINTED) for case, project in sorted(wanted)])


def _add(ties: Sequence[Tie]) -> None:
    if ties:
        Tie.objects.bulk_create(ties, batch_size=300, ignore_conflicts=True)


def empty_ties() -> None:
    """Forget all ties, before they are derived anew."""
    Tie.objects.all().delete()
