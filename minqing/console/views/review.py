"""审核: the matter on the left, the draft on the right, remarks beside it, and the next one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from minqing.cases import public as c
from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, say_refusal
from minqing.console.shown import CaseView
from minqing.console.views.case import get_case
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import get_now, submit

REVIEW = "case.review-result"


@require_safe
@staff("CASE_REVIEW")
def show_reviews(request: HttpRequest, viewer: Actor) -> HttpResponse:
    lines = reading.list_to_review(viewer, now=get_now())
    return draw(request, viewer, "console/reviews.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@staff("CASE_REVIEW")
def review(request: HttpRequest, viewer: Actor, case_id: str) -> HttpResponse:
    """Approve a draft or send it back, then go on with the next one."""
    case, now = get_case(viewer, case_id), get_now()
    if REVIEW not in case.verbs:
        return redirect("console:reviews")
    result = case.result
    assert result is not None, "what awaits review has a result"
    remarks = reading.remark(viewer, case, result.reply, result.outcome, now=now)
    despite = reading.get_despite(case)
    faults: list[Fault] = []
    if request.method == "POST":
        faults = _decide(request, viewer, case, remarks, despite)
        if not faults:
            return redirect(_next(viewer, case_id))
    waiting = [line for line in reading.list_to_review(viewer, now=now) if line.id != case_id]
    context = {
        "case": case,
        "remarks": remarks,
        "personal": any(one["personal"] for one in remarks),
        "despite": despite,
        "faults": faults,
        "command": new_id(),
        "typed": request.POST,
        "waiting": len(waiting),
        "next": reverse("console:review", args=[waiting[0].id]) if waiting else "",
    }
    return draw(request, viewer, "console/review.html", context, status=422 if faults else 200)


def _decide(
    request: HttpRequest,
    viewer: Actor,
    case: CaseView,
    remarks: list[dict[str, Any]],
    despite: str,
) -> list[Fault]:
    approved = request.POST.get("verdict") == "approve"
    reason = request.POST.get("despite", "").strip()
    if approved and any(one["personal"] for one in remarks) and not (reason or despite):
        return [
            Fault(_("不能通过：答复里有个人信息。请退回修改，或写明必须保留的理由。"), "despite")
        ]
    version = request.POST.get("version", "")
    words = request.POST.get("remarks", "").strip()
    command = c.ReviewResult(
        id=request.POST.get("command") or new_id(),
        case=case.id,
        expected_version=int(version) if version.isdigit() else 0,
        approved=approved,
        remarks=Personal(words, subject=f"case:{case.id}") if words else None,
        despite=reason,
    )
    (answer,) = submit([command], by=viewer, now=get_now())
    if answer.refusal is not None:
        return [Fault(say_refusal(answer.refusal), "remarks")]
    done = _("已审核通过。") if approved else _("已退回重写。")
    messages.add_message(request, messages.SUCCESS, done, extra_tags="well")
    return []


def _next(viewer: Actor, done: str) -> str:
    for line in reading.list_to_review(viewer, now=get_now()):
        if line.id != done:
            return reverse("console:review", args=[line.id])
    return reverse("console:reviews")
