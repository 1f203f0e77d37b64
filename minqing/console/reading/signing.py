"""How one proves who one is, as pages show it: second factors, the provider, changes of both."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from minqing.console.reading.teams import name_post
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.org.public import Directory
from minqing.signin import public as s

CHANGES = {
    "signin.factor-added": gettext_noop("添加了二次验证“{title}”"),
    "signin.factor-removed": gettext_noop("移除了二次验证“{title}”"),
    "signin.recovery-codes-made": gettext_noop("生成了新的备用码"),
    "signin.factors-cleared": gettext_noop("管理员取消了二次验证"),
    "signin.account-linked": gettext_noop("绑定了统一身份"),
    "signin.account-unlinked": gettext_noop("解除了统一身份绑定"),
}


def find_site(request: HttpRequest) -> s.Site:
    """Return where the desk stands for the browser."""
    host = request.get_host()
    name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
    return s.Site(host=name, origin=f"{request.scheme}://{host}")


def describe_factors(person: str) -> dict[str, Any]:
    """Return what the page 二次验证 shows; for the owner alone."""
    ways = s.find_ways(person)
    return {
        "factors": [
            {
                "id": one.id,
                "title": one.title,
                "kind": _(s.FACTOR_KIND_ZH[one.kind]),
                "icon": "shield" if one.kind is s.FactorKind.KEY else "now",
                "added_at": one.added_at,
            }
            for one in ways.factors
        ],
        "recovery": ways.recovery,
        "linked": ways.linked,
        "changes": _say_changes(ways),
        "provider": name_provider(),
    }


def describe_ways(viewer: Actor, person: str) -> dict[str, Any]:
    """Return what who administers accounts sees of somebody: kinds, no names; others nothing."""
    if "ACCOUNT_ADMIN" not in viewer.permissions:
        return {"seen": False, "has_factors": False, "linked": False, "provider": ""}
    ways = s.find_ways(person)
    kinds = [one.kind for one in ways.factors]
    return {
        "seen": True,
        "kinds": [_(words) for kind, words in s.FACTOR_KIND_ZH.items() if kind in kinds],
        "has_factors": bool(kinds),
        "linked": ways.linked,
        "provider": name_provider(),
        "changes": _say_changes(ways),
    }


def _say_changes(ways: s.Ways) -> list[dict[str, Any]]:
    directory = get_snapshot(Directory)
    return [
        {
            "words": _(CHANGES[one.type]).format(title=one.title),
            "at": one.at,
            "by": name_post(directory, one.post) or _("本人"),
            "reason": one.reason,
        }
        for one in ways.changes
    ]


def name_provider() -> str:
    """Return how the office's own sign-in is called on its button, "" where there is none."""
    provider = settings.SIGN_IN.provider
    return "" if provider is None else provider.title or _("统一身份认证")


def describe_provider() -> dict[str, Any]:
    """Return what the sign-in page offers: the provider, the password, or both."""
    title = name_provider()
    if not title:
        return {"provider": "", "passwords": True, "away": False}
    taken = settings.SIGN_IN.passwords
    away = taken == "outage" and s.is_away()
    return {
        "provider": title,
        "passwords": taken == "always" or away,
        "away": away,
        "provider_url": reverse("console:provider"),
    }


def say_proof(proof: s.Proof) -> str:
    """Return why an attempt was not accepted."""
    if not proof.wait:
        return _("不能通过验证：验证码或密钥不对，或已经用过。请用新的验证码再试。")
    seconds = max(1, round(proof.wait.total_seconds()))
    minutes = -(-seconds // 60)
    if seconds < 60:
        span = ngettext("%(n)d秒", "%(n)d秒", seconds) % {"n": seconds}
    else:
        span = ngettext("%(n)d分钟", "%(n)d分钟", minutes) % {"n": minutes}
    return _("不能通过验证：输错的次数太多。请过%(span)s再试，或联系本单位管理员。") % {
        "span": span
    }


def say_left(left: int) -> str:
    """Return how many recovery codes are left after one was used up."""
    return ngettext(
        "刚才用掉了一个备用码，还剩%(n)d个。请尽快重新生成。",
        "刚才用掉了一个备用码，还剩%(n)d个。请尽快重新生成。",
        left,
    ) % {"n": left}


def say_wrong(wrong: int) -> str:
    """Return what to tell whose second step was tried in vain: somebody has the password."""
    return ngettext(
        "刚才或之前，有%(n)d次口令对了、二次验证没通过。不是您本人，请立即更换口令。",
        "刚才或之前，有%(n)d次口令对了、二次验证没通过。不是您本人，请立即更换口令。",
        wrong,
    ) % {"n": wrong}


def say_cleared(change: s.Change) -> str:
    """Return what to tell whose factors another one took away."""
    directory = get_snapshot(Directory)
    return _(
        "{by}取消了您的二次验证，理由：{reason}。不是您要求的，请立即更换口令并向上级反映。"
    ).format(by=name_post(directory, change.post) or _("管理员"), reason=change.reason)
