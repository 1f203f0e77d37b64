"""演示: what is made up here, what its clock shows, and letting its people run on."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from minqing.console.desk import draw, staff
from minqing.kernel.messages import Actor
from minqing.log.public import CannotAdvance, advance_demonstration, is_demonstration

CHOICES = (1, 7, 30)
"""Days that a button lets pass."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff("OPERATIONS_VIEW")
def show_demonstration(request: HttpRequest, viewer: Actor) -> HttpResponse:
    if not is_demonstration():
        raise Http404
    if request.method == "POST":
        return _advance(request)
    return draw(request, viewer, "console/demonstration.html", {"choices": CHOICES})


def _advance(request: HttpRequest) -> HttpResponse:
    days = request.POST.get("days", "")
    if days not in map(str, CHOICES):
        messages.warning(request, _("没有推进：请选择要推进的天数。"), extra_tags="soon")
        return redirect("console:demonstration")
    try:
        done = advance_demonstration(int(days))
    except CannotAdvance as error:
        sentence = _(error.sentence).format(**error.params)
        messages.warning(request, sentence, extra_tags="soon")
        return redirect("console:demonstration")
    if done is None:
        raise Http404
    words = _(
        "已推进 {days} 天：登记 {received} 件，办结 {closed} 件，提级 {raised} 件，"
        "超过时限 {missed} 件，重新办理 {reopened} 件。"
    )
    count = done.events.get
    messages.success(
        request,
        words.format(
            days=days,
            received=count("case.received", 0),
            closed=count("case.struck-off", 0),
            raised=count("case.raised", 0),
            missed=count("case.deadline-missed", 0),
            reopened=count("case.reopened", 0),
        ),
        extra_tags="well",
    )
    return redirect("console:demonstration")
