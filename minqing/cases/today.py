"""今日事项: what awaits a viewer now, grouped by the act that is asked of him."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db.models import QuerySet

from minqing.cases import commands as c
from minqing.cases import commands_raiser as cr
from minqing.cases import listing
from minqing.cases.drawing import Drawing
from minqing.cases.models import Case
from minqing.cases.reach import list_axes, split_by_axis, visible
from minqing.cases.shown import CaseFilter, Today
from minqing.cases.terms import Status
from minqing.cases.terms import gettext_noop as _
from minqing.cases.today_beside import (
    Waiting,
    draw_groups,
    draw_reminder,
    list_answered_posts,
    list_groups_beside,
    list_reminded,
)
from minqing.cases.today_unit import list_unit_groups
from minqing.kernel.messages import Actor
from minqing.notices.public import find_reminder
from minqing.org.public import Directory

S = Status


class Asked(msgspec.Struct, frozen=True):
    """One group: its words, the act it asks for, and the statuses that ask for it."""

    code: str
    zh: str
    act: type[c.CaseCommand]
    statuses: tuple[Status, ...]


HELD: tuple[Asked, ...] = (
    Asked("reopened", _("重新办理，待签收"), c.AcknowledgeCase, (S.REOPENED,)),
    Asked("acknowledge", _("待签收"), c.AcknowledgeCase, (S.AWAITING_ACKNOWLEDGEMENT,)),
    Asked("triage", _("待分办"), c.TriageCase, (S.AWAITING_TRIAGE,)),
    Asked("handle", _("办理中"), c.RecordResult, (S.HANDLING, S.JOINT_HANDLING)),
    Asked("planned", _("挂账，待复看"), c.LookAtPlanned, (S.PLANNED,)),
    Asked("paused", _("暂缓中"), c.ResumeCase, (S.PAUSED,)),
    Asked("confirm", _("待群众确认"), c.RecordConfirmation, (S.AWAITING_CONFIRMATION,)),
)
"""What is asked of the one who holds or handles a case."""

OPINION = Asked("opinion", _("联席会议：待作终结意见"), c.RecordFinalOpinion, ())
"""Asked of who holds what came a third time, beside the work itself."""

IN_REACH: tuple[Asked, ...] = (
    Asked("review", _("待审核"), c.ReviewResult, (S.AWAITING_REVIEW,)),
    Asked("tell", _("待告知"), c.RecordTelling, (S.AWAITING_TELLING,)),
)
"""What is asked of whoever has the permission and reaches the case."""


def get_today(viewer: Actor, *, now: datetime) -> Today:
    """Return what awaits the viewer, soonest first in each group; empty groups are left out.

    Held and handled by his post (and by vacant posts he answers for); to review and to tell
    in his own unit or village; to call, and the late ones for those who supervise, in reach.
    """
    drawing = Drawing(viewer, now)
    directory, reminder = drawing.directory, find_reminder(viewer, now=now)
    waiting = [*list_groups_beside(viewer, directory, now), *_held(viewer, directory)]
    if "CASE_VIEW" in viewer.permissions:
        waiting += _in_reach(viewer, directory, now)
    return Today(
        groups=draw_groups(waiting, drawing, list_reminded(reminder)),
        reminder=draw_reminder(reminder, drawing),
        of_unit=list_unit_groups(viewer, drawing, now),
    )


def _held(viewer: Actor, directory: Directory) -> list[Waiting]:
    posts = list_answered_posts(viewer, directory)
    if not posts:
        return []
    rows = visible(viewer).filter(living=True)
    held = rows.filter(holder_post__in=posts)
    handled = rows.filter(handler_post=viewer.post).exclude(holder_post__in=posts)
    found: list[tuple[datetime, str, str]] = []
    for part in (held, handled):
        columns = part.order_by("sort_at", "id").values_list("sort_at", "id", "status")
        some = columns[: listing.CAP + 1]
        found += [(at, case, status) for at, case, status in some if at is not None]
    found.sort()
    opinions = _list_opinions(posts, rows)
    groups = [Waiting(OPINION.code, OPINION.zh, OPINION.act, opinions)]
    for asked in HELD:
        ids = [
            case for _, case, status in found if status in asked.statuses and case not in opinions
        ]
        if viewer.permissions and not _may(viewer, asked):
            continue
        groups.append(Waiting(asked.code, asked.zh, asked.act, ids))
    sealed = rows.filter(sealed=True, holder_post__in=posts).values_list("id", flat=True)
    if "CASE_VIEW_SEALED" in viewer.permissions:
        ids = list(sealed[: listing.CAP + 1])
        groups.append(Waiting("transfer", _("检举控告，待转送"), c.TransferComplaint, ids))
    return groups


def _list_opinions(posts: tuple[str, ...], rows: QuerySet[Case]) -> list[str]:
    """Return the joint meeting's queue for these posts: taken up, without a final opinion."""
    waiting = rows.filter(
        holder_post__in=posts, waits_opinion=True, status__in=(S.HANDLING, S.JOINT_HANDLING)
    )
    return list(waiting.order_by("sort_at", "id").values_list("id", flat=True)[: listing.CAP + 1])


def _may(viewer: Actor, asked: Asked) -> bool:
    return not asked.act.PERMISSION or asked.act.PERMISSION in viewer.permissions


def _in_reach(viewer: Actor, directory: Directory, now: datetime) -> list[Waiting]:
    axes = list_axes(viewer, directory)
    # telling is owed at the door of the place and by the unit that holds the case
    units = [one for unit in viewer.units for one in (unit, *directory.joined(unit))]
    own = [{column: unit} for unit in units for column in ("holder_unit", "place_village")]
    groups = []
    for asked in IN_REACH:
        if _may(viewer, asked):
            rows = visible(viewer).filter(living=True, status__in=asked.statuses)
            ids = _soonest(list(split_by_axis(rows, own)))
            groups.append(Waiting(asked.code, asked.zh, asked.act, ids))
    if "CASE_TELL" in viewer.permissions:
        rows = visible(viewer).filter(owes_notice=True)
        ids = _soonest(list(split_by_axis(rows, own)))
        groups.append(Waiting("notice", _("待告知延期或暂缓"), c.TellOfChange, ids))
        # an answer to the raiser is owed by whoever holds the case, also after it has ended
        waiting = visible(viewer).filter(asks_office=True)
        ids = sorted(_asked(waiting, own if "SUBJECT_CHANGE" not in viewer.permissions else axes))
        groups.append(Waiting("asked", _("群众的请求"), cr.AnswerRequest, ids))
    if "CASE_CALLBACK" in viewer.permissions:
        rows = visible(viewer).filter(wants_call=True)
        ids = _soonest(list(split_by_axis(rows, axes)))
        groups.append(Waiting("call", _("待回访"), c.RecordConfirmation, ids))
    if "CASE_SUPERVISE" in viewer.permissions:
        wanted = CaseFilter(clock="late")
        parts = listing.select(viewer, wanted, now=now, directory=directory)
        ids = _soonest(parts)
        groups.append(Waiting("late", _("已逾期"), c.RecordResult, ids))
    return groups


def _asked(rows: QuerySet[Case], axes: list[dict[str, str]]) -> list[str]:
    found = (
        part.values_list("id", flat=True)[: listing.CAP + 1] for part in split_by_axis(rows, axes)
    )
    return [case for ids in found for case in ids]


def _soonest(parts: Sequence[QuerySet[Case]]) -> list[str]:
    found: list[tuple[datetime, str]] = []
    for part in parts:
        rows = part.order_by("sort_at", "id").values_list("sort_at", "id")[: listing.CAP + 1]
        found += [(at, case) for at, case in rows if at is not None]
    return [case for _, case in sorted(found)]
