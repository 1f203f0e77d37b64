"""What awaits a viewer beside the main line: urgings, papers, deadlines of sources, reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from minqing.cases import commands as c
from minqing.cases import commands_beside as b
from minqing.cases import dispatch_commands as d
from minqing.cases import listing
from minqing.cases.dispatch import list_owed
from minqing.cases.dispatch_followers import PIECE, RULING
from minqing.cases.drawing import Drawing
from minqing.cases.models import Case
from minqing.cases.reach import visible
from minqing.cases.shown import Reminder, TodayGroup
from minqing.cases.terms import gettext_noop as _
from minqing.kernel.messages import Actor
from minqing.notices.public import ReminderState
from minqing.org.public import Directory

NEAR = timedelta(days=3)
"""From when a deadline of a source, whose rule may be unknown, is shown. Source: ours."""

SHOWN = 20
"""Lines of a group on the first page; the rest is one click away."""


def list_groups_beside(viewer: Actor, directory: Directory, now: datetime) -> list[Waiting]:
    """Return what is asked of the viewer beside the statuses: to answer an urging, to answer a
    source whose deadline is near or past, to give papers back after the end."""
    posts = list_answered_posts(viewer, directory)
    if not posts:
        return []
    groups = list_owed_groups(viewer, posts)
    if "CASE_HANDLE" not in viewer.permissions:
        return groups
    held = visible(viewer).filter(holder_post__in=posts)
    urged = held.filter(urged=True, living=True).order_by("id")
    near = now + NEAR
    external = (
        Case.objects.filter(holder_unit=viewer.unit, external_due_at__lte=near)
        .filter(holder_post__in=posts, sealed=False)
        .order_by("external_due_at", "id")
    )
    papers = held.filter(papers_out=True, living=False).order_by("id")
    found = (
        ("urged", _("督办，待回复"), b.AnswerUrging, urged),
        ("external", _("来件单位时限将到"), b.SendAnswerBack, external),
        ("papers", _("已结束，材料待交还"), c.HandBackPapers, papers),
    )
    for code, zh, act, rows in found:
        ids = list(rows.values_list("id", flat=True)[: listing.CAP + 1])
        groups.append(Waiting(code, zh, act, ids))
    return groups


def list_owed_groups(viewer: Actor, posts: Sequence[str]) -> list[Waiting]:
    """Return what the viewer owes cases that others hold: rulings, pieces of joint handling."""
    most = listing.CAP + 1
    groups = []
    for code, zh, act, what in (
        ("rule", _("派单异议，待裁定"), d.RuleObjection, RULING),
        ("pieces", _("协办事项，待提交"), d.AnswerPiece, PIECE),
    ):
        owed = list_owed(viewer, posts, what=what, most=most)
        groups.append(Waiting(code, zh, act, list(dict.fromkeys(one.case for one in owed))))
    return groups


def list_reminded(found: ReminderState | None) -> list[str]:
    """Return the cases that a reminder is about, each once."""
    items = () if found is None else found.items
    return list(dict.fromkeys(item.subject.partition(":")[2] for item in items))


def draw_reminder(found: ReminderState | None, drawing: Drawing) -> Reminder | None:
    """Return today's reminder of the viewer's post with what of it is still open."""
    if found is None:
        return None
    lines = tuple(one for one in drawing.lines(list_reminded(found)) if one.clock is not None)
    return Reminder(at=found.at, count=found.count, lines=lines) if lines else None


def list_answered_posts(viewer: Actor, directory: Directory) -> tuple[str, ...]:
    """Return the viewer's post and the posts in reach for which it answers: vacant, abolished."""
    if not viewer.post:
        return ()
    vacant = (post.id for post in directory.unfilled() if directory.reaches(viewer, post.unit))
    return (viewer.post, *(p for p in vacant if directory.accountable(p) == viewer.post))


class Waiting(msgspec.Struct, frozen=True):
    """One group before its lines are drawn: its words, its act, and every case of it."""

    code: str
    zh: str
    act: type[c.CaseCommand]
    ids: Sequence[str]

    def draw(self, drawing: Drawing) -> TodayGroup:
        """Return the group with its first lines."""
        return TodayGroup(
            code=self.code,
            zh=self.zh,
            act=self.act.TYPE,
            count=min(len(self.ids), listing.CAP),
            capped=len(self.ids) > listing.CAP,
            lines=drawing.lines(self.ids[:SHOWN]),
        )


def draw_groups(
    waiting: Sequence[Waiting], drawing: Drawing, reminded: Sequence[str]
) -> tuple[TodayGroup, ...]:
    """Draw groups; every case of the page is opened in one go, not group by group."""
    shown = (case for one in waiting for case in one.ids[:SHOWN])
    drawing.open(dict.fromkeys([*shown, *reminded]))
    return tuple(one.draw(drawing) for one in waiting if one.ids)
