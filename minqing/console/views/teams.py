"""Teams (驻村工作队, 驻村工作组): their page, and the deeds on who leads and who is in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from minqing.console import reading
from minqing.console.deeds import carry_out, find_deed, offer
from minqing.console.deeds.of_teams import DISSOLVE, list_team_deeds
from minqing.console.desk import draw, staff
from minqing.console.forms import Typed
from minqing.kernel.messages import Actor


@require_safe
@staff()
def show_team(request: HttpRequest, viewer: Actor, team: str) -> HttpResponse:
    return _draw_team(request, viewer, team, get_team(viewer, team))


def get_team(viewer: Actor, team: str) -> dict[str, Any]:
    """Return a standing team in reach; 404 where there is none."""
    found = reading.find_team_page(viewer, team)
    if found is None:
        raise Http404
    return found


def _list_deeds(found: dict[str, Any]) -> Any:
    return list_team_deeds(stationed=found["stationed"], members=len(found["members"]))


def _draw_team(
    request: HttpRequest,
    viewer: Actor,
    team: str,
    found: dict[str, Any],
    tried: str = "",
    typed: Typed | None = None,
) -> HttpResponse:
    offers = offer(
        _list_deeds(found), viewer, reading.list_team_options(viewer, team),
        lambda key: reverse("console:team-deed", args=[team, key]), tried=tried, typed=typed,
    )  # fmt: skip
    context = {**found, "offers": offers, "may_appoint": "POST_ADMIN" in viewer.permissions}
    return draw(request, viewer, "console/team.html", context, status=422 if typed else 200)


@require_POST
@staff("POST_ADMIN")
def do_team_deed(request: HttpRequest, viewer: Actor, team: str, key: str) -> HttpResponse:
    found = get_team(viewer, team)
    deed = find_deed(_list_deeds(found), key, viewer)
    if deed is None:
        raise Http404
    typed = Typed(request.POST.dict(), prefix=f"{key}-")
    if not carry_out(viewer, deed, team, typed, reading.list_team_options(viewer, team)):
        return _draw_team(request, viewer, team, found, key, typed)
    messages.add_message(request, messages.SUCCESS, deed.done, extra_tags="well")
    if deed is DISSOLVE:
        return redirect(f"{reverse('console:units')}?unit={found['unit'].code}")
    return redirect("console:team", team)
