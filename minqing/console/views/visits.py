"""走访: who first, recorded in a few taps; a place in numbers; a village's cadence."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from minqing.console import reading
from minqing.console.deeds import carry_out, find_deed, offer
from minqing.console.deeds.of_visits import VARY, VISIT_DEEDS
from minqing.console.desk import draw, staff
from minqing.console.forms import Typed
from minqing.kernel.ids import derived_id, new_id
from minqing.kernel.messages import Actor

BACK_TO = ("unit", "post", "standing")


@require_safe
@staff("HOUSEHOLD_VIEW")
def show_visits(request: HttpRequest, viewer: Actor) -> HttpResponse:
    return _draw(request, viewer, request.GET.dict())


def _draw(
    request: HttpRequest,
    viewer: Actor,
    asked: dict[str, str],
    vary: Typed | None = None,
    record: Typed | None = None,
) -> HttpResponse:
    found = reading.see_visits(viewer, asked)
    if found is None:
        raise Http404
    village = found.get("village", "")
    options = reading.list_visit_options(viewer, "", village)
    offers = offer(
        [VARY] if village and options.variations else [], viewer, options,
        lambda key: reverse("console:vary", args=[village]),
        tried="vary" if vary else "", typed=vary,
    )  # fmt: skip
    for row in found.get("rows", ()):
        row["command"] = new_id()
    context = {
        **found,
        "offers": offers,
        "asked": {name: asked.get(name, "") for name in BACK_TO},
        "recorded": asked.get("recorded", "")[:40],
        "household": asked.get("household", "")[:40],
        "faults": record.faults if record else (),
    }
    status = 422 if vary or record else 200
    return draw(request, viewer, "console/visits.html", context, status=status)


@require_POST
@staff("ACTIVITY_RECORD")
def record_visit(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Record a visit or call from the list, and come back to the same list."""
    typed = Typed(request.POST.dict())
    household = typed.text("household")
    unit = reading.find_village(viewer, household)
    deed = find_deed(VISIT_DEEDS, "record", viewer)
    if deed is None or unit is None:
        raise Http404
    back = {name: typed.text(name) for name in BACK_TO if typed.text(name)}
    options = reading.list_visit_options(viewer, "", unit)
    typed.data = {**typed.data, "command": typed.text("command") or new_id()}
    if not carry_out(viewer, deed, household, typed, options):
        return _draw(request, viewer, back, record=typed)
    made = derived_id("activity", typed.text("command"))
    query = urlencode({**back, "recorded": made, "household": household})
    return redirect(f"{reverse('console:visits')}?{query}")


@require_POST
@staff("DUTY_VARY")
def vary(request: HttpRequest, viewer: Actor, unit: str) -> HttpResponse:
    typed = Typed(request.POST.dict(), prefix="vary-")
    options = reading.list_visit_options(viewer, "", unit)
    if reading.see_visits(viewer, {"unit": unit}) is None:
        raise Http404
    if not carry_out(viewer, VARY, unit, typed, options):
        return _draw(request, viewer, {"unit": unit}, vary=typed)
    messages.add_message(request, messages.SUCCESS, VARY.done, extra_tags="well")
    return redirect(f"{reverse('console:visits')}?unit={unit}")
