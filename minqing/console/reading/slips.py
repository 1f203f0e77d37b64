"""What is printed: the receipt slip, the notice of non-acceptance; numbers made at the edge."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.console.shown import CaseView
from minqing.console.wording import say_day, say_full_day
from minqing.kernel.receipts import format_receipt


def make_slip(case: CaseView, *, office: str, address: str) -> dict[str, Any]:
    """Return what stands on the receipt slip."""
    promise = next((clock for clock in case.clocks if clock.name == PROMISE_ZH), None)
    return {
        "office": office,
        "receipt": case.receipt,
        "pin": case.pin,
        "raised_at": case.raised_at,
        "place": case.place,
        "category": case.category,
        "due_at": promise.due.at if promise else None,
        "address": address,
    }


PROMISE_ZH = c.CLOCK_ZH[c.ClockName.PROMISE]


def make_letter(case: CaseView, *, office: str) -> dict[str, Any] | None:
    """Return the notice of non-acceptance; None when the case was not refused."""
    if case.result is None or case.result.outcome != c.Outcome.NOT_ACCEPTED:
        return None
    facts = dict(case.result.facts)
    name = case.raiser.name if case.raiser else _("反映人")
    return {
        "name": name,
        "raised_on": say_day(case.raised_at),
        "receipt": format_receipt(case.receipt),
        "reason": facts.get(_("理由"), ""),
        "channel": facts.get(_("应走的法定途径"), ""),
        "reply": case.result.reply,
        "office": office,
        "told_on": say_day(case.told_at) if case.told_at else "",
    }


def make_opinion_paper(case: CaseView, *, office: str) -> dict[str, Any]:
    """Return what stands on the printed final opinion; the case has one."""
    assert case.opinion is not None, "asked only where an opinion stands"
    return {
        # a sealed or anonymous raiser is not named on paper either
        "name": case.raiser.name if case.raiser else _("反映人"),
        "raised_on": say_full_day(case.raised_at),
        "receipt": format_receipt(case.receipt),
        "outcome": case.opinion.outcome,
        "words": case.opinion.words,
        "channels": case.opinion.channels,
        "office": office,
        "day": say_full_day(case.opinion.at),
    }
