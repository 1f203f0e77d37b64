"""登录: in, out, and which post one acts from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from minqing.console import reading
from minqing.console.desk import staff
from minqing.console.forms import Fault
from minqing.console.reading import account as own
from minqing.kernel.messages import Actor
from minqing.log.public import get_now


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with account and password; says the same for both being wrong.

    A new session begins (the id changes), and the device is remembered as one of the owner's.
    """
    name = request.POST.get("login", "").strip().lower()
    faults: list[Fault] = []
    if request.method == "POST":
        outcome = own.try_to_sign_in(request, name, now=get_now())
        if outcome.account is not None:
            return _let_in(request, outcome.account)
        wrong = _("不能登录：账号或口令不对。请重新输入，或联系本单位管理员。")
        faults.append(Fault(own.say_wait(outcome) if outcome.wait else wrong, "login"))
    context = {
        "login": name,
        "faults": faults,
        "waits": "sign-in-throttled" if faults and outcome.wait else "",
        "next": request.POST.get("next", request.GET.get("next", "")),
        "accounts": reading.list_demo_accounts(),
        "place": reading.get_place_name(),
        "ended": bool(request.session.pop("ended", False)) if request.session else False,
    }
    status = 200 if not faults else 429 if outcome.wait else 422
    answer = render(request, "console/sign_in.html", context, status=status)
    if status == 429:
        answer.headers["Retry-After"] = str(round(outcome.wait.total_seconds()) or 1)
    return answer


def _let_in(request: HttpRequest, account: Any) -> HttpResponse:
    login(request, account)
    warning = own.say_last(own.take_note(account, now=get_now()))
    if warning:
        messages.warning(request, warning, extra_tags="late")
    answer = redirect(_where_to(request))
    answer.set_cookie(
        own.DEVICE_COOKIE,
        own.make_device_mark(account),
        max_age=own.DEVICE_DAYS * 24 * 3600,
        path=reverse("console:sign-in"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )
    return answer


def _where_to(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return reverse("console:today")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("console:sign-in")


@require_POST
@staff()
def switch(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Act from another of one's own posts from now on."""
    reading.switch_own_post(request, request.POST.get("post", ""))
    return redirect("console:today")
