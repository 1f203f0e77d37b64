"""惠民项目: the register, one project, its stages."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.console import reading
from minqing.console.deeds import carry_out, find_deed, offer
from minqing.console.deeds.of_projects import DEEDS_OF_STAGE, REGISTER_PROJECT
from minqing.console.desk import draw, staff
from minqing.console.forms import Typed
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor

SEEING = ("CASE_VIEW", "PROJECT_EDIT")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*SEEING)
def show_projects(request: HttpRequest, viewer: Actor) -> HttpResponse:
    typed, options = None, reading.list_project_options(viewer)
    if request.method == "POST":
        typed = Typed(request.POST.dict(), prefix="register-")
        if find_deed([REGISTER_PROJECT], "register", viewer) is None:
            raise Http404
        subject = typed.text("subject") or new_id()
        if carry_out(viewer, REGISTER_PROJECT, subject, typed, options):
            done = REGISTER_PROJECT.done
            messages.add_message(request, messages.SUCCESS, done, extra_tags="well")
            return redirect("console:project", subject)
    offers = offer(
        [REGISTER_PROJECT], viewer, options, lambda key: reverse("console:projects"),
        tried="register" if typed else "", typed=typed,
    )  # fmt: skip
    found = reading.see_projects(viewer, request.GET)
    context = {**found, "offers": offers, "subject": new_id()}
    return draw(request, viewer, "console/projects.html", context, status=422 if typed else 200)


@require_safe
@staff(*SEEING)
def show_project(request: HttpRequest, viewer: Actor, project: str) -> HttpResponse:
    return _draw(request, viewer, project)


def _draw(
    request: HttpRequest, viewer: Actor, project: str, tried: str = "", typed: Typed | None = None
) -> HttpResponse:
    found = reading.find_project_page(viewer, project)
    if found is None:
        raise Http404
    offers = offer(
        DEEDS_OF_STAGE.get(found["view"].stage, ()), viewer, reading.list_project_options(viewer),
        lambda key: reverse("console:project-deed", args=[project, key]),
        tried=tried, typed=typed,
    )  # fmt: skip
    context = {**found, "offers": offers}
    return draw(request, viewer, "console/project.html", context, status=422 if typed else 200)


@require_POST
@staff("PROJECT_EDIT")
def do_deed(request: HttpRequest, viewer: Actor, project: str, key: str) -> HttpResponse:
    found = reading.find_project_page(viewer, project)
    deeds = DEEDS_OF_STAGE.get(found["view"].stage, ()) if found else ()
    deed = find_deed(deeds, key, viewer)
    if deed is None:
        raise Http404
    typed = Typed(request.POST.dict(), prefix=f"{key}-")
    if not carry_out(viewer, deed, project, typed, reading.list_project_options(viewer)):
        return _draw(request, viewer, project, key, typed)
    messages.add_message(request, messages.SUCCESS, deed.done, extra_tags="well")
    return redirect("console:project", project)
