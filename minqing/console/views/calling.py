"""回访: the number of the raiser for whoever is to call, uncovered by an act that leaves a trace."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from minqing.cases import public as c
from minqing.console.desk import staff
from minqing.console.forms import Typed, say_refusal
from minqing.console.views.case import get_case
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import get_now, submit

FOR_THE_CALL = "回访"
"""The reason that stays on the case; data, not a word of the screen."""


@require_POST
@staff("CASE_CALLBACK")
def show_number(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Uncover name and number of a case that waits for this viewer's call, and go to its page.

    Asked again within the ten minutes it stands open, it leaves no second trace.
    """
    case = get_case(viewer, Typed(request.POST.dict()).text("case"))
    if case.calling is None:
        raise Http404
    if not (case.raiser and case.raiser.unmasked):
        command = c.UnmaskRaiser(id=new_id(), case=case.id, reason=FOR_THE_CALL)
        (answer,) = submit([command], by=viewer, now=get_now())
        if answer.refusal is not None:
            messages.add_message(
                request, messages.ERROR, say_refusal(answer.refusal), extra_tags="late"
            )
    return redirect(f"{reverse('console:case', args=[case.id])}#calling")
