"""工作机制的版本: the list, one mechanism, drafts with their check, comparing, publishing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, say_refusal
from minqing.console.reading import packs as reading
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day, read_day
from minqing.log.public import get_now, submit
from minqing.mechanisms import public as m

FILE_FORGOTTEN = gettext_lazy("不能收下草案：没有选文件。请选一个 zip，或选全部 yaml 文件。")
DATE_WRONG = gettext_lazy("不能发布：起用日不是日期。请写成2026-10-12这样。")


@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def show_packs(request: HttpRequest, viewer: Actor) -> HttpResponse:
    faults: list[Fault] = []
    if request.method == "POST" and "PACK_PUBLISH" in viewer.permissions:
        draft = request.POST.get("draft", "") or new_id()
        faults = _keep(request, viewer, draft)
        if not faults:
            return redirect("console:pack-draft", draft)
    context = {**reading.list_packs(viewer), "faults": faults, "draft": new_id()}
    return draw(request, viewer, "console/packs.html", context, status=422 if faults else 200)


def _keep(request: HttpRequest, viewer: Actor, draft: str) -> list[Fault]:
    """Keep what was uploaded, or the newer version that came with the program."""
    if request.POST.get("offered"):
        return _take_offered(request.POST["offered"], draft, viewer)
    files = [(file.name or "", file.read()) for file in request.FILES.getlist("files")]
    if not files:
        return [Fault(str(FILE_FORGOTTEN), "f-files")]
    refusal = m.keep_draft(files, draft=draft, by=viewer, now=get_now())
    return [] if refusal is None else [Fault(say_refusal(refusal), "f-files")]


def _take_offered(key: str, draft: str, viewer: Actor) -> list[Fault]:
    try:
        refusal = m.take_offered(key, draft=draft, by=viewer, now=get_now())
    except LookupError as error:
        raise Http404 from error
    return [] if refusal is None else [Fault(say_refusal(refusal), "f-files")]


@require_safe
@staff()
def show_pack(request: HttpRequest, viewer: Actor, key: str) -> HttpResponse:
    found = reading.find_pack(viewer, key)
    if found is None:
        raise Http404
    return draw(request, viewer, "console/pack.html", {**found, "command": new_id()})


@require_safe
@staff()
def compare(request: HttpRequest, viewer: Actor, key: str) -> HttpResponse:
    before, after = _number(request.GET.get("before")), _number(request.GET.get("after"))
    found = reading.compare_versions(viewer, key, before, after)
    if found is None:
        raise Http404
    return draw(request, viewer, "console/pack_compare.html", found)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0


@require_POST
@staff("PACK_PUBLISH")
def retire(request: HttpRequest, viewer: Actor, key: str) -> HttpResponse:
    """Take a version out of force; living cases keep it."""
    wish = m.RetirePack(
        id=request.POST.get("command", "") or new_id(),
        key=key,
        version=_number(request.POST.get("version")),
        reason=request.POST.get("reason", ""),
    )
    refusal = submit([wish], by=viewer, now=get_now())[0].refusal
    if refusal is None:
        messages.success(request, _("已停用。在办事项仍按原来的一版办完。"), extra_tags="well")
    else:
        messages.error(request, say_refusal(refusal), extra_tags="late")
    return redirect("console:pack", key)


@require_http_methods(["GET", "HEAD", "POST"])
@staff("PACK_PUBLISH")
def show_draft(request: HttpRequest, viewer: Actor, draft: str) -> HttpResponse:
    """Show a draft with its check; publish it or throw it away."""
    found = reading.find_draft(viewer, draft, today=local_day(get_now()))
    if found is None:
        raise Http404
    faults: list[Fault] = []
    if request.method == "POST":
        if request.POST.get("act") == "drop":
            m.drop_draft(draft)
            return redirect("console:packs")
        faults = _publish(request, viewer, found["checked"])
        if not faults:
            messages.success(request, _("已发布。新登记的事项按这一版办。"), extra_tags="well")
            return redirect("console:pack", found["checked"].pack.key)
    context = {**found, "faults": faults, "typed": request.POST, "command": new_id()}
    return draw(request, viewer, "console/pack_draft.html", context, status=422 if faults else 200)


def _publish(request: HttpRequest, viewer: Actor, checked: m.Checked) -> list[Fault]:
    valid_from = read_day(request.POST.get("valid_from", ""))
    if valid_from is None:
        return [Fault(str(DATE_WRONG), "f-valid")]
    answer = m.publish_draft(
        checked,
        valid_from=valid_from,
        reason=request.POST.get("reason", ""),
        command=request.POST.get("command", "") or new_id(),
        by=viewer,
        now=get_now(),
    )
    return [] if answer.refusal is None else [Fault(say_refusal(answer.refusal), "f-reason")]
