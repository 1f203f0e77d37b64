"""谁能看什么: a post explained in sentences; who sees a case."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.kernel.messages import Actor
from minqing.log.public import get_now


@require_safe
@staff()
def show_access(request: HttpRequest, viewer: Actor) -> HttpResponse:
    post, name = request.GET.get("post", ""), request.GET.get("name", "").strip()
    found = None
    if post or not name:
        found = reading.explain_access(viewer, post or viewer.post, now=get_now())
    if post and found is None:
        raise Http404
    context = {"found": found, "name": name, "who": reading.list_who(viewer, name)}
    return draw(request, viewer, "console/access.html", context)


@require_safe
@staff("CASE_VIEW")
def show_seers(request: HttpRequest, viewer: Actor, case_id: str) -> HttpResponse:
    found = reading.list_case_seers(viewer, case_id, now=get_now())
    if found is None:
        raise Http404
    return draw(request, viewer, "console/seers.html", found)
