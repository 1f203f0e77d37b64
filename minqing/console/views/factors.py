"""二次验证: one's own second factors. For the owner alone."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.console import proving
from minqing.console import reading as pages
from minqing.console.desk import BOUND, draw, staff
from minqing.console.forms import say_refusal
from minqing.console.reading import signing as reading
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Refusal
from minqing.log.public import get_now, submit
from minqing.org.public import Account, end_all_sessions
from minqing.printing.public import draw_code
from minqing.signin import public as s

SEED = "seed"
TITLE_CODE, TITLE_KEY = "手机验证器", "安全密钥"


@never_cache
@require_safe
@staff()
def show_factors(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show one's factors, and what was done to them."""
    found = reading.describe_factors(viewer.person) | {"bound": request.session.get(BOUND, False)}
    return draw(request, viewer, "console/factors.html", found)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def add_code(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show the code to photograph; a POST with the digits it gives adds it."""
    if (asked := proving.ask_proof(request, viewer)) is not None:
        return asked
    account, at = cast(Account, request.user), s.read_clock()
    seed = request.session.setdefault(SEED, get_random_string(22))
    fault = ""
    if request.method == "POST":
        had = s.has_factor(viewer.person)
        title = request.POST.get("title", "")
        typed = request.POST.get("code", "")
        done = s.confirm_code(account, viewer, seed, typed, title, now=get_now(), at=at)
        if done is True:
            del request.session[SEED]
            return _finish(request, viewer, had)
        fault = _say(done, _("不能添加：这六位数字不对，或已过时。请看准手机上现在的数字再填。"))
    secret = s.make_code_secret(account, seed, now=at)
    office = pages.get_place_name(viewer) or _("民情")
    context = {
        "fault": fault,
        "title": request.POST.get("title", _(TITLE_CODE)),
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "code": draw_code(s.make_address(secret, account.login, office)),
        "most": s.LONGEST_TITLE,
    }
    status = 422 if fault else 200
    return draw(request, viewer, "console/factor_code.html", context, status=status)


@never_cache
@sensitive_post_parameters("answer")
@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def add_key(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Ask the browser for a new security key; a POST with its answer adds it."""
    if (asked := proving.ask_proof(request, viewer)) is not None:
        return asked
    site, fault = reading.find_site(request), ""
    if request.method == "POST":
        had = s.has_factor(viewer.person)
        challenge = proving.take_question(request, "enrol")
        done = bool(challenge) and s.confirm_key(
            viewer, request.POST.get("answer", ""), challenge, site,
            request.POST.get("title", ""), now=get_now(),
        )  # fmt: skip
        if done is True:
            return _finish(request, viewer, had)
        fault = _say(done, _("不能添加：密钥没有应答，或已经添加过。请重新插入后再试。"))
    account = cast(Account, request.user)
    question = s.ask_new_key(account, site, now=s.read_clock())
    context = {
        "fault": fault,
        "title": request.POST.get("title", _(TITLE_KEY)),
        "options": proving.keep_question(request, question, "enrol"),
        "most": s.LONGEST_TITLE,
    }
    status = 422 if fault else 200
    return draw(request, viewer, "console/factor_key.html", context, status=status)


def _say(done: Refusal | bool, wrong: str) -> str:
    return say_refusal(done) if isinstance(done, Refusal) else wrong


def _finish(request: HttpRequest, viewer: Actor, had: bool) -> HttpResponse:
    """After adding: with the first one, other sessions end and recovery codes are shown."""
    request.session.pop(BOUND, None)
    if had:
        messages.success(request, _("已添加。"), extra_tags="well")
        return redirect("console:factors")
    account = cast(Account, request.user)
    end_all_sessions(account)
    update_session_auth_hash(request, account)
    proving.note_proved(request)
    return _show_codes(request, viewer, first=True)


@never_cache
@require_POST
@staff()
def renew_codes(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Make new recovery codes and show them this once."""
    asked = proving.ask_proof(request, viewer)
    return _show_codes(request, viewer) if asked is None else asked


def _show_codes(request: HttpRequest, viewer: Actor, *, first: bool = False) -> HttpResponse:
    codes = s.make_recovery_codes(viewer, now=get_now())
    if isinstance(codes, Refusal):
        messages.error(request, say_refusal(codes), extra_tags="late")
        return redirect("console:factors")
    return draw(request, viewer, "console/recovery_codes.html", {"codes": codes, "first": first})


@require_POST
@staff()
def remove(request: HttpRequest, viewer: Actor, factor: str) -> HttpResponse:
    """Take one of one's factors away."""
    if (asked := proving.ask_proof(request, viewer)) is not None:
        return asked
    wish = s.RemoveFactor(
        id=request.POST.get("command") or new_id(), person=viewer.person, factor=factor
    )
    (answer,) = submit([wish], by=viewer, now=get_now())
    if answer.refusal is not None:
        messages.error(request, say_refusal(answer.refusal), extra_tags="late")
    else:
        messages.success(request, _("已移除，它的密钥已删除。"), extra_tags="well")
    return redirect("console:factors")
