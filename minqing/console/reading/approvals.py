"""Requests that wait for somebody's consent, worded for the desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from minqing.approvals import public as a
from minqing.cases import public as c
from minqing.console.reading.lines import show_clock
from minqing.console.reading.onecase import get_section
from minqing.console.shown_approvals import ApprovalRow, ApprovalView, RoundStepView
from minqing.console.wording import say_day
from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.clocks import Span
from minqing.kernel.due_sentences import agree
from minqing.kernel.messages import Actor
from minqing.kernel.receipts import format_receipt
from minqing.log.public import get_snapshot, get_state
from minqing.mechanisms.public import say_words

TONES = {"asked": "soon", "sent_back": "soon", "granted": "well"}


def list_waiting(viewer: Actor, *, now: datetime) -> tuple[ApprovalRow, ...]:
    """Return what waits for this viewer's consent, oldest first."""
    return _rows(a.list_waiting(viewer, now=now), viewer, now)


def list_asked(viewer: Actor, *, now: datetime) -> tuple[ApprovalRow, ...]:
    """Return what the viewer's post asked for, newest first."""
    return _rows(a.list_asked(viewer, now=now), viewer, now)


def list_of_case(viewer: Actor, case: str, *, now: datetime) -> tuple[ApprovalRow, ...]:
    """Return the requests on one case, newest first."""
    pages = a.list_of_subject(viewer, f"case:{case}", now=now)
    return _rows((page.line for page in pages), viewer, now)


def find_approval(viewer: Actor, approval: str, *, now: datetime) -> ApprovalView | None:
    """Return one request with its rounds; None when it is not for this viewer."""
    page = a.find_approval(viewer, approval, now=now)
    if page is None:
        return None
    (row,) = _rows([page.line], viewer, now)
    return ApprovalView(
        row=row,
        subject=page.line.subject,
        version=page.version,
        words=page.words,
        terms=(*_say_terms(page.line), *_say_days(page.line, now)),
        missing=page.state.missing,
        steps=tuple(
            RoundStepView(
                title=_(step.zh), at=step.at, by=step.by, said=step.words, round=step.round
            )
            for step in reversed(page.steps)
        ),
        acts=page.acts,
        raw_terms=dict(page.line.terms),
        opens_identity=page.line.kind == c.ConsentKind.UNSEALING,
    )


def _rows(lines: Iterable[a.ApprovalLine], viewer: Actor, now: datetime) -> tuple[ApprovalRow, ...]:
    found = list(lines)
    keys = [line.subject.partition(":")[2] for line in found if line.subject.startswith("case:")]
    about = {one.id: one for one in c.draw_lines(viewer, keys, now=now)}
    return tuple(_row(line, about.get(line.subject.partition(":")[2])) for line in found)


def _row(line: a.ApprovalLine, case: c.CaseLine | None) -> ApprovalRow:
    return ApprovalRow(
        id=line.id,
        url=reverse("console:approval", args=[line.id]),
        title=_(line.zh),
        about="" if case is None else format_receipt(case.receipt),
        about_url="" if case is None else reverse("console:case", args=[case.id]),
        matter="" if case is None else case.summary,
        clock=None if case is None else show_clock(case.clock),
        terms=_("，").join(value for _name, value in _say_terms(line)),
        status=_(line.status_zh),
        tone=TONES.get(line.status, "neutral"),
        asker=line.asker,
        asked_at=line.asked_at,
        persons=line.persons,
        agreed=line.agreed,
        is_open=line.status in (a.ApprovalStatus.ASKED, a.ApprovalStatus.SENT_BACK),
    )


def find_case_of(subject: str) -> c.CaseState | None:
    """Return the case a request is about, None when it is about something else."""
    kind, _colon, _key = subject.partition(":")
    state: c.CaseState | None = get_state(subject) if kind == "case" else None
    return state


def _say_terms(line: a.ApprovalLine) -> Iterable[tuple[str, str]]:
    """Say what exactly is asked for, as pairs of name and value."""
    terms = line.terms
    if "amount" in terms:
        yield _("延长"), agree(_("{amount}个工作日").format(amount=terms["amount"]))
    if "outcome" in terms:
        yield _("结论"), _(c.OUTCOME_ZH[c.Outcome(str(terms["outcome"]))])
    if "channels" in terms:
        yield _("不服可走的法定途径"), _("、").join(_say_channels(line, str(terms["channels"])))


def _say_days(line: a.ApprovalLine, now: datetime) -> Iterable[tuple[str, str]]:
    """Say from which day to which, while it is not decided: then the record of the case does."""
    case = find_case_of(line.subject)
    waits = line.status is a.ApprovalStatus.ASKED and "amount" in line.terms
    if not waits or case is None or case.clock is None:
        return
    span = Span(int(line.terms["amount"]), get_section(case).extensions.longest.unit)
    calendar = get_snapshot(WorkCalendar)
    old, new = c.preview_extension(case.clock, span, now=now, calendar=calendar)
    yield _("时限"), _("由{old}改到{new}").format(old=say_day(old), new=say_day(new))


def _say_channels(line: a.ApprovalLine, codes: str) -> list[str]:
    case = find_case_of(line.subject)
    if case is None:
        return codes.split()
    words: dict[str, Any] = {one.code: one for one in get_section(case).legal_channels}
    return [
        say_words(words[code].zh, words[code].en) if code in words else code
        for code in codes.split()
    ]
