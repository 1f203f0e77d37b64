"""统一身份认证: to the office's provider and back, and out again."""

from __future__ import annotations

import logging
from datetime import timedelta

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from minqing.console.reading import signing as reading
from minqing.console.views import second
from minqing.signin import public as s

JOURNEY = "journey"
_journal = logging.getLogger(__name__)


@never_cache
@require_safe
def set_out(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider; what proves its return stays in its session."""
    if settings.SIGN_IN.provider is None:
        raise Http404
    back = request.build_absolute_uri(reverse("console:provider-back"))
    wanted = second.find_page(request, request.GET.get("next", ""))
    try:
        address, journey = s.set_out(back, wanted, now=s.read_clock())
    except s.ProviderAway as away:
        return _say_away(request, away)
    request.session[JOURNEY] = msgspec.to_builtins(journey)
    return redirect(address)


@never_cache
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Let in whom the provider sends, if an account of ours is open to them."""
    if settings.SIGN_IN.provider is None:
        raise Http404
    kept = request.session.pop(JOURNEY, None)
    if kept is None:
        return _refuse(request, "no-journey")
    now = s.read_clock()
    journey = msgspec.convert(kept, s.Journey)
    try:
        known = s.come_back(journey, request.GET.dict(), now=now)
    except s.ProviderAway as away:
        return _say_away(request, away)
    except s.NotBelieved as wrong:
        return _refuse(request, wrong.code)
    account = s.find_known(known, now=now)
    if account is None:
        _journal.info("sign-in by the provider refused: no account")
        words = _("不能登录：这个身份没有绑定本系统的账号。请本单位管理员开设账号或绑定。")
        return _say(request, words, 403)
    until = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    mark = s.note_session(known, account.person, now=now, until=until)
    return second.enter(request, account, journey.next, via="provider", mark=mark)


def _refuse(request: HttpRequest, code: str) -> HttpResponse:
    # the code only: what came back may hold names
    _journal.warning("sign-in by the provider refused: %s", code)
    words = _("不能登录：身份认证没有完成，或已过期。请重新登录。")
    return _say(request, words, 403)


def _say_away(request: HttpRequest, away: s.ProviderAway) -> HttpResponse:
    _journal.warning("provider away: %s", away.code)
    if settings.SIGN_IN.passwords == "never":
        words = _("暂时不能登录：连不上身份认证平台。请稍后再试，或联系平台的管理员。")
    else:
        words = _("暂时不能用统一身份登录：连不上身份认证平台。请稍后再试，或用账号口令登录。")
    return _say(request, words, 503)


def _say(request: HttpRequest, words: str, status: int) -> HttpResponse:
    context = {"said": words, "title": _("登录")}
    return render(request, "console/said.html", context, status=status)


@never_cache
@require_safe
def show_out(request: HttpRequest) -> HttpResponse:
    """Say that one is out here, and where one gets out at the provider too."""
    out = ""
    if settings.SIGN_IN.provider is not None:
        out = s.find_way_out(request.build_absolute_uri(reverse("console:sign-in")))
    context = {
        "said": _("已退出工作台。"),
        "title": _("退出登录"),
        "way_out": out,
        "provider": reading.name_provider(),
        "well": True,
    }
    return render(request, "console/said.html", context)
