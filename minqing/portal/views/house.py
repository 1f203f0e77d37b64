"""First page, help, and what the platform runs by."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from minqing.portal import reading
from minqing.portal.page import draw


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    return draw(request, "portal/home.html", {})


@require_safe
def show_help(request: HttpRequest) -> HttpResponse:
    return draw(request, "portal/help.html", {})


@require_safe
def show_mechanisms(request: HttpRequest) -> HttpResponse:
    return draw(request, "portal/mechanisms.html", reading.list_mechanisms())
