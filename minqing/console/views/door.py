"""登录: in, out, and which post one acts from."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
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
from minqing.kernel.messages import Actor


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with account and password; says the same for both being wrong."""
    name = request.POST.get("login", "").strip().lower()
    faults: list[Fault] = []
    if request.method == "POST":
        account = authenticate(request, username=name, password=request.POST.get("password", ""))
        if account is not None:
            login(request, account)
            return redirect(_where_to(request))
        faults.append(
            Fault(_("不能登录：账号或口令不对。请重新输入，或联系本单位管理员。"), "login")
        )
    context = {
        "login": name,
        "faults": faults,
        "next": request.POST.get("next", request.GET.get("next", "")),
        "accounts": reading.list_demo_accounts(),
        "place": reading.get_place_name(),
    }
    return render(request, "console/sign_in.html", context, status=422 if faults else 200)


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
