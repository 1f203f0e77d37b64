"""How long what people told is kept: classes of the mechanism, what is due, who acts on it.

A class of the pack's section `retention` names which ended cases it is for, how long after
their end, and what happens then: erased, or sealed where an archive rule keeps them. The
worker does it day by day; before that a case stands on the list for the days of `announce`,
so that an officer can hold it (保全) where a dispute or an inquiry needs it. Reopened cases
leave the list by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec
from django.db.models import Q, QuerySet

from minqing.cases.events import EVENTS
from minqing.cases.models import KeptCase
from minqing.cases.state import CaseState
from minqing.cases.terms import MatterKind, Outcome
from minqing.kernel.calendar import LOCAL
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor, Command
from minqing.log.public import (
    Erased,
    EraseSubject,
    HoldLifted,
    LogEntry,
    SealSubject,
    SubjectHeld,
    SubjectSealed,
    SubjectUnsealed,
    get_row_writer,
    get_snapshot,
    get_states,
    get_versions,
)
from minqing.mechanisms.public import Identity, Packs, Problem, ProblemKind


class Then(StrEnum):
    """What happens at the end of the term."""

    ERASE = "erase"
    SEAL = "seal"


class KeepingClass(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One class. `kinds`, `outcomes`: empty means all. `source`: rule id or `ours`."""

    key: str
    title_zh: str
    title_en: str
    years: int
    then: Then
    source: str
    reason_zh: str
    kinds: tuple[MatterKind, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    norm: str = ""


class RetentionSection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The section `retention` of a pack. The first class that fits a case is its class."""

    announce_days: int
    classes: tuple[KeepingClass, ...]


NO_CATCH_ALL = ProblemKind(
    "retention-class-missing",
    "不能采用工作机制文件“{file}”第{line}行 {path}：最后一类没有包括其余全部事项。"
    "请在最后加一类，不写 kinds 和 outcomes。",
)


def check_retention(section: RetentionSection, identity: Identity) -> Iterable[Problem]:
    """Every ended case must have a class: the last one takes the rest."""
    last = section.classes[-1] if section.classes else None
    if last is None or last.kinds or last.outcomes:
        yield NO_CATCH_ALL("$.retention.classes")


def find_class(
    section: RetentionSection, kind: MatterKind, outcome: Outcome | None
) -> KeepingClass | None:
    """Return the first class that fits, None when there is none. Pure."""
    for found in section.classes:
        if found.kinds and kind not in found.kinds:
            continue
        if found.outcomes and outcome not in found.outcomes:
            continue
        return found
    return None


def find_keeping(state: CaseState) -> KeepingClass | None:
    """Return the class under which a case is kept, as its mechanism says now; for its raiser."""
    sections = dict(_sections())
    section = sections.get(state.pack)
    outcome = None if state.result is None else state.result.outcome
    return None if section is None else find_class(section, state.kind, outcome)


def compute_end(ended_at: datetime, years: int) -> datetime:
    """Return the end of a term of whole years: the midnight after the same day. Pure.

    A term from 29 February ends on 28 February of a common year.
    """
    day = ended_at.astimezone(LOCAL).date()
    try:
        last = day.replace(year=day.year + years)
    except ValueError:
        last = date(day.year + years, 2, 28)
    return datetime.combine(last + timedelta(days=1), datetime.min.time(), LOCAL)


# ------------------------------------------------------------------ what is kept, by cursor
CASE_TYPES = tuple(event.TYPE for event in EVENTS)
SUBJECT_TYPES = (
    Erased.TYPE, SubjectSealed.TYPE, SubjectUnsealed.TYPE, SubjectHeld.TYPE, HoldLifted.TYPE,
)  # fmt: skip
FOLLOWED = (*CASE_TYPES, *SUBJECT_TYPES)


def follow(entries: Sequence[LogEntry]) -> None:
    """Write which ended cases are kept; the same entries again change nothing."""
    cases = {entry.key for entry in entries if entry.type in CASE_TYPES}
    for entry in entries:
        prefix, _, key = entry.key.partition(":")
        if entry.type in SUBJECT_TYPES and prefix == "case":
            cases.add(key)
    states = get_states(f"case:{case}" for case in cases)
    subjects = get_states(f"subject:case:{case}" for case in cases)
    rows, living = [], []
    for case in sorted(cases):
        state, subject = states.get(f"case:{case}"), subjects.get(f"subject:case:{case}")
        if state is None or state.closed_at is None:
            living.append(case)
        else:
            rows.append(_make_row(case, state, state.closed_at, subject))
    KeptCase.objects.filter(case__in=living).delete()
    get_row_writer(KeptCase, COLUMNS).upsert(rows)


COLUMNS = ("case", "receipt", "pack", "kind", "outcome", "ended_at", "gone", "held")


def _make_row(
    case: str, state: CaseState, ended_at: datetime, subject: object | None
) -> tuple[object, ...]:
    gone = _is_gone(subject)
    outcome = "" if state.result is None else state.result.outcome.value
    held = str(getattr(subject, "held", ""))
    return (case, state.receipt, state.pack, state.kind.value, outcome, ended_at, gone, held)


def _is_gone(subject: object | None) -> bool:
    return bool(getattr(subject, "erased", False) or getattr(subject, "sealed", False))


# ------------------------------------------------------------------ what is due
class DueCase(msgspec.Struct, frozen=True, kw_only=True):
    """One ended case whose term is over or soon will be. No content, no names."""

    case: str
    receipt: str
    ended_at: datetime
    due_at: datetime
    then: Then
    title_zh: str
    title_en: str
    source: str
    reason_zh: str
    held: str = ""

    @property
    def subject(self) -> str:
        return f"case:{self.case}"


def list_due(*, now: datetime, ahead: timedelta | None = None, most: int = 500) -> list[DueCase]:
    """Return ended cases by when their term ends: those over, and those within `ahead`.

    `ahead`: default the pack's days of announcement.
    """
    found: list[DueCase] = []
    for key, section in _sections():
        span = timedelta(days=section.announce_days) if ahead is None else ahead
        found += _list_of(key, section, now + span, most)
    return sorted(found, key=lambda one: (one.due_at, one.case))[:most]


def _sections() -> Iterator[tuple[str, RetentionSection]]:
    for pack in get_snapshot(Packs).all():
        section = pack.section("retention")
        if isinstance(section, RetentionSection):
            yield pack.key, section


def _list_of(key: str, section: RetentionSection, until: datetime, most: int) -> Iterator[DueCase]:
    candidates = _candidates(section, until)
    rows: QuerySet[KeptCase] = KeptCase.objects.filter(candidates, pack=key, gone=False)
    count = 0
    for row in rows.order_by("ended_at", "case").iterator(chunk_size=500):
        due = _describe(row, section)
        if due is not None and due.due_at <= until:
            yield due
            count += 1
            if count == most:
                return


def _candidates(section: RetentionSection, until: datetime) -> Q:
    """Return a condition that finds all that are due, and few others: each case's own class
    decides. A class of a short term is not looked for among what is kept longer."""
    found = Q(pk__in=())
    for one in section.classes:
        part = Q(ended_at__lt=until - timedelta(days=365 * one.years))
        if one.kinds:
            part &= Q(kind__in=[kind.value for kind in one.kinds])
        if one.outcomes:
            part &= Q(outcome__in=[outcome.value for outcome in one.outcomes])
        found |= part
    return found


def _describe(row: KeptCase, section: RetentionSection) -> DueCase | None:
    outcome = Outcome(row.outcome) if row.outcome else None
    found = find_class(section, MatterKind(row.kind), outcome)
    if found is None:
        return None
    return DueCase(
        case=row.case,
        receipt=row.receipt,
        ended_at=row.ended_at,
        due_at=compute_end(row.ended_at, found.years),
        then=found.then,
        title_zh=found.title_zh,
        title_en=found.title_en,
        source=found.source,
        reason_zh=found.reason_zh,
        held=row.held,
    )


def act_when_due(now: datetime, limit: int) -> Sequence[Command]:
    """Return what the worker does now: erasures and sealings of cases over their term.

    Held ones wait. The id derives from case, term and what was done to its data before, so a
    repeat is harmless, and what was unsealed for a time is sealed again.
    """
    due = list_due(now=now, ahead=timedelta(), most=limit)
    if len(due) == limit:  # those that are held must not take the room of the rest
        held = KeptCase.objects.exclude(held="").count()
        due = list_due(now=now, ahead=timedelta(), most=limit + held)
    free = [one for one in due if not one.held][:limit]
    # the list follows the log: what the last round erased or sealed may still stand on it
    states = get_states(f"subject:{one.subject}" for one in free)
    free = [one for one in free if not _is_gone(states.get(f"subject:{one.subject}"))]
    seen = get_versions(f"subject:{one.subject}" for one in free)
    return [_command(one, seen.get(f"subject:{one.subject}", 0)) for one in free]


def _command(due: DueCase, seen: int) -> Command:
    make = SealSubject if due.then == Then.SEAL else EraseSubject
    return make(
        id=derived_id("retention", due.case, due.due_at, seen),
        subject=due.subject,
        reason=f"保存期满（{due.title_zh}）",
    )


def find_kept(viewer: Actor, receipt: str) -> str:
    """Return the id of an ended case by its receipt, for those who may hold and unseal; ""
    when there is none."""
    if not may_keep(viewer):
        return ""
    row = KeptCase.objects.filter(receipt=receipt).first()
    return "" if row is None else row.case


def may_keep(viewer: Actor) -> bool:
    """Return whether the viewer sees the list and may hold what stands on it."""
    return "SUBJECT_ERASE" in viewer.permissions
