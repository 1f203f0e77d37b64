"""运行状态: is the machine well, what waits for a person, what is kept how long."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from minqing.console.desk import draw, staff
from minqing.console.forms import say_refusal
from minqing.console.reading import operations as reading
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Refusal
from minqing.log.public import get_now

NOT_KEPT = gettext_lazy(
    "不能保全或启封：没有这个回执编号的办结事项。请核对编号；还没办结的不会封存。"
)


@require_safe
@staff("OPERATIONS_VIEW")
def show_operations(request: HttpRequest, viewer: Actor) -> HttpResponse:
    found = reading.describe_operations(viewer, now=get_now())
    return draw(request, viewer, "console/operations.html", found)


@require_POST
@staff("OPERATIONS_VIEW")
def settle(request: HttpRequest, viewer: Actor, letter: int) -> HttpResponse:
    """Try an automatic act again, or give it up."""
    act = "retry" if request.POST.get("act") == "retry" else "forget"
    refusal = reading.settle(
        viewer,
        letter,
        act=act,
        reason=request.POST.get("reason", ""),
        command=request.POST.get("command", "") or new_id(),
        now=get_now(),
    )
    done = _("已重新执行。") if act == "retry" else _("已记为不再处理。")
    _tell(request, refusal, done)
    return redirect("console:operations")


@require_safe
@staff("SUBJECT_ERASE")
def show_retention(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show what will be erased or sealed soon; nothing is done by looking."""
    found = reading.list_retention(viewer, now=get_now())
    return draw(request, viewer, "console/retention.html", found)


@require_POST
@staff("SUBJECT_ERASE")
def keep(request: HttpRequest, viewer: Actor, case_id: str) -> HttpResponse:
    """Hold what a case told, or lift the hold."""
    act = "hold" if request.POST.get("act") == "hold" else "lift"
    refusal = reading.keep_or_release(
        viewer,
        case_id,
        act=act,
        reason=request.POST.get("reason", ""),
        command=request.POST.get("command", "") or new_id(),
        now=get_now(),
    )
    _tell(request, refusal, _("已保全。") if act == "hold" else _("已解除保全。"))
    return redirect("console:retention")


@require_POST
@staff("SUBJECT_ERASE")
def keep_by_receipt(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Hold an ended case by its receipt, or unseal it for what the law asks."""
    act = "unseal" if request.POST.get("act") == "unseal" else "hold"
    case = reading.find_kept_case(viewer, request.POST.get("receipt", "")[:40])
    if not case:
        messages.error(request, NOT_KEPT, extra_tags="late")
        return redirect("console:retention")
    refusal = reading.hold_or_unseal(
        viewer,
        case,
        act=act,
        reason=request.POST.get("reason", ""),
        command=request.POST.get("command", "")[:40] or new_id(),
        now=get_now(),
    )
    _tell(request, refusal, _("已保全。") if act == "hold" else _("已启封并保全。"))
    return redirect("console:retention")


def _tell(request: HttpRequest, refusal: Refusal | None, done: str) -> None:
    if refusal is None:
        messages.success(request, done, extra_tags="well")
    else:
        messages.error(request, say_refusal(refusal), extra_tags="late")
