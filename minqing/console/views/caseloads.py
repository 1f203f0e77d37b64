"""包联: coverage by place, a village's caseloads, its division among posts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, say_refusal
from minqing.households.public import DivideVillage, propose_division
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import get_now, submit


@require_safe
@staff("HOUSEHOLD_VIEW")
def show_caseloads(request: HttpRequest, viewer: Actor) -> HttpResponse:
    return _draw(request, viewer, request.GET.get("unit", ""), request.GET.getlist("post"))


def _draw(
    request: HttpRequest, viewer: Actor, unit: str, posts: list[str], faults: Any = ()
) -> HttpResponse:
    found = reading.see_caseloads(viewer, unit)
    if found is None:
        raise Http404
    proposal = None
    if posts and found["is_village"] and found["may_assign"]:
        proposal = reading.show_proposal(viewer, found["unit"].code, posts)
    context = {**found, "proposal": proposal, "chosen": posts, "faults": faults,
               "command": new_id()}  # fmt: skip
    status = 422 if faults else 200
    return draw(request, viewer, "console/caseloads.html", context, status=status)


@require_POST
@staff("HOUSEHOLD_ASSIGN")
def divide(request: HttpRequest, viewer: Actor, unit: str) -> HttpResponse:
    """Accept the division that was shown: the same one, or nothing."""
    posts = request.POST.get("posts", "").split()
    proposal = propose_division(viewer, unit, posts)
    if proposal is None:
        raise Http404
    if reading.mark(proposal) != request.POST.get("mark"):
        changed = _("不能分包：看过方案之后户情有变动。请核对下面的新方案。")
        return _draw(request, viewer, unit, posts, [Fault(changed)])
    command = DivideVillage(
        id=request.POST.get("command") or new_id(), unit=unit, shares=proposal.shares
    )
    (answer,) = submit([command], by=viewer, now=get_now())
    if answer.refusal is not None:
        return _draw(request, viewer, unit, posts, [Fault(say_refusal(answer.refusal))])
    messages.add_message(request, messages.SUCCESS, _("已按方案分包。"), extra_tags="well")
    for sentence in reading.list_outside(proposal):
        messages.add_message(request, messages.WARNING, sentence, extra_tags="soon")
    return redirect(f"{reverse('console:caseloads')}?unit={unit}")
