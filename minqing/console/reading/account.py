"""One's own account: signing in, the last time, the password, ending all sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minqing.org.public import (
    LastSignIn,
    Outcome,
    Trying,
    end_all_sessions,
    get_session_rule,
    make_device_mark,
    note_sign_in,
    read_device,
    read_own_sign_in,
    try_sign_in,
)
from minqing.signin.public import has_factor

DEVICE_COOKIE = "minqing_device"
DEVICE_DAYS = 180

__all__ = [
    "DEVICE_COOKIE",
    "DEVICE_DAYS",
    "change_password",
    "describe_account",
    "end_all_sessions",
    "make_device_mark",
    "read_device",
    "say_last",
    "say_wait",
    "take_note",
    "try_to_sign_in",
]


def try_to_sign_in(request: HttpRequest, login: str, *, now: datetime) -> Outcome:
    """Try what was typed; the address is the one of the connection (or of our proxy's)."""
    trying = Trying(
        login=login,
        password=request.POST.get("password", ""),
        address=read_address(request),
        device=request.COOKIES.get(DEVICE_COOKIE, ""),
    )
    return try_sign_in(trying, now=now)


def read_address(request: HttpRequest) -> str:
    """Return the address a request came from; behind our proxy the last one it added."""
    if settings.BEHIND_PROXY:
        passed: str = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if passed:
            return passed
    return str(request.META.get("REMOTE_ADDR", ""))


def take_note(account: Any, *, now: datetime) -> LastSignIn:
    """Write down this sign-in for its owner; returns the one before."""
    return note_sign_in(account, now=now)


def say_wait(outcome: Outcome) -> str:
    """Return how long to wait, in seconds below a minute and in minutes above."""
    seconds = max(1, round(outcome.wait.total_seconds()))
    if seconds < 60:
        span = ngettext("%(n)d秒", "%(n)d秒", seconds) % {"n": seconds}
    else:
        minutes = -(-seconds // 60)
        span = ngettext("%(n)d分钟", "%(n)d分钟", minutes) % {"n": minutes}
    return _("不能登录：输错的次数太多。请过%(span)s再试；忘了口令，请本单位管理员重置。") % {
        "span": span
    }


def say_last(last: LastSignIn) -> str:
    """Return what to warn the owner of, "" when nothing happened since the last sign-in."""
    if not last.failures:
        return ""
    text = ngettext(
        "上次登录以来，有%(n)d次输错您的口令。不是您本人输的，请更换口令。",
        "上次登录以来，有%(n)d次输错您的口令。不是您本人输的，请更换口令。",
        last.failures,
    )
    return text % {"n": last.failures}


def describe_account(account: Any) -> dict[str, Any]:
    """Return what the page 我的账号 shows; for the owner alone."""
    rule, last = get_session_rule(account), read_own_sign_in(account)
    return {
        "login": account.login,
        "last_at": last.at,
        "failures": last.failures,
        "idle": int(rule.idle.total_seconds() // 60),
        "most": int(rule.most.total_seconds() // 3600),
        "has_factor": has_factor(account.person),
        "rules": [str(line) for line in password_validation.password_validators_help_texts()],
    }


def change_password(account: Any, *, old: str, new: str, again: str) -> list[tuple[str, str]]:
    """Set a new password; returns faults as (sentence, field), none when it was changed.

    All other sessions of the account end, since a session is bound to its password.
    """
    if not account.check_password(old):
        return [(_("不能更换口令：现在的口令不对。请重新输入。"), "old")]
    if new != again:
        return [(_("不能更换口令：两次输入的新口令不一样。请重新输入。"), "again")]
    try:
        password_validation.validate_password(new, account)
    except ValidationError as refused:
        return [(sentence, "new") for sentence in refused.messages]
    account.set_password(new)
    account.save(update_fields=["password"])
    return []
