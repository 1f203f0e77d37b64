"""承诺: the ledger, making one, one promise with its story and what may be done."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.console import reading
from minqing.console.deeds import carry_out, find_deed, offer
from minqing.console.deeds.of_promises import MAKE, list_deeds
from minqing.console.desk import draw, staff
from minqing.console.forms import Typed
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor

SEEING = ("CASE_VIEW", "COMMITMENT_MAKE", "COMMITMENT_KEEP", "COMMITMENT_FOLLOW")
MANY = 12
"""Posts from which on they are searched before one is chosen. Source: ours."""

ACTING = ("COMMITMENT_KEEP", "COMMITMENT_PUBLISH", "COMMITMENT_WITHHOLD", "COMMITMENT_FOLLOW")


@require_safe
@staff(*SEEING)
def show_promises(request: HttpRequest, viewer: Actor) -> HttpResponse:
    return draw(request, viewer, "console/promises.html", reading.see_promises(viewer, request.GET))


@require_http_methods(["GET", "HEAD", "POST"])
@staff("COMMITMENT_MAKE")
def make_promise(request: HttpRequest, viewer: Actor) -> HttpResponse:
    case, words = request.GET.get("case", ""), request.GET.get("q", "").strip()[:40]
    typed, options = None, reading.list_promise_options(viewer, case=case)
    many = reading.count_owing(options) > MANY
    narrowed = reading.list_promise_options(viewer, case=case, words=words) if words else options
    if request.method == "POST":
        typed = Typed(request.POST.dict(), prefix="make-")
        subject = typed.text("subject") or new_id()
        if carry_out(viewer, MAKE, subject, typed, options):
            messages.add_message(request, messages.SUCCESS, MAKE.done, extra_tags="well")
            return redirect("console:promise", subject)
    (act,) = offer(
        [MAKE], viewer, options if typed or not narrowed.owing else narrowed,
        lambda key: reverse("console:promise-make"), tried="make" if typed else "", typed=typed,
    )  # fmt: skip
    context = {
        "act": act, "subject": new_id(), "case": case,
        "many": many, "words": words, "found": reading.count_owing(narrowed),
    }  # fmt: skip
    return draw(request, viewer, "console/promise_make.html", context, status=422 if typed else 200)


@require_safe
@staff(*SEEING)
def show_promise(request: HttpRequest, viewer: Actor, promise: str) -> HttpResponse:
    return _draw(request, viewer, promise)


def _draw(
    request: HttpRequest, viewer: Actor, promise: str, tried: str = "", typed: Typed | None = None
) -> HttpResponse:
    found = reading.find_promise_page(viewer, promise)
    if found is None:
        raise Http404
    deeds, options = list_deeds(found["page"].acts), reading.list_promise_options(viewer, promise)
    offers = offer(
        deeds, viewer, options, lambda key: reverse("console:promise-deed", args=[promise, key]),
        tried=tried, typed=typed,
    )  # fmt: skip
    elsewhere = typed is not None and tried not in {deed.key for deed in deeds}
    context = {
        **found,
        "offers": offers,
        "command": new_id(),
        "faults": typed.faults if typed and elsewhere else [],
    }
    return draw(request, viewer, "console/promise.html", context, status=422 if typed else 200)


@require_POST
@staff(*ACTING)
def do_deed(request: HttpRequest, viewer: Actor, promise: str, key: str) -> HttpResponse:
    found = reading.find_promise_page(viewer, promise)
    acts = found["page"].acts if found else frozenset()
    deed = find_deed((*list_deeds(acts), *list_deeds(acts, beside=True)), key, viewer)
    if deed is None:
        raise Http404
    typed = Typed(request.POST.dict(), prefix=f"{key}-")
    options = reading.list_promise_options(viewer, promise)
    if not carry_out(viewer, deed, promise, typed, options):
        return _draw(request, viewer, promise, key, typed)
    messages.add_message(request, messages.SUCCESS, deed.done, extra_tags="well")
    return redirect("console:promise", promise)
