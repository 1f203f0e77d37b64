"""抽查: announce with a sealed seed, draw on a later day; the findings are follow-ups."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, say_refusal
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command, Personal
from minqing.log.public import get_now, get_snapshot, get_state, submit
from minqing.meetings.public import commitments as p
from minqing.org.public import Directory


@require_safe
@staff("CASE_SUPERVISE")
def show_checks(request: HttpRequest, viewer: Actor) -> HttpResponse:
    return _draw(request, viewer)


def _draw(request: HttpRequest, viewer: Actor, refused: str = "") -> HttpResponse:
    directory = get_snapshot(Directory)
    units = dict.fromkeys(unit for unit in viewer.units if directory.has(unit))
    units |= dict.fromkeys(child for unit in tuple(units) for child in directory.children(unit))
    context = {
        "checks": p.list_own_checks(viewer, now=get_now()),
        "units": [(unit, directory.unit(unit).short_name) for unit in units],
        "findings": [(str(code), _(word)) for code, word in p.FINDING_ZH.items()],
        "command": new_id(),
        "subject": new_id(),
        "faults": [Fault(refused)] if refused else [],
    }
    return draw(request, viewer, "console/checks.html", context, status=422 if refused else 200)


def _send(request: HttpRequest, viewer: Actor, command: Command, done: str) -> HttpResponse:
    (answer,) = submit([command], by=viewer, now=get_now())
    if answer.refusal is not None:
        return _draw(request, viewer, say_refusal(answer.refusal))
    messages.add_message(request, messages.SUCCESS, done, extra_tags="well")
    return redirect("console:checks")


@require_POST
@staff("CASE_SUPERVISE")
def announce(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Announce; the seed is made here and sealed, nobody has seen it."""
    count, check = request.POST.get("count", ""), request.POST.get("subject") or new_id()
    command = p.AnnounceCheck(
        id=request.POST.get("command") or new_id(),
        check=check,
        unit=request.POST.get("unit", ""),
        count=int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 0,
        seed=Personal(secrets.token_hex(16), f"spotcheck:{check}"),
    )
    return _send(request, viewer, command, _("抽查已预告，种子的摘要进入今天的存证。"))


@require_POST
@staff("CASE_SUPERVISE")
def draw_check(request: HttpRequest, viewer: Actor, check: str) -> HttpResponse:
    """Reveal the seed and draw."""
    state: p.CheckState | None = get_state(f"spotcheck:{check}")
    if state is None:
        raise Http404
    command = p.DrawCheck(
        id=request.POST.get("command") or new_id(),
        check=check,
        seed=p.open_seed(state),
        candidates=p.list_candidates(state),
    )
    return _send(request, viewer, command, _("已抽取。请逐条回访，结果会公开。"))
