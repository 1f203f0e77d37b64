"""接口令牌: issue a token, see it once, revoke it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, say_refusal
from minqing.console.proving import ask_proof
from minqing.console.reading import tokens as reading
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.kernel.periods import read_day
from minqing.log.public import get_now, submit
from minqing.tokens.public import ActsAs, IssueToken, RevokeToken, make_secret


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def show_tokens(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show the tokens and the form; a POST issues one and shows it this once."""
    faults: list[Fault] = []
    given = ""
    if request.method == "POST":
        if (asked := ask_proof(request, viewer)) is not None:
            return asked
        given, refused = _issue(request, viewer)
        faults = [refused] if refused else []
    found = reading.describe_tokens(viewer, now=get_now())
    typed = {
        "name": request.POST.get("name", "") if faults else "",
        "scopes": request.POST.getlist("scope") if faults else [],
        "unit": request.POST.get("unit", "") if faults else "",
        "until": request.POST.get("until", "") if faults else "",
    }
    context = {**found, "faults": faults, "given": given, "asked": typed, "command": new_id()}
    return draw(request, viewer, "console/tokens.html", context, status=422 if faults else 200)


def _issue(request: HttpRequest, viewer: Actor) -> tuple[str, Fault | None]:
    until = read_day(request.POST.get("until", ""))
    if until is None:
        return "", Fault(_("不能制发令牌：没有写明有效期。请填写日期。"), "until")
    unit = request.POST.get("unit", "")
    system = request.POST.get("acts_as") == ActsAs.SYSTEM
    secret = make_secret()
    wish = IssueToken(
        id=request.POST.get("command") or new_id(),
        token=secret.token,
        name=request.POST.get("name", ""),
        scopes=tuple(request.POST.getlist("scope")),
        units=(unit,) if unit else (),
        until=until,
        digest=secret.digest,
        acts_as=ActsAs.SYSTEM if system else ActsAs.POST,
    )
    (answer,) = submit([wish], by=viewer, now=get_now())
    if answer.refusal is not None:
        return "", Fault(say_refusal(answer.refusal), "name")
    return secret.text, None


@require_POST
@staff()
def revoke(request: HttpRequest, viewer: Actor, token: str) -> HttpResponse:
    """Revoke a token; it stops working at once."""
    wish = RevokeToken(id=request.POST.get("command") or new_id(), token=token)
    (answer,) = submit([wish], by=viewer, now=get_now())
    if answer.refusal is not None:
        messages.error(request, say_refusal(answer.refusal), extra_tags="late")
    else:
        messages.success(request, _("令牌已停用，即刻失效。"), extra_tags="well")
    return redirect("console:tokens")
