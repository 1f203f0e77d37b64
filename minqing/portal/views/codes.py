"""二维码: a code on a wall that leads to raising a matter for that village, and its sheet."""

from __future__ import annotations

import io

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from minqing.portal import reading


def _address(request: HttpRequest, place: str) -> str:
    if not reading.find_town(place):
        raise Http404
    return request.build_absolute_uri(reverse("portal:begin-at", args=[place]))


@require_safe
def draw_code(request: HttpRequest, place: str) -> HttpResponse:
    """The code as a drawing; a quarter of it may be scratched and it is still read."""
    written = io.BytesIO()
    code = segno.make(_address(request, place), error="q", micro=False)
    code.save(written, kind="svg", xmldecl=False, svgclass=None, lineclass=None, omitsize=True)
    return HttpResponse(written.getvalue(), content_type="image/svg+xml")


@require_safe
def show_sheet(request: HttpRequest, place: str) -> HttpResponse:
    """The sheet for the wall, A4."""
    address = _address(request, place)
    context = {
        "place": place,
        "place_name": reading.name_place(place),
        "office": reading.get_place_name(),
        "address": address,
        "back": reverse("portal:home"),
    }
    return render(request, "portal/sheet.html", context)
