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
from minqing.cases.shown import CaseFilter, Today, TodayGroup
from minqing.cases.terms import Status
from minqing.cases.terms import gettext_noop as _
from minqing.cases.today_beside import (
    find_reminded,
    list_answered_posts,
    list_groups_beside,
    make_group,
)
from minqing.kernel.messages import Actor

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
    groups = [*list_groups_beside(viewer, drawing, now), *_held(viewer, drawing)]
    if "CASE_VIEW" in viewer.permissions:
        groups += _in_reach(viewer, drawing, now)
    return Today(
        groups=tuple(group for group in groups if group.count),
        reminder=find_reminded(viewer, drawing, now),
    )


def _held(viewer: Actor, drawing: Drawing) -> list[TodayGroup]:
    posts = list_answered_posts(viewer, drawing.directory)
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
    groups = [make_group(OPINION.code, OPINION.zh, OPINION.act, opinions, drawing)]
    for asked in HELD:
        ids = [
            case for _, case, status in found if status in asked.statuses and case not in opinions
        ]
        if viewer.permissions and not _may(viewer, asked):
            continue
        groups.append(make_group(asked.code, asked.zh, asked.act, ids, drawing))
    sealed = rows.filter(sealed=True, holder_post__in=posts).values_list("id", flat=True)
    if "CASE_VIEW_SEALED" in viewer.permissions:
        ids = list(sealed[: listing.CAP + 1])
        groups.append(
            make_group("transfer", _("检举控告，待转送"), c.TransferComplaint, ids, drawing)
        )
    return groups


def _list_opinions(posts: tuple[str, ...], rows: QuerySet[Case]) -> list[str]:
    """Return the joint meeting's queue for these posts: taken up, without a final opinion."""
    waiting = rows.filter(
        holder_post__in=posts, waits_opinion=True, status__in=(S.HANDLING, S.JOINT_HANDLING)
    )
    return list(waiting.order_by("sort_at", "id").values_list("id", flat=True)[: listing.CAP + 1])


def _may(viewer: Actor, asked: Asked) -> bool:
    return not asked.act.PERMISSION or asked.act.PERMISSION in viewer.permissions


def _in_reach(viewer: Actor, drawing: Drawing, now: datetime) -> list[TodayGroup]:
    axes = list_axes(viewer, drawing.directory)
    # telling is owed at the door of the place and by the unit that holds the case
    units = [one for unit in viewer.units for one in (unit, *drawing.directory.joined(unit))]
    own = [{column: unit} for unit in units for column in ("holder_unit", "place_village")]
    groups = []
    for asked in IN_REACH:
        if _may(viewer, asked):
            rows = visible(viewer).filter(living=True, status__in=asked.statuses)
            ids = _soonest(list(split_by_axis(rows, own)))
            groups.append(make_group(asked.code, asked.zh, asked.act, ids, drawing))
    if "CASE_TELL" in viewer.permissions:
        rows = visible(viewer).filter(owes_notice=True)
        ids = _soonest(list(split_by_axis(rows, own)))
        groups.append(make_group("notice", _("待告知延期或暂缓"), c.TellOfChange, ids, drawing))
        # an answer to the raiser is owed by whoever holds the case, also after it has ended
        waiting = visible(viewer).filter(asks_office=True)
        ids = sorted(_asked(waiting, own if "SUBJECT_CHANGE" not in viewer.permissions else axes))
        groups.append(make_group("asked", _("群众的请求"), cr.AnswerRequest, ids, drawing))
    if "CASE_CALLBACK" in viewer.permissions:
        rows = visible(viewer).filter(wants_call=True)
        ids = _soonest(list(split_by_axis(rows, axes)))
        groups.append(make_group("call", _("待回访"), c.RecordConfirmation, ids, drawing))
    if "CASE_SUPERVISE" in viewer.permissions:
        wanted = CaseFilter(clock="late")
        parts = listing.select(viewer, wanted, now=now, directory=drawing.directory)
        ids = _soonest(parts)
        groups.append(make_group("late", _("已逾期"), c.RecordResult, ids, drawing))
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
