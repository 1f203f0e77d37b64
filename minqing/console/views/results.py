"""办理情况: the numbers of a place and period, and the rows behind each of them. Read only."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.kernel.messages import Actor


@require_safe
@staff("CASE_VIEW")
def show_results(request: HttpRequest, viewer: Actor) -> HttpResponse:
    found = reading.see_results(viewer, request.GET)
    if found is None:
        raise Http404
    return draw(request, viewer, "console/results.html", found)


@require_safe
@staff("CASE_VIEW")
def show_rows(request: HttpRequest, viewer: Actor) -> HttpResponse:
    found = reading.list_result_rows(viewer, request.GET)
    if found is None:
        raise Http404
    return draw(request, viewer, "console/result_rows.html", found)
