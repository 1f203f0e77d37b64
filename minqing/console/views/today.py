"""今日事项: everything that awaits me, one click away."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.kernel.messages import Actor
from minqing.log.public import get_now


@require_safe
@staff()
def show_today(request: HttpRequest, viewer: Actor) -> HttpResponse:
    today = reading.see_today(viewer, now=get_now())
    return draw(request, viewer, "console/today.html", {"today": today})
