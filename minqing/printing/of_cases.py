"""What stands on the sheets of a case. Names as the viewer may see them; words of the sheet's
language; nothing that the sheet does not need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.kernel.due_sentences import SPANS
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, make_frame
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory, say_title
from minqing.printing.codes import draw_code


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What a sheet needs besides its case. `track`: address where a receipt is looked up.
    `name`: of the raiser as the viewer may see it. `pin`: only where it may be printed."""

    now: datetime
    track: str
    name: str = ""
    pin: str = ""


def fill_sheet(key: str, page: c.CasePage, around: Around) -> dict[str, Any]:
    """Return what stands on one sheet of a case; the sheet fits the case."""
    return _say_case(page, around) | OF_SHEET[key](page, around)


def _say_case(page: c.CasePage, around: Around) -> dict[str, Any]:
    state, line = page.state, page.line
    promise = c.CLOCK_ZH[c.ClockName.PROMISE]
    due = next((clock.due.at for clock in page.clocks if clock.zh == promise), None)
    return {
        "receipt": state.receipt,
        "name": around.name or _("反映人"),
        "raised_at": state.raised_at,
        "place": line.place_name,
        "category": line.category_en if get_language() == "en" else line.category_zh,
        "due_at": due,
        "office": name_unit(state.holder_unit),
        "home": name_unit(state.home_banner),
        "track": around.track,
        "code": draw_code(f"{around.track}?receipt={state.receipt}"),
        "window": say_window(state),
        "printed_at": around.now,
    }


def say_window(state: c.CaseState) -> str:
    """Return how long after the end it may be asked for again, in words (15天)."""
    span = _section(state).reopening.window.span
    return _(SPANS[span.unit]).format(amount=span.amount)


def name_unit(code: str) -> str:
    directory = get_snapshot(Directory)
    return directory.full_name(code) or directory.unit(code).name if directory.has(code) else ""


def name_post(post: str) -> str:
    """Return a post as paper names it: unit and title, never the person."""
    directory = get_snapshot(Directory)
    if not post or not directory.has_post(post):
        return ""
    held = directory.post(post)
    return f"{directory.unit(held.unit).short_name} {say_title(held)}"


def _section(state: c.CaseState) -> c.CasesSection:
    section = get_snapshot(Packs).get(state.pack, state.pack_version).section("cases")
    assert isinstance(section, c.CasesSection), "a case is opened under a pack that has cases"
    return section


def _find_day(page: c.CasePage, *kinds: str) -> datetime:
    """Return when the last of these things happened to the case."""
    found = [i.happened_at for i in page.timeline if i.type.partition("@")[0] in kinds]
    return max(found, default=page.state.recorded_at)


# ---------------------------------------------------------------- sheet by sheet
def _receipt(page: c.CasePage, around: Around) -> dict[str, Any]:
    return {"pin": around.pin}


def _acceptance(page: c.CasePage, around: Around) -> dict[str, Any]:
    return {"dated": _find_day(page, "case.triaged")}


def _materials(page: c.CasePage, around: Around) -> dict[str, Any]:
    errand = page.state.errand
    assert errand is not None, "the sheet fits the case"
    rows = [
        {
            "paper": paper,
            "form": _(c.PAPER_FORM_ZH[paper.form]) if paper.form else "",
            "to": _(c.RETURNED_TO_ZH[paper.returned_to]) if paper.returned_to else "",
        }
        for paper in errand.items
    ]
    return {
        "rows": rows,
        "missing_papers": c.list_missing(errand),
        "taken_at": errand.taken_at,
        "taken_by": name_post(errand.items[0].taken_by) if errand.items else "",
        "out": len(c.list_out(errand)),
    }


def _result(page: c.CasePage, around: Around) -> dict[str, Any]:
    result = page.state.result
    assert result is not None, "the sheet fits the case"
    return {
        "outcome": result.outcome,
        "reply": page.reply,
        "plan": result.plan,
        "plan_unit": name_unit(result.plan.unit) if result.plan else "",
        "rule": result.rule,
        "organ": result.organ,
        "channel": _name_channel(page.state),
        "dated": page.state.told_at or around.now,
    }


def _not_accepted(page: c.CasePage, around: Around) -> dict[str, Any]:
    result = page.state.result
    assert result is not None, "the sheet fits the case"
    reasons = {one.code: _say(one) for one in _section(page.state).non_acceptance}
    return {
        "reason": reasons.get(result.reason, result.reason),
        "channel": _name_channel(page.state),
        "reply": page.reply,
        "dated": page.state.told_at or around.now,
    }


def _final_opinion(page: c.CasePage, around: Around) -> dict[str, Any]:
    opinion = page.opinion
    assert opinion is not None, "the sheet fits the case"
    return {
        "outcome": opinion.outcome,
        "reply": opinion.words,
        "channels": [_say(word) for word in opinion.channels],
        "dated": opinion.at,
    }


def _joint(page: c.CasePage, around: Around) -> dict[str, Any]:
    frame = make_frame(Actor(scope="system:printing", kind="system"), around.now)
    shown = c.dispatch.show_joint(page.state, frame)
    assert shown is not None, "the sheet fits the case"
    return {
        "main": shown.main_name,
        "matter": page.matter,
        "rows": shown.pieces or shown.earlier,
        "draft": c.dispatch.assemble_draft(shown),
        "status": page.state.status,
    }


def _name_channel(state: c.CaseState) -> str:
    wanted = state.result.legal_channel if state.result else ""
    channels = {one.code: _say(one) for one in _section(state).legal_channels}
    return channels.get(wanted, wanted)


def _say(word: Any) -> str:
    return str(word.en if get_language() == "en" else word.zh)


OF_SHEET: dict[str, Callable[[c.CasePage, Around], dict[str, Any]]] = {
    "receipt": _receipt,
    "acceptance": _acceptance,
    "materials": _materials,
    "result": _result,
    "not-accepted": _not_accepted,
    "final-opinion": _final_opinion,
    "joint": _joint,
}
