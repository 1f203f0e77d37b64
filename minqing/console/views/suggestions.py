"""系统建议: while a need is written down, and the page on which the model is run."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.console.forms import say_refusal
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command
from minqing.log.public import get_now, submit
from minqing.suggestions.public import AskTraining, SwitchSuggestions


@require_POST
@staff("CASE_RECEIVE")
def show_suggested(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """What category the words suggest. Sent by POST: words never stand in an address."""
    found = reading.suggest(
        viewer,
        request.POST.get("matter", ""),
        place=request.POST.get("unit", ""),
        prefix="f-",
        categories=reading.list_intake_options(viewer).categories,
    )
    return render(request, "console/parts/suggested.html", {"suggested": found})


@require_safe
@staff("SUGGESTION_ADMIN")
def show_suggestions(request: HttpRequest, viewer: Actor) -> HttpResponse:
    found = reading.describe_suggestions(viewer, now=get_now())
    return draw(request, viewer, "console/suggestions.html", {**found, "command": new_id()})


@require_POST
@staff("SUGGESTION_ADMIN")
def act(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Ask for a training, switch off, switch on."""
    wish = request.POST.get("act", "")
    command = _make(wish, request.POST.get("command") or new_id(), request.POST.get("reason", ""))
    (answer,) = submit([command], by=viewer, now=get_now())
    if answer.refusal is None:
        done = {
            "train": _("已排上，后台一分钟内开始训练。"),
            "off": _("已停用，模型已删除。"),
            "on": _("已启用。需要训练后才有建议。"),
        }[wish]
        messages.success(request, done, extra_tags="well")
    else:
        messages.error(request, say_refusal(answer.refusal), extra_tags="late")
    return redirect("console:suggestions")


def _make(wish: str, command: str, reason: str) -> Command:
    match wish:
        case "train":
            return AskTraining(id=command)
        case "off" | "on":
            return SwitchSuggestions(id=command, on=wish == "on", reason=reason)
        case _:
            raise Http404
