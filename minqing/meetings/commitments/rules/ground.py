"""What the rules of a commitment stand on: the pack of its place, who owns it, its words. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from minqing.cases.public import Outcome, holds_personal_number
from minqing.kernel.calendar import CalendarYearMissing, WorkCalendar
from minqing.kernel.messages import Actor, Frame, Personal, Refusal, States
from minqing.kernel.periods import local_day
from minqing.mechanisms.public import Packs
from minqing.meetings.commitments.pack import CommitmentsSection
from minqing.meetings.commitments.rules import refusals as no
from minqing.meetings.commitments.state import CommitmentState
from minqing.org.public import Directory
from minqing.partnerships.public import Stage as ProjectStage

SUPERVISOR = "supervisor"
"""Role whose holders look into the promises of their own unit as well."""

LONGEST_WORDS = 500
"""Signs of a measure, a reason, a report. Source: ours."""


def find_section(unit: str, frame: Frame) -> CommitmentsSection | None:
    """Return what the mechanism of a unit's place says now; None when it says nothing.

    Always the version in force: what it rules is when to ask and who may decide, while the
    promised day itself stands in the log.
    """
    return read_section(unit, frame.view(Directory), frame.view(Packs))


def read_section(unit: str, directory: Directory, packs: Packs) -> CommitmentsSection | None:
    """Return the section that holds at a unit; None when there is none."""
    if not directory.has(unit):
        return None
    pack = packs.for_unit(directory.path(unit), directory.banner_of(unit), section="commitments")
    section = None if pack is None else pack.section("commitments")
    return section if isinstance(section, CommitmentsSection) else None


def get_today(frame: Frame) -> date:
    return local_day(frame.now)


def compute_report_day(due: date, section: CommitmentsSection, calendar: WorkCalendar) -> date:
    """Return the day on which the unit must have reported: working days before the date.

    Beyond the years that the calendar knows, as many plain days before.
    """
    try:
        return calendar.add_workdays(due, -section.report_days)
    except CalendarYearMissing:
        return due - timedelta(days=section.report_days)


def is_owner(state: CommitmentState, by: Actor, directory: Directory) -> bool:
    """Return whether the actor answers for it: the post, who stands in for it, or its unit."""
    if by.kind == "system" or by.post == state.post:
        return True
    if directory.has_post(state.post) and by.post == directory.accountable(state.post):
        return True
    return _is_of_unit(state, by, directory)


def _is_of_unit(state: CommitmentState, by: Actor, directory: Directory) -> bool:
    """Return whether the actor is of the unit that promised, or of the one it was joined to."""
    return bool(by.unit) and by.unit in (state.unit, directory.current(state.unit))


def is_own_promise(state: CommitmentState, by: Actor, directory: Directory) -> bool:
    """Return whether who asks after a promise would ask himself: its post or its unit. Who
    supervises sits in a unit's house, but is not of those who promise (WDM-26)."""
    if by.kind == "system":
        return False
    own = _is_of_unit(state, by, directory)
    return by.post == state.post or (own and SUPERVISOR not in by.roles)


def check_owner(act: str, state: CommitmentState, frame: Frame) -> Refusal | None:
    directory = frame.view(Directory)
    if is_owner(state, frame.by, directory):
        return None
    name = directory.unit(state.unit).name if directory.has(state.unit) else state.unit
    return no.NOT_OWNER(act=act, unit=name)


def check_reach(act: str, state: CommitmentState, frame: Frame) -> Refusal | None:
    """Refuse who reaches neither the place of the matter nor the unit that promised."""
    places = [unit for unit in (state.place, state.unit) if unit]
    if frame.view(Directory).reaches_any(frame.by, places):
        return None
    return no.OUT_OF_REACH(act=act)


def check_words(act: str, words: Personal[str], subjects: Iterable[str]) -> Refusal | None:
    """Refuse empty and endless words, and words kept under another's name in the vault."""
    if words.subject not in set(subjects):
        return no.SUBJECT_DIFFERS(act=act)
    if not 1 <= len(words.value.strip()) <= LONGEST_WORDS:
        return no.WORDS_WRONG(act=act, most=LONGEST_WORDS)
    return None


def check_public_words(act: str, words: Personal[str], subject: str) -> Refusal | None:
    """Refuse what everybody would read when it names a number of a person."""
    wrong = check_words(act, words, (subject,))
    if wrong is None and holds_personal_number(words.value):
        return no.WORDS_PERSONAL(act=act)
    return wrong


def find_wrong_evidence(evidence: Iterable[str], states: States) -> str:
    """Return the first reference that shows nothing, empty when all do.

    A matter shows something once it has a result; a project once work on it began.
    """
    return next((one for one in evidence if not _shows(one, states.get(one))), "")


def is_withdrawn(state: object) -> bool:
    """Return whether a matter was taken back: never a success (C-01)."""
    result = getattr(state, "result", None)
    return result is not None and result.outcome == Outcome.WITHDRAWN


def _shows(target: str, state: object) -> bool:
    kind = target.partition(":")[0]
    if kind == "case":
        return getattr(state, "result", None) is not None
    if kind == "project":
        return getattr(state, "stage", None) in (ProjectStage.BEGUN, ProjectStage.FINISHED)
    return False
