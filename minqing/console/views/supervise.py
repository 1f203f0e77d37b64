"""督办: every stage by place, and what is late. Places and units, never persons."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.kernel.messages import Actor
from minqing.log.public import get_now


@require_safe
@staff("CASE_SUPERVISE")
def show_board(request: HttpRequest, viewer: Actor) -> HttpResponse:
    now = get_now()
    context = {
        "board": reading.see_board(viewer, now=now),
        "late": reading.list_late(viewer, now=now),
        "returns": reading.list_returns(viewer, now=now),
    }
    return draw(request, viewer, "console/supervise.html", context)
