"""回访: what an independent caller has to ask, and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.kernel.messages import Actor
from minqing.log.public import get_now


@require_safe
@staff("CASE_CALLBACK")
def show_callbacks(request: HttpRequest, viewer: Actor) -> HttpResponse:
    asked = reading.Asked.from_query("call", request.GET)
    page = reading.list_callbacks(viewer, asked, now=get_now())
    return draw(request, viewer, "console/callbacks.html", {"page": page})
