"""Merging and splitting in the words of the desk: panel, suggestions with reasons, preview."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minqing.cases import public as c
from minqing.console.forms import say_refusal
from minqing.console.reading.lines import say_weight, show_line, show_lines
from minqing.console.shown import CaseLine
from minqing.kernel.messages import Actor
from minqing.log.public import get_state


class MemberRow(msgspec.Struct, frozen=True, kw_only=True):
    line: CaseLine
    said: str
    is_unsolved: bool


class GroupView(msgspec.Struct, frozen=True, kw_only=True):
    """The panel 并案. `lead`: the main when this case is a member; `may_unmerge`: this case
    may be taken out here; `will`: what happens then."""

    weight: str
    beside: str
    is_member: bool
    main: CaseLine | None
    main_id: str
    members: tuple[MemberRow, ...]
    elsewhere: int
    unsolved: int
    may_unmerge: bool
    will: str


class SuggestionView(msgspec.Struct, frozen=True, kw_only=True):
    line: CaseLine
    weight: str
    why: str
    refused: str


class PreviewView(msgspec.Struct, frozen=True, kw_only=True):
    main: CaseLine | None
    before: str
    after: str
    will: tuple[str, ...]
    refused: str
    carried: tuple[str, ...]
    main_id: str


def say_beside(weight: c.Weight) -> str:
    """Say who is counted apart, empty when nobody is."""
    said = [
        _(words).format(count=number)
        for words, number in (
            (_("未登记户、按一件一户计的{count}件"), weight.unplaced),
            (_("身份保密的另计{count}件"), weight.sealed),
            (_("匿名的另计{count}件"), weight.anonymous),
        )
        if number
    ]
    return _("；").join(said)


def show_group(viewer: Actor, case: str, *, now: datetime) -> GroupView | None:
    """Return the panel 并案 of a case whose page the viewer was shown, None when it is alone."""
    state: c.CaseState | None = get_state(f"case:{case}")
    found = None if state is None else c.find_group(viewer, state, now=now)
    if state is None or found is None:
        return None
    is_member = found.lead != case
    return GroupView(
        weight=say_weight(found.weight),
        beside=say_beside(found.weight),
        is_member=is_member,
        main=None if found.main is None else show_line(found.main),
        main_id=found.lead,
        members=tuple(
            MemberRow(line=show_line(one.line), said=_say_member(one), is_unsolved=one.unsolved)
            for one in found.members
            if one.line.id != case
        ),
        elsewhere=found.elsewhere,
        unsolved=found.unsolved,
        may_unmerge=is_member and "CASE_MERGE" in viewer.permissions,
        will=_say_unmerging(state),
    )


def _say_member(one: c.MemberShown) -> str:
    if one.unsolved:
        return _("反映人说没有解决，已单独重新办理")
    if one.waits:
        return _("等主件的结果")
    return _("已告知") if one.told else _("已有结果，待告知")


def _say_unmerging(state: c.CaseState) -> str:
    if state.merged is None:
        return _("它已经单独办理；解除后不再与主件列在一起。")
    if state.status is c.Status.CLOSED:
        return _("它已随主件办结；解除后重新办理，不计入群众要求重新办理的次数。")
    if state.result is not None:
        return _("主件的答复不再作为它的答复；恢复并案前的状态、承办岗位和时限。")
    return _("恢复并案前的状态、承办岗位和时限；并案期间不计入办理时限，答复时限照旧。")


def list_suggestions(viewer: Actor, case: str, *, now: datetime) -> tuple[SuggestionView, ...]:
    """Return the cases that may be the same matter, each with the reason."""
    found = c.suggest_for_case(viewer, case, now=now)
    return tuple(_show_suggestion(one) for one in found)


def list_alike(
    viewer: Actor, *, text: str, place: str, category: str, household: str, now: datetime
) -> tuple[SuggestionView, ...]:
    """Return what may be the same matter as one that is being written down."""
    wanted = c.Wanted(text=text, place=place, category=category, household=household)
    return tuple(_show_suggestion(one) for one in c.suggest_for_need(viewer, wanted, now=now))


def _show_suggestion(one: c.Suggestion) -> SuggestionView:
    return SuggestionView(
        line=show_line(one.line),
        weight=say_weight(one.weight),
        why=_("；").join(_list_reasons(one)),
        refused="" if one.refusal is None else say_refusal(one.refusal),
    )


def _list_reasons(one: c.Suggestion) -> list[str]:
    reasons = [_("登记人已指出是同一件事")] if one.pointed_out else []
    likeness = one.likeness
    if likeness is None:
        return reasons
    if one.same_household:
        reasons.append(_("同一户"))
    if likeness.words:
        reasons.append(_("都说到“{words}”").format(words=_("、").join(likeness.words)))
    if likeness.same_category:
        reasons.append(_("同一类别"))
    days = likeness.days
    reasons.append(
        ngettext("相隔{days}天", "相隔{days}天", days).format(days=days)
        if days
        else _("同一天反映")
    )
    return reasons


def see_preview(viewer: Actor, case: str, into: str, *, now: datetime) -> PreviewView | None:
    """Return what merging would do, in sentences; None when there is nothing to preview."""
    found = c.preview_merge(viewer, case, into, now=now)
    if found is None:
        return None
    return PreviewView(
        main=None if found.main is None else show_line(found.main),
        main_id="" if found.main is None else found.main.id,
        before=say_weight(found.before),
        after=say_weight(found.after),
        will=tuple(_list_effects(found)),
        refused="" if found.refusal is None else say_refusal(found.refusal),
        carried=found.carried,
    )


def _list_effects(found: c.Preview) -> list[str]:
    said = [
        _("本件不再单独办理，等主件的结果；回执编号不变。"),
        _("主件的办理结果就是本件的答复，仍要单独告知、单独请反映人确认。"),
        _("答复时限从反映之日起照旧计算，不因并案顺延。"),
        _("反映人之间互不告知姓名；随时可以解除并案。"),
    ]
    if found.carried:
        count = len(found.carried)
        said.append(_("原来并入本件的{count}件一同改并到主件。").format(count=count))
    if found.answered:
        said.append(_("主件已有答复：并入后即可告知本件的反映人。"))
    return said


def list_other_parts(viewer: Actor, case: str, *, now: datetime) -> tuple[CaseLine, ...]:
    """Return the other matters of the text that a case came from."""
    state: c.CaseState | None = get_state(f"case:{case}")
    return () if state is None else show_lines(c.list_part_lines(viewer, state, now=now))
