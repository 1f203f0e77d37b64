"""运行状态: is the worker keeping up, what waits for a person, since when is the log proved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.kernel.messages import Actor


@require_safe
@staff("OPERATIONS_VIEW")
def show_operations(request: HttpRequest, viewer: Actor) -> HttpResponse:
    found = reading.describe_operations(viewer, now=timezone.now())
    return draw(request, viewer, "console/operations.html", found)
