"""挂账事项, 来件时限, 移到新版: lists and one act beside the main line of cases."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from minqing.cases import public as c
from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, say_refusal
from minqing.console.views.case import get_case
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import get_now, submit


@require_safe
@staff("CASE_VIEW")
def show_planned(request: HttpRequest, viewer: Actor) -> HttpResponse:
    asked = reading.Asked.from_query("planned", request.GET)
    page = reading.list_planned(viewer, asked, now=get_now())
    return draw(request, viewer, "console/planned.html", {"page": page})


@require_safe
@staff("CASE_VIEW")
def show_external(request: HttpRequest, viewer: Actor) -> HttpResponse:
    number = request.GET.get("number", "")[:60]
    after = request.GET.get("after", "")[:200]
    page = reading.list_external(viewer, after=after, number=number, now=get_now())
    return draw(request, viewer, "console/external.html", {"page": page, "number": number})


@require_http_methods(["GET", "HEAD", "POST"])
@staff("CASE_MOVE_VERSION")
def move_version(request: HttpRequest, viewer: Actor, case_id: str) -> HttpResponse:
    """Show what a move would change; move with a reason."""
    case, now = get_case(viewer, case_id), get_now()
    plan = reading.preview_version(viewer, case, now=now)
    if plan is None:
        raise Http404
    faults: list[Fault] = []
    if "refusal" in plan:
        faults = [Fault(say_refusal(plan["refusal"]))]
    elif request.method == "POST":
        version = request.POST.get("version", "")
        command = c.MoveToVersion(
            id=request.POST.get("command") or new_id(),
            case=case.id,
            expected_version=int(version) if version.isdigit() else 0,
            version=plan["version"],
            reason=request.POST.get("reason", "").strip(),
        )
        (answer,) = submit([command], by=viewer, now=now)
        if answer.refusal is None:
            messages.add_message(request, messages.SUCCESS, _("已移到新版。"), extra_tags="well")
            return redirect("console:case", case_id)
        faults = [Fault(say_refusal(answer.refusal))]
    context = {
        "case": case,
        "plan": plan,
        "faults": faults,
        "command": new_id(),
        "reason": request.POST.get("reason", ""),
    }
    return draw(request, viewer, "console/version.html", context, status=422 if faults else 200)
