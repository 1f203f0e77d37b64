"""Every list of cases: one page, many questions. Which lists there are is in `console.lists`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minqing.cases import public as cases
from minqing.cases.public import count_ledgers
from minqing.console import bulk, exporting, reading
from minqing.console.desk import NOT_YOURS, draw, staff
from minqing.console.forms import say_refusal
from minqing.console.lists import LISTS, DeskList
from minqing.kernel.messages import Actor
from minqing.log.public import get_now

HELD = ("immediate", "agent", "report_up")
BULK_FORM = "bulk"


@require_safe
@staff("CASE_VIEW")
def show_ledgers(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show the three ledgers beside each other: how many are open, how many are late."""
    counts = count_ledgers(viewer, now=get_now())
    rows = [
        {"kind": each.ledger, "title": LISTS[each.ledger].title, "what": LISTS[each.ledger].what,
         "count": each}
        for each in counts
        if each.ledger in HELD  # what is not sorted yet is in no ledger: it stands in 研判分办
    ]  # fmt: skip
    others = [
        {"url": find_address(one), "title": one.title, "what": one.what}
        for one in LISTS.values()
        if one.key not in HELD and one.is_open_to(viewer)
    ]
    return draw(request, viewer, "console/ledgers.html", {"rows": rows, "others": others})


def find_list(viewer: Actor, kind: str) -> DeskList:
    """Return a list that the viewer may open; 404 where there is none, 403 where not his."""
    one = LISTS.get(kind)
    if one is None:
        raise Http404
    if not one.is_open_to(viewer):
        raise PermissionDenied(NOT_YOURS)
    return one


def find_address(one: DeskList) -> str:
    if one.door:
        return reverse(f"console:{one.door}")
    return reverse("console:ledger", args=[one.key])


@require_safe
@staff("CASE_VIEW")
def show_ledger(request: HttpRequest, viewer: Actor, kind: str) -> HttpResponse:
    return _show(request, viewer, find_list(viewer, kind))


@require_safe
@staff("CASE_TRIAGE")
def show_triage(request: HttpRequest, viewer: Actor) -> HttpResponse:
    return _show(request, viewer, LISTS["triage"])


@require_safe
@staff("CASE_CALLBACK")
def show_callbacks(request: HttpRequest, viewer: Actor) -> HttpResponse:
    return _show(request, viewer, LISTS["call"])


def _show(request: HttpRequest, viewer: Actor, one: DeskList) -> HttpResponse:
    asked = reading.Asked.from_query(one.key, request.GET)
    page = reading.list_ledger(viewer, asked, now=get_now())
    categories = reading.list_first_categories(viewer)
    acts = bulk.list_acts(viewer)
    context = {
        "list": one,
        "title": one.title,
        "what": one.what,
        "page": page,
        "asked": asked,
        "filters": reading.list_filters(viewer, asked, categories),
        "views": _list_tabs(viewer, one, asked),
        "acts": acts,
        "select": BULK_FORM if acts else "",
        "most": bulk.MOST,
        "forms": tuple(exporting.FORMS),
    }
    return draw(request, viewer, "console/ledger.html", context)


def _list_tabs(viewer: Actor, one: DeskList, asked: reading.Asked) -> list[dict[str, Any]]:
    """Return the whole list and the viewer's own views of it, as tabs."""
    address, here = find_address(one), asked.query
    kept = cases.list_views(viewer, one.key)
    if not kept:
        return []
    whole = {"id": "", "title": _("全部"), "url": address, "current": not here}
    return [
        whole,
        *(
            {"id": view.id, "title": view.name, "url": f"{address}?{view.query}",
             "current": view.query == here}
            for view in kept
        ),
    ]  # fmt: skip


# ---------------------------------------------------------------- views that a person keeps
@require_POST
@staff("CASE_VIEW")
def keep_view(request: HttpRequest, viewer: Actor, kind: str) -> HttpResponse:
    """Keep the filter that is shown, under a name, for this person alone."""
    one = find_list(viewer, kind)
    query = reading.Asked.from_query(kind, QueryDict(request.POST.get("query", ""))).query
    name = request.POST.get("name", "")
    wrong = cases.keep_view(viewer, kind, name, query, now=get_now())
    if wrong is not None:
        messages.add_message(request, messages.ERROR, say_refusal(wrong), extra_tags="late")
    else:
        messages.add_message(request, messages.SUCCESS, _("视图已保存。"), extra_tags="well")
    return redirect(f"{find_address(one)}?{query}" if query else find_address(one))


@require_POST
@staff("CASE_VIEW")
def drop_view(request: HttpRequest, viewer: Actor, view: str) -> HttpResponse:
    kind = cases.drop_view(viewer, view)
    if kind not in LISTS:
        raise Http404
    messages.add_message(request, messages.SUCCESS, _("视图已删除。"), extra_tags="well")
    return redirect(find_address(LISTS[kind]))
