"""打印: the sheets of a case, the contact card of a post."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from minqing.console import reading
from minqing.console.desk import staff
from minqing.console.views.case import ask_proof_of_opened, get_case
from minqing.kernel.messages import Actor
from minqing.log.public import get_now
from minqing.printing.public import draw_sheet, fill_card


@require_safe
@staff("CASE_VIEW", "CASE_RECEIVE")
def print_case(request: HttpRequest, viewer: Actor, case_id: str, key: str) -> HttpResponse:
    """One sheet of a case; those that it has now are listed on its page."""
    shown = get_case(viewer, case_id)
    if key not in {sheet.key for sheet in reading.list_case_sheets(shown)}:
        raise Http404
    if (asked := ask_proof_of_opened(request, viewer, shown)) is not None:
        return asked
    now, track = get_now(), request.build_absolute_uri(reverse("portal:track"))
    receipt = shown.receipt

    def fill() -> dict[str, Any]:
        # read again: in the language of the sheet, which need not be the screen's
        case = get_case(viewer, case_id)
        return reading.fill_case_sheet(viewer, case, key, track=track, now=now) or {}

    back = reverse("console:case", args=[case_id])
    return draw_sheet(request, key, fill, back=back, name=receipt)


@require_safe
@staff()
def print_card(request: HttpRequest, viewer: Actor, post: str) -> HttpResponse:
    """民情联系卡 of a post, to hang in the houses it answers for."""
    place = reading.find_card_place(viewer, post)
    if place is None:
        raise Http404
    door = reverse("portal:begin-at", args=[place]) if reading.is_village(place) else ""
    address = request.build_absolute_uri(door or reverse("portal:raise"))
    return draw_sheet(
        request, "contact-card", lambda: fill_card(place, post, address=address),
        back=reverse("console:post", args=[post]), name=post,
    )  # fmt: skip
