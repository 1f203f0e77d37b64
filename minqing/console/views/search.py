"""检索: what is known of a word, in reach."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.kernel.messages import Actor
from minqing.log.public import get_now

KIND = "search"


@require_safe
@staff("CASE_VIEW")
def show_search(request: HttpRequest, viewer: Actor) -> HttpResponse:
    typed = " ".join(request.GET.get("q", "").replace("\0", "").split())[:200]
    asked = reading.Asked.from_query(KIND, request.GET)
    found = reading.search(viewer, typed, asked, now=get_now()) if typed else None
    categories = reading.list_first_categories(viewer)
    context = {
        "searched": typed,
        "found": found,
        "asked": asked,
        "filters": reading.list_filters(viewer, asked, categories),
    }
    return draw(request, viewer, "console/search.html", context)
