"""二维码: a code on a wall that leads to raising a matter for that village; its sheet, its card."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from minqing.portal import reading
from minqing.printing.public import draw_sheet, fill_card, fill_code, write_code


def _address(request: HttpRequest, place: str) -> str:
    if not reading.find_town(place):
        raise Http404
    return request.build_absolute_uri(reverse("portal:begin-at", args=[place]))


@require_safe
def draw_code(request: HttpRequest, place: str) -> HttpResponse:
    """The code as a drawing; a quarter of it may be scratched and it is still read."""
    return HttpResponse(write_code(_address(request, place)), content_type="image/svg+xml")


@require_safe
def show_sheet(request: HttpRequest, place: str) -> HttpResponse:
    """The sheet for the wall."""
    address = _address(request, place)
    return draw_sheet(
        request, "code", lambda: fill_code(place, address=address),
        back=reverse("portal:home"), name=place,
    )  # fmt: skip


@require_safe
def show_card(request: HttpRequest, place: str) -> HttpResponse:
    """民情联系卡 of a village, for whoever has lost the one of their own officer."""
    address = _address(request, place)
    return draw_sheet(
        request, "contact-card", lambda: fill_card(place, "", address=address),
        back=reverse("portal:contact"), name=place,
    )  # fmt: skip
