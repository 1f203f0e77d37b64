"""群众确认: the screen turned to the resident, who alone presses here; the record says so."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from minqing.cases import public as c
from minqing.console import reading
from minqing.console.desk import staff
from minqing.console.forms import Fault, say_refusal
from minqing.console.shown import CaseView
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import get_now, submit


@require_http_methods(["GET", "HEAD", "POST"])
@staff("CASE_VIEW", "CASE_RECEIVE")
def turn(request: HttpRequest, viewer: Actor, case_id: str) -> HttpResponse:
    case = reading.find_case(viewer, case_id, now=get_now())
    if case is None or (request.method != "POST" and reading.TURN not in case.verbs):
        raise Http404
    faults: list[Fault] = []
    done = ""
    if request.method == "POST":
        faults = _record(request, viewer, case)
        done = "" if faults else _words(request)
    context = {
        "case": case,
        "command": new_id(),
        "faults": faults,
        "done": done,
        "answered": request.POST.get("answered", ""),
        "place": reading.get_place_name(viewer),
    }
    return render(request, "console/turned.html", context, status=422 if faults else 200)


def _record(request: HttpRequest, viewer: Actor, case: CaseView) -> list[Fault]:
    answered, solved = request.POST.get("answered"), request.POST.get("solved")
    if answered not in ("yes", "no") or solved not in ("yes", "no"):
        return [Fault(_("不能记下：两个问题都要回答。请先选第一题，再按第二题。"))]
    version = request.POST.get("version", "")
    command = c.RecordConfirmation(
        id=request.POST.get("command") or new_id(),
        case=case.id,
        expected_version=int(version) if version.isdigit() else 0,
        answered=answered == "yes",
        solved=solved == "yes",
        given_on=c.GivenOn(case.turned_way or c.GivenOn.SCREEN),
        in_resident_mode=True,
    )
    (answer,) = submit([command], by=viewer, now=get_now())
    return [] if answer.refusal is None else [Fault(say_refusal(answer.refusal))]


def _words(request: HttpRequest) -> str:
    if request.POST["solved"] == "yes":
        return _("您说：问题已解决。")
    return _("您说：问题未解决。这件事会重新办理。")
