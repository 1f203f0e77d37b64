"""今日事项: everything that awaits me, one click away."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from minqing.cases.public import call_ups
from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.console.reading import approvals
from minqing.exchange.public import count_held
from minqing.kernel.messages import Actor
from minqing.log.public import get_now


@require_safe
@staff()
def show_today(request: HttpRequest, viewer: Actor) -> HttpResponse:
    now = get_now()
    today = reading.see_today(viewer, now=now)
    waiting = approvals.list_waiting(viewer, now=now)
    promises = reading.list_promises_waiting(viewer)
    meetings = reading.see_to_do(viewer)
    orders = count_held(viewer) if "CASE_TRIAGE" in viewer.permissions else 0
    context = {
        "today": today,
        "orders": orders,
        "waiting": waiting,
        "promises": promises,
        "meetings": meetings,
        "awaiting": today.total
        + len(waiting)
        + orders
        + sum(len(one["rows"]) for one in promises)
        + (meetings["count"] if meetings else 0),
        "calls": call_ups.count_awaiting(viewer, now=now),
        "rounds": reading.see_own_rounds(viewer),
    }
    return draw(request, viewer, "console/today.html", context)
