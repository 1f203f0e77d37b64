"""登录: in, out, and which post one acts from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from minqing.console import reading
from minqing.console.desk import staff
from minqing.console.forms import Fault
from minqing.console.reading import account as own
from minqing.console.reading import signing
from minqing.console.views.second import enter, find_page
from minqing.kernel.messages import Actor
from minqing.log.public import get_now
from minqing.signin.public import MARK, forget_session


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with account and password; says the same for both being wrong.

    A new session begins (the id changes) once the second factor, where there is one, is right
    too; then the device is remembered as one of the owner's (`views/second.py`).
    """
    name = request.POST.get("login", "").strip().lower()
    offered = signing.describe_provider()
    if request.method != "POST":
        return _draw(request, offered, name)
    if not offered["passwords"]:
        no = _("不能用口令登录：本单位统一用身份认证平台登录。请点上面的按钮。")
        return _draw(request, offered, name, Fault(no))
    outcome = own.try_to_sign_in(request, name, now=get_now())
    if outcome.account is not None:
        return enter(request, outcome.account, find_page(request, request.POST.get("next", "")))
    wrong = _("不能登录：账号或口令不对。请重新输入，或联系本单位管理员。")
    fault = Fault(own.say_wait(outcome) if outcome.wait else wrong, "login")
    return _draw(request, offered, name, fault, outcome.wait)


def _draw(
    request: HttpRequest,
    offered: dict[str, Any],
    name: str,
    fault: Fault | None = None,
    wait: timedelta = timedelta(),
) -> HttpResponse:
    context = {
        **offered,
        "login": name,
        "faults": [] if fault is None else [fault],
        "waits": "sign-in-throttled" if wait else "",
        "next": request.POST.get("next", request.GET.get("next", "")),
        "accounts": reading.list_demo_accounts(),
        "place": reading.get_place_name(),
        "ended": request.session.pop("ended", "") if request.session else "",
    }
    status = 200 if fault is None else 429 if wait else 422
    answer = render(request, "console/sign_in.html", context, status=status)
    if wait:
        answer.headers["Retry-After"] = str(round(wait.total_seconds()) or 1)
    return answer


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    via = request.session.get("via", "")
    if mark := request.session.get(MARK):
        forget_session(mark)
    logout(request)
    return redirect("console:signed-out" if via == "provider" else "console:sign-in")


@require_POST
@staff()
def switch(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Act from another of one's own posts from now on."""
    reading.switch_own_post(request, request.POST.get("post", ""))
    return redirect("console:today")
