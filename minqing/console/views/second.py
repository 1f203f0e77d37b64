"""登录的第二步, and proving once more who one is before something grave."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from minqing.console import proving
from minqing.console.desk import BOUND, draw, staff
from minqing.console.reading import account as own
from minqing.console.reading import signing as reading
from minqing.kernel.messages import Actor
from minqing.log.public import get_now
from minqing.org.public import Account
from minqing.signin import public as s

WAITING = "waiting"


def enter(
    request: HttpRequest, account: Account, next_page: str, *, via: str = "", mark: str = ""
) -> HttpResponse:
    """Go on with somebody whose password, or provider, was right: ask for the factor, or let in.

    `via`: "provider" for those who come from there; `mark`: by which it may end their session.
    """
    trusted = via == "provider" and settings.SIGN_IN.factor == "provider"
    if trusted or not s.has_factor(account.person):
        return _let_in(request, account, next_page, via=via, mark=mark)
    until = s.read_clock() + s.ASKED_FOR
    request.session[WAITING] = {
        "account": account.pk,
        "stamp": account.get_session_auth_hash(),
        "until": int(until.timestamp()),
        "next": next_page,
        "via": via,
        "mark": mark,
    }
    return redirect("console:second")


def find_page(request: HttpRequest, wanted: str) -> str:
    """Return the page of ours that was wanted, else the first one."""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # an address, not the name of a page
    return wanted if ours and wanted.startswith("/") else reverse("console:today")


def _find_waiting(request: HttpRequest) -> Account | None:
    """Return whose password was right a moment ago in this browser."""
    kept = request.session.get(WAITING)
    if not kept or s.read_clock().timestamp() > kept["until"]:
        return None
    account = Account.objects.filter(pk=kept["account"], is_active=True).first()
    if account is None:
        return None
    same = constant_time_compare(kept["stamp"], account.get_session_auth_hash())
    return account if same else None


@never_cache
@sensitive_post_parameters("code", "answer")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor; only then a session begins."""
    account = _find_waiting(request)
    if account is None:
        request.session.pop(WAITING, None)
        return redirect("console:sign-in")
    fault, status = "", 200
    if request.method == "POST":
        proof = proving.try_typed(request, account.person, "enter", _find_device(request, account))
        if proof.accepted:
            return _pass(request, account, proof)
        fault, status = reading.say_proof(proof), 429 if proof.wait else 422
    context = {**proving.describe_question(request, account.person, "enter"), "fault": fault}
    return render(request, "console/second.html", context, status=status)


def _find_device(request: HttpRequest, account: Account) -> str:
    return own.read_device(account.login, request.COOKIES.get(own.DEVICE_COOKIE, ""))


def _pass(request: HttpRequest, account: Account, proof: s.Proof) -> HttpResponse:
    kept = request.session.pop(WAITING)
    answer = _let_in(request, account, kept["next"], via=kept["via"], mark=kept.get("mark", ""))
    proving.note_proved(request)
    if proof.wrong:
        messages.warning(request, reading.say_wrong(proof.wrong), extra_tags="soon")
    if proof.left is not None:
        messages.warning(request, reading.say_left(proof.left), extra_tags="soon")
    return answer


def _let_in(
    request: HttpRequest, account: Account, next_page: str, *, via: str, mark: str
) -> HttpResponse:
    login(request, account)
    if via:
        request.session["via"] = via
    if mark:
        request.session[s.MARK] = mark
    last = own.take_note(account, now=get_now())
    _warn(request, account, last)
    duty = s.find_duty(account, now=get_now())
    if duty is s.Duty.NOW:
        request.session[BOUND] = True
    elif duty is s.Duty.SOON:
        messages.warning(request, _say_soon(), extra_tags="soon")
    answer = redirect("console:factors" if duty is s.Duty.NOW else next_page)
    _mark_device(request, account, answer)
    return answer


def _warn(request: HttpRequest, account: Account, last: Any) -> None:
    if warning := own.say_last(last):
        messages.warning(request, warning, extra_tags="late")
    cleared = s.find_cleared(account.person, last.at)
    if cleared is not None:
        messages.warning(request, reading.say_cleared(cleared), extra_tags="late")


def _say_soon() -> str:
    day = settings.SIGN_IN.second_factor_from
    return _("您的岗位从{day}起须有二次验证。请在“我的账号”里添加。").format(day=day)


def _mark_device(request: HttpRequest, account: Account, answer: HttpResponse) -> None:
    answer.set_cookie(
        own.DEVICE_COOKIE,
        own.make_device_mark(account),
        max_age=own.DEVICE_DAYS * 24 * 3600,
        path=reverse("console:sign-in"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )


# ------------------------------------------------------------------ once more
@never_cache
@sensitive_post_parameters("code", "answer", "kept")
@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def prove(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Ask for the factor once more; what waited for it goes on afterwards."""
    if not s.has_factor(viewer.person):
        return redirect("console:factors")
    kept = request.POST.get("kept", "")
    if request.method != "POST":
        return proving.draw_proof(request, viewer, next_page=reverse("console:factors"))
    proof = proving.try_typed(request, viewer.person, "prove", "desk")
    if not proof.accepted:
        return proving.draw_proof(
            request, viewer, kept=kept, next_page=request.POST.get("next", ""),
            fault=reading.say_proof(proof), status=429 if proof.wait else 422,
        )  # fmt: skip
    proving.note_proved(request)
    if proof.left is not None:
        messages.warning(request, reading.say_left(proof.left), extra_tags="soon")
    waiting = proving.open_kept(request, kept) if kept else None
    if waiting is None:
        return redirect(find_page(request, request.POST.get("next", "")))
    context = {"path": waiting[0], "fields": waiting[1]}
    return draw(request, viewer, "console/prove.html", context)
