"""What can be printed of a case, and what stands on it for this viewer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from minqing.cases import public as c
from minqing.console.reading.onecase import find_state
from minqing.console.shown import CaseView
from minqing.console.wording import LOCAL
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.org.public import Directory
from minqing.printing.public import SHEET_OF, Around, Sheet, fill_sheet, list_sheets


def list_case_sheets(case: CaseView) -> tuple[Sheet, ...]:
    """Return the sheets that a case has now; it was shown to the viewer."""
    state = find_state(case.id)
    return list_sheets(state) if state is not None else ()


def fill_case_sheet(
    viewer: Actor, case: CaseView, key: str, *, track: str, now: datetime
) -> dict[str, Any] | None:
    """Return what stands on one sheet of a case, None where the case has no such sheet now."""
    page = c.find_case(viewer, case.id, now=now)
    if page is None or SHEET_OF.get(key) not in list_sheets(page.state):
        return None
    around = Around(
        now=now,
        track=track,
        name=case.raiser.name if case.raiser else "",
        pin=case.pin if may_print_pin(viewer, page.state, now=now) else "",
    )
    return fill_sheet(key, page, around)


def may_print_pin(viewer: Actor, state: c.CaseState, *, now: datetime) -> bool:
    """Return whether the slip is printed at the raising: by the post that recorded it, that day.

    Later the PIN would hand a stranger who asks for “a new slip” the answer and the acts.
    """
    same_day = state.recorded_at.astimezone(LOCAL).date() == now.astimezone(LOCAL).date()
    return same_day and viewer.post == state.recorder_post


def find_card_place(viewer: Actor, post: str) -> str | None:
    """Return the unit that a post's contact card is for, None when out of the viewer's reach."""
    directory = get_snapshot(Directory)
    if not directory.has_post(post):
        return None
    unit = directory.post(post).unit
    return unit if directory.reaches(viewer, unit) else None


def is_village(unit: str) -> bool:
    """Return whether a matter can be raised for this very unit."""
    return get_snapshot(Directory).levels(unit)["village"] == unit
