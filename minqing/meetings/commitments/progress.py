"""Progress of a promise: what happened on the streams it rests on. Never a typed percentage."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from minqing.log.public import read_stream
from minqing.meetings.commitments.shown import Step
from minqing.meetings.commitments.state import CommitmentState

MOVES = {
    "case.result-recorded": _("写了办理结果"),
    "case.result-reviewed": _("审核通过办理结果"),
    "case.settled-on-spot": _("当场办结并告知"),
    "case.raiser-told": _("告知了反映人"),
    "case.confirmation-given": _("反映人作了确认"),
    "case.planned-looked-at": _("复看了计划"),
    "case.files-attached": _("加了照片或材料"),
    "case.struck-off": _("事项办结"),
    "case.reopened": _("群众要求重新办理"),
    "project.registered": _("登记了项目"),
    "project.begun": _("项目开工"),
    "project.finished": _("项目完成"),
    "project.cancelled": _("项目取消"),
}
"""Entries that are progress, by type without version, in the words of the page."""


def list_streams(state: CommitmentState) -> tuple[str, ...]:
    """Return the streams a promise rests on: its subjects, and what was named as evidence."""
    told = [target for one in state.reports for target in one.evidence]
    shown = [target for one in state.keepings for target in one.evidence]
    found = [state.subject, *state.others, *told, *shown]
    return tuple(one for one in dict.fromkeys(found) if one.partition(":")[0] in KINDS)


KINDS = frozenset(name.partition(".")[0] for name in MOVES)


def list_progress(state: CommitmentState) -> tuple[Step, ...]:
    """Return what moved since the promise was made, newest first."""
    steps = [
        Step(at=entry.happened_at, zh=MOVES[name], evidence=(stream,))
        for stream in list_streams(state)
        for entry in read_stream(stream)
        if entry.recorded_at >= state.made_at and (name := entry.type.partition("@")[0]) in MOVES
    ]
    return tuple(sorted(steps, key=lambda step: step.at, reverse=True))
