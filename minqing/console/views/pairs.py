"""联系结对: the register, making and ending a pair."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from minqing.console import reading
from minqing.console.deeds import carry_out, find_deed, offer
from minqing.console.deeds.of_pairs import PAIR_DEEDS
from minqing.console.desk import draw, staff
from minqing.console.forms import Typed
from minqing.kernel.messages import Actor

SEEING = ("CASE_VIEW", "PAIR_EDIT")


@require_safe
@staff(*SEEING)
def show_pairs(request: HttpRequest, viewer: Actor) -> HttpResponse:
    return _draw(request, viewer)


def _draw(
    request: HttpRequest, viewer: Actor, tried: str = "", typed: Typed | None = None
) -> HttpResponse:
    offers = offer(
        PAIR_DEEDS, viewer, reading.list_pair_options(viewer),
        lambda key: reverse("console:pair-deed", args=[key]), tried=tried, typed=typed,
    )  # fmt: skip
    context = {**reading.see_pairs(viewer), "offers": offers}
    return draw(request, viewer, "console/pairs.html", context, status=422 if typed else 200)


@require_POST
@staff("PAIR_EDIT")
def do_deed(request: HttpRequest, viewer: Actor, key: str) -> HttpResponse:
    deed = find_deed(PAIR_DEEDS, key, viewer)
    if deed is None:
        raise Http404
    typed = Typed(request.POST.dict(), prefix=f"{key}-")
    if not carry_out(viewer, deed, "", typed, reading.list_pair_options(viewer)):
        return _draw(request, viewer, key, typed)
    messages.add_message(request, messages.SUCCESS, deed.done, extra_tags="well")
    return redirect("console:pairs")
