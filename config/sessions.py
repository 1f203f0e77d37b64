"""When a session ends: after a while without a request, and after so long in any case.

The moments stand in the session itself and go with it; the last request is noted to the
minute at most, and nowhere else (nobody's online time is kept).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse

from minqing.org.public import get_session_rule
from minqing.signin.public import MARK, is_session_open

OPENED, SEEN, IDLE, MOST = "opened", "seen", "idle", "most"
ENDED = "ended"
"""Why, left in the fresh session, so that the sign-in page can say it."""


class SessionRulesMiddleware:
    """End sessions by the rule of their owner's role (docs/reference/settings.md)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # whoever never signed in has no cookie: their pages touch no session
        user = getattr(request, "user", None)  # none where programs ask (config/faces.py)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and user and user.is_authenticated:
            self._look(request, datetime.now(UTC))
        return self._get_response(request)

    def _look(self, request: HttpRequest, now: datetime) -> None:
        if OPENED not in request.session:
            begin(request, request.user, now)
        elif ended := find_end(request, now):
            logout(request)
            request.session[ENDED] = ended
        elif now.timestamp() - request.session[SEEN] > 60:
            request.session[SEEN] = int(now.timestamp())


def begin_at_sign_in(*, request: HttpRequest, user: Any, **_: Any) -> None:
    """Write the rule into the session of who just signed in."""
    begin(request, user, datetime.now(UTC))


def begin(request: HttpRequest, user: Any, now: datetime) -> None:
    """Write the owner's rule into a session just opened."""
    rule = get_session_rule(user)
    most = min(rule.most, timedelta(seconds=settings.SESSION_COOKIE_AGE))
    request.session[OPENED] = request.session[SEEN] = int(now.timestamp())
    request.session[IDLE] = int(rule.idle.total_seconds())
    request.session[MOST] = int(most.total_seconds())


def forget_ended(_now: datetime) -> int:
    """Delete sessions past their day; nothing of who was here stays.

    By the wall clock, as they were written: the clock of a demonstration may run days ahead,
    and everybody would be signed out within the minute.
    """
    return Session.objects.filter(expire_date__lt=datetime.now(UTC)).delete()[0]


def find_end(request: HttpRequest, now: datetime) -> str:
    """Return why the session is over: "time" when it was idle too long or is too old, "provider"
    when the provider that opened it ended it; "" while it lasts."""
    kept, moment = request.session, now.timestamp()
    if moment - kept[SEEN] > kept[IDLE] or moment - kept[OPENED] > kept[MOST]:
        return "time"
    return "provider" if MARK in kept and not is_session_open(kept[MARK]) else ""
