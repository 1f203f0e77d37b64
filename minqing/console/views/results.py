"""办理情况: the numbers of a place and period, and the rows behind each of them. Read only."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minqing.console import reading, sheets
from minqing.console.desk import draw, staff
from minqing.console.wording import say_moment
from minqing.kernel.messages import Actor
from minqing.log.public import get_now, is_demonstration


@require_safe
@staff("CASE_VIEW")
def show_results(request: HttpRequest, viewer: Actor) -> HttpResponse:
    found = reading.see_results(viewer, request.GET)
    if found is None:
        raise Http404
    return draw(request, viewer, "console/results.html", found)


@require_safe
@staff("CASE_VIEW")
def send_results(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Send the numbers of the page as a csv: no row of a matter is in it."""
    rows = reading.tabulate_results(viewer, request.GET)
    if rows is None:
        raise Http404
    head, *numbers = [[str(cell) for cell in row] for row in rows]
    said = [_("截至{now}，由事项记录算出。").format(now=say_moment(get_now()))]
    if is_demonstration():
        said.append(_("演示数据（模拟）"))
    pieces = list(sheets.write_csv(head, numbers, [(), *((words,) for words in said)]))
    answer = HttpResponse(b"".join(pieces), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="results.csv"'
    return answer


@require_safe
@staff("CASE_VIEW")
def show_rows(request: HttpRequest, viewer: Actor) -> HttpResponse:
    found = reading.list_result_rows(viewer, request.GET)
    if found is None:
        raise Http404
    return draw(request, viewer, "console/result_rows.html", found)
