"""代办清单: what is needed, what was taken, where it is, what went back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minqing.cases import public as c
from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, Typed, say_refusal
from minqing.console.shown import CaseView
from minqing.console.views.case import get_case
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command
from minqing.log.public import get_now, submit

SPARE_ROWS = 3
"""Empty rows for papers that stand on no list."""
MOST_ROWS = 40


@require_safe
@staff("CASE_VIEW", "CASE_RECEIVE")
def show_papers(request: HttpRequest, viewer: Actor, case_id: str) -> HttpResponse:
    return _draw(request, viewer, get_case(viewer, case_id), {})


def _draw(
    request: HttpRequest, viewer: Actor, case: CaseView, faults: dict[str, list[Fault]]
) -> HttpResponse:
    now = get_now()
    open_errand = "case.take-more-papers" in case.verbs
    spare = {"name": "", "form": "original", "pages": 1, "kept": False}
    rows = [*reading.list_materials(viewer, case, now=now), *[spare] * SPARE_ROWS]
    context = {
        "case": case,
        "papers": reading.see_beside(viewer, case, now=now).papers,
        "rows": list(enumerate(rows, 1)),
        "taking": open_errand or "case.take-on-errand" in case.verbs,
        "open_errand": open_errand,
        "can_hand_back": "case.hand-back-papers" in case.verbs,
        "commands": {key.replace("-", ""): new_id() for key in MAKERS},
        "faults": faults,
        "typed": request.POST,
        "returned_to": list(c.RETURNED_TO_ZH.items()),
        "forms": list(c.PAPER_FORM_ZH.items()),
    }
    return draw(request, viewer, "console/papers.html", context, status=422 if faults else 200)


def _taken(typed: Typed) -> tuple[c.PaperTaken, ...]:
    found = []
    for at in range(1, MOST_ROWS):
        name = typed.text(f"name-{at}")
        if not name or not (typed.text(f"take-{at}") or typed.text(f"free-{at}")):
            continue
        pages = typed.text(f"pages-{at}")
        form = c.PaperForm.COPY if typed.text(f"form-{at}") == "copy" else c.PaperForm.ORIGINAL
        found.append(c.PaperTaken(name, form, int(pages) if pages.isdecimal() else 0))
    return tuple(found)


def _lines(typed: Typed, name: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in typed.text(name).splitlines() if line.strip())


def _chosen(typed: Typed, name: str, value: str) -> tuple[int, ...]:
    numbers = range(1, MOST_ROWS * 2)
    return tuple(number for number in numbers if typed.text(f"{name}-{number}") == value)


def _take(case: CaseView, typed: Typed, fields: dict[str, Any]) -> Command:
    if "case.take-more-papers" in case.verbs:
        return c.TakeMorePapers(taken=_taken(typed), **fields)
    return c.TakeOnErrand(taken=_taken(typed), **fields)


def _needed(case: CaseView, typed: Typed, fields: dict[str, Any]) -> Command:
    return c.ListNeededPapers(needed=_lines(typed, "needed"), **fields)


def _hand_in(case: CaseView, typed: Typed, fields: dict[str, Any]) -> Command:
    return c.HandInPapers(
        office=typed.text("office"),
        office_number=typed.text("office_number"),
        papers=_chosen(typed, "paper", "in"),
        **fields,
    )


def _hand_back(case: CaseView, typed: Typed, fields: dict[str, Any]) -> Command | None:
    back, kept = _chosen(typed, "paper", "back"), _chosen(typed, "paper", "kept")
    if not back and not kept:
        typed.faults.append(Fault(_("不能交还：没有选材料。请选交还或留存的材料。")))
        return None
    to = typed.text("returned_to")
    known = c.ReturnedTo(to) if to in set(c.ReturnedTo) else c.ReturnedTo.RAISER
    return c.HandBackPapers(papers=back, kept=kept, returned_to=known, **fields)


MAKERS: dict[str, Callable[[CaseView, Typed, dict[str, Any]], Command | None]] = {
    "take": _take,
    "needed": _needed,
    "hand-in": _hand_in,
    "hand-back": _hand_back,
}


@require_POST
@staff("CASE_VIEW", "CASE_RECEIVE")
def do_papers(request: HttpRequest, viewer: Actor, case_id: str, key: str) -> HttpResponse:
    """Take, list, hand in, hand back: what was typed becomes one command."""
    case, maker = get_case(viewer, case_id), MAKERS.get(key)
    if maker is None:
        raise Http404
    typed = Typed(request.POST.dict())
    version = typed.text("version")
    fields: dict[str, Any] = {
        "id": typed.text("command") or new_id(),
        "case": case_id,
        "expected_version": int(version) if version.isdigit() else 0,
    }
    command = maker(case, typed, fields)
    if command is not None:
        (answer,) = submit([command], by=viewer, now=get_now())
        if answer.refusal is not None:
            typed.faults.append(Fault(say_refusal(answer.refusal)))
    if typed.faults:
        return _draw(request, viewer, case, {key: typed.faults})
    messages.add_message(request, messages.SUCCESS, _("已记入代办清单。"), extra_tags="well")
    return redirect("console:papers", case_id)
