"""责任清单 and 联动办理: who answers for what, and what several units handle together. Read only."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.kernel.messages import Actor
from minqing.log.public import get_now


@require_safe
@staff()
def show_catalogue(request: HttpRequest, viewer: Actor, key: str) -> HttpResponse:
    """One edition of a mechanism's catalogue, with what changed from the one before."""
    version = request.GET.get("version", "")
    found = reading.find_catalogue(
        viewer,
        key,
        version=int(version) if version.isascii() and version.isdigit() else 0,
        words=request.GET.get("q", ""),
        now=get_now(),
    )
    if found is None:
        raise Http404
    return draw(request, viewer, "console/catalogue.html", found)


@require_safe
@staff("CASE_VIEW")
def show_objections(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Objections to a dispatch that wait for their ruling: who rules, who objected, until when."""
    found = reading.list_objections(viewer, now=get_now())
    return draw(request, viewer, "console/objections.html", found)


@require_safe
@staff("CASE_VIEW")
def show_joint(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """What the viewer's unit owes cases of others, what it handles with others, rulings."""
    return draw(request, viewer, "console/joint.html", reading.list_joint(viewer, now=get_now()))
