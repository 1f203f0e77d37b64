"""The house itself: its mechanisms and which of their rules run. Read only."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.kernel.messages import Actor


@require_safe
@staff()
def show_mechanisms(request: HttpRequest, viewer: Actor) -> HttpResponse:
    return draw(request, viewer, "console/mechanisms.html", reading.list_mechanisms(viewer))


@require_safe
@staff()
def show_mechanism(request: HttpRequest, viewer: Actor, key: str) -> HttpResponse:
    found = reading.find_mechanism(viewer, key)
    if found is None:
        raise Http404
    return draw(request, viewer, "console/mechanism.html", found)
