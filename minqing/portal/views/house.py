"""First page, help, contact, guide, and what the platform runs by."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from minqing.log.public import get_now
from minqing.portal import reading
from minqing.portal.guide import find_part, get_complaints_phone, list_guide, list_within
from minqing.portal.page import draw


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    return draw(request, "portal/home.html", {})


@require_safe
def show_help(request: HttpRequest) -> HttpResponse:
    return draw(request, "portal/help.html", {"within": list_within()})


@require_safe
def show_contact(request: HttpRequest) -> HttpResponse:
    return draw(request, "portal/contacts.html", {"complaints": get_complaints_phone()})


@require_safe
def show_guide(request: HttpRequest) -> HttpResponse:
    return draw(request, "portal/guide.html", {"parts": list_guide(now=get_now())})


@require_safe
def show_guide_part(request: HttpRequest, category: str) -> HttpResponse:
    part = find_part(category, now=get_now())
    if part is None:
        raise Http404
    return draw(request, "portal/guide_part.html", {"part": part, "within": list_within()})


@require_safe
def show_mechanisms(request: HttpRequest) -> HttpResponse:
    return draw(request, "portal/mechanisms.html", reading.list_mechanisms())


@require_safe
def show_offline(request: HttpRequest) -> HttpResponse:
    """A page that may be kept: what to do where the network ends."""
    answer = draw(request, "portal/offline.html", {})
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
