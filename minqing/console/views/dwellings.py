"""户情: the list, one household with its deeds, everything held about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.console import reading
from minqing.console.deeds import HouseOptions, carry_out, find_deed, offer
from minqing.console.deeds.deed import Deed
from minqing.console.deeds.of_households import DEEDS, REGISTER
from minqing.console.deeds.of_visits import END_EXCUSE, OWN_DEEDS, VISIT_DEEDS
from minqing.console.desk import draw, staff
from minqing.console.forms import Typed
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import get_now
from minqing.printing.public import draw_sheet

ALL_VISIT_DEEDS = (*VISIT_DEEDS, *OWN_DEEDS, END_EXCUSE)
SEEN_ON_RECORD = ("erase",)
"""Deeds of the page of everything held; the others are on the household's own page."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff("HOUSEHOLD_VIEW")
def show_households(request: HttpRequest, viewer: Actor) -> HttpResponse:
    typed = None
    if request.method == "POST":
        typed = Typed(request.POST.dict(), prefix="register-")
        deed = find_deed([REGISTER], "register", viewer)
        if deed is None:
            raise Http404
        subject = typed.text("subject") or new_id()
        if carry_out(viewer, deed, subject, typed, HouseOptions()):
            messages.add_message(request, messages.SUCCESS, deed.done, extra_tags="well")
            return redirect("console:household", subject)
    asked = {"unit": typed.text("unit")} if typed else request.GET.dict()
    found = reading.list_dwellings(viewer, asked)
    if found is None:
        raise Http404
    offers = offer(
        [REGISTER] if found["is_village"] else [], viewer, HouseOptions(),
        lambda key: reverse("console:households"), tried="register" if typed else "", typed=typed,
    )  # fmt: skip
    context = {**found, "offers": offers, "subject": new_id()}
    return draw(request, viewer, "console/households.html", context, status=422 if typed else 200)


@require_safe
@staff("HOUSEHOLD_VIEW")
def show_household(request: HttpRequest, viewer: Actor, household: str) -> HttpResponse:
    return _draw(request, viewer, household)


def _draw(
    request: HttpRequest,
    viewer: Actor,
    household: str,
    tried: str = "",
    typed: Typed | None = None,
) -> HttpResponse:
    found = reading.find_dwelling(viewer, household, now=get_now())
    if found is None:
        raise Http404
    view = found["view"]
    options = reading.list_dwelling_options(viewer, household, view.unit, view.post)
    listed = [*_list_visit_deeds(options, found["contacts"]), *DEEDS]
    deeds = [deed for deed in listed if deed.key not in SEEN_ON_RECORD and not view.closed]
    offers = offer(
        deeds, viewer, options,
        lambda key: reverse("console:household-deed", args=[household, key]),
        tried=tried, typed=typed,
    )  # fmt: skip
    context = {**found, "offers": offers}
    return draw(request, viewer, "console/household.html", context, status=422 if typed else 200)


def _list_visit_deeds(options: HouseOptions, contacts: dict[str, Any] | None) -> list[Deed]:
    """Return the deeds on visits that make sense for this household now."""
    if contacts is None or not options.activity_results:
        return []
    ending = (END_EXCUSE,) if contacts["excuse"] else ()
    visits = [deed for deed in VISIT_DEEDS if options.excuses or deed.key != "excuse"]
    return [*visits, *ending, *(OWN_DEEDS if options.own_activities else ())]


@require_POST
@staff("HOUSEHOLD_VIEW", "SUBJECT_ERASE")
def do_deed(request: HttpRequest, viewer: Actor, household: str, key: str) -> HttpResponse:
    deed = find_deed((*ALL_VISIT_DEEDS, *DEEDS), key, viewer)
    record = reading.list_kept(viewer, household, now=get_now())
    if deed is None or record is None:
        raise Http404
    typed = Typed(request.POST.dict(), prefix=f"{key}-")
    view = record.get("view")
    options = reading.list_dwelling_options(
        viewer, household, record["record"].unit, view.post if view else ""
    )
    if carry_out(viewer, deed, household, typed, options):
        messages.add_message(request, messages.SUCCESS, deed.done, extra_tags="well")
        _warn_of_measure(request, key, typed.text("post"))
        page = "household-kept" if key in SEEN_ON_RECORD else "household"
        return redirect(f"console:{page}", household)
    if key in SEEN_ON_RECORD:
        return _draw_kept(request, viewer, household, typed)
    return _draw(request, viewer, household, key, typed)


def _warn_of_measure(request: HttpRequest, key: str, post: str) -> None:
    """Say after a household was given to a post that this post has more than the measure."""
    outgrown = reading.say_outgrown(post) if key == "assign" else ""
    if outgrown:
        messages.add_message(request, messages.WARNING, outgrown, extra_tags="soon")


@require_safe
@staff("HOUSEHOLD_VIEW", "SUBJECT_ERASE")
def show_kept(request: HttpRequest, viewer: Actor, household: str) -> HttpResponse:
    """Everything held about a household, to print for it; with the act of erasing."""
    return _draw_kept(request, viewer, household, None)


def _draw_kept(
    request: HttpRequest, viewer: Actor, household: str, typed: Typed | None
) -> HttpResponse:
    found = reading.list_kept(viewer, household, now=get_now())
    if found is None:
        raise Http404
    deeds = [deed for deed in DEEDS if deed.key in SEEN_ON_RECORD and found["record"].kept]
    offers = offer(
        deeds, viewer, HouseOptions(),
        lambda key: reverse("console:household-deed", args=[household, key]),
        tried="erase" if typed else "", typed=typed,
    )  # fmt: skip
    context = {**found, "offers": offers, "office": reading.get_place_name(viewer)}
    if request.GET.get("paper"):
        return _print_kept(request, viewer, household)
    return draw(request, viewer, "console/kept.html", context, status=422 if typed else 200)


def _print_kept(request: HttpRequest, viewer: Actor, household: str) -> HttpResponse:
    def fill() -> dict[str, Any]:
        found = reading.list_kept(viewer, household, now=get_now()) or {}
        return {**found, "office": reading.get_place_name(viewer)}

    back = reverse("console:household-kept", args=[household])
    return draw_sheet(request, "held", fill, back=back, template="console/paper_kept.html")
