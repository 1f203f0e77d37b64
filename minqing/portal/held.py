"""Everything held about a raiser: what, what for, how long, who looked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.households.public import mask_name, mask_phone
from minqing.mechanisms.public import say_words
from minqing.org.public import system_actor
from minqing.portal.places import name_place
from minqing.portal.progress import Found

PURPOSES = (
    (gettext_noop("姓名、电话"), gettext_noop("告诉您结果、请您确认、回访")),
    (gettext_noop("您说的话、照片、位置"), gettext_noop("办这件事")),
    (gettext_noop("类别、村、办理单位、日期"), gettext_noop("公开栏和统计，不含您的姓名和话")),
)
KEPT = (
    gettext_noop("办理中：一直保存，没有这些就办不下去。"),
    gettext_noop("办结后：保存到上面写的年限；您可以申请提前删除，依规定必须保存的予以封存。"),
    gettext_noop("删除后：总账里只留下“某日有一件事”，不留您的姓名、电话和话。"),
)
LOOKED = "case.raiser-unmasked"


def list_under(found: Found) -> list[Found]:
    """Return the matters under one receipt: itself, or all that one text was split into."""
    state = c.find_by_receipt(found.receipt)
    parts = c.list_parts(state) if state is not None else ()
    return [Found(one.id, one.receipt, one.sealed) for one in parts] or [found]


def show_held(found: Found, *, by_pin: bool, now: datetime) -> dict[str, Any]:
    """Return all that is held on one receipt; names uncovered only for who gave the PIN."""
    page = c.find_case(system_actor("portal"), found.receipt, now=now)
    assert page is not None, "the receipt was found before"
    state = page.state
    raiser = c.open_own_details(found.receipt)
    items = [
        (_("姓名"), raiser.name if by_pin else mask_name(raiser.name)),
        (_("电话"), raiser.phone if by_pin else mask_phone(raiser.phone)),
        (_("住址"), raiser.address if by_pin else ""),
    ] if raiser else []  # fmt: skip
    spot = c.open_spot(system_actor("portal"), found.receipt, now=now)
    items += [
        (_("您反映的"), page.matter),
        (_("希望怎样"), page.asks),
        (_("具体位置"), _say_spot(spot)),
        (_("答复"), page.reply if state.told_at else ""),
    ]
    items += [(_(item.zh), item.words) for item in page.timeline if _is_own(item)]
    return {
        "receipt": found.receipt,
        "status": state.status,
        "place": name_place(state.place),
        "raised_at": state.raised_at,
        "anonymity": state.anonymity,
        "items": [(name, value) for name, value in items if value],
        "files": c.list_files(system_actor("portal"), found.receipt, now=now),
        "household": bool(state.household),
        "keeping": _say_keeping(c.find_keeping(state)),
        "restricted": state.restricted,
        "looks": [
            {
                "by": item.by or _("工作人员"),
                "at": item.happened_at,
                "why": item.facts.get("reason"),
            }
            for item in page.timeline
            if item.type.startswith(LOOKED)
        ],
        "requests": [_show_request(one) for one in state.requests],
        "may_correct": _may(state, c.RequestKind.CORRECT),
        "may_erase": _may(state, c.RequestKind.ERASE),
        "is_living": state.is_living,
    }


def _say_keeping(found: c.KeepingClass | None) -> str:
    """Say how long a matter is kept after its end, and what then; empty when no class fits."""
    if found is None:
        return ""
    if found.then is c.Then.ERASE:
        sentence = ngettext(
            "办结后保存{years}年，到期删除。{reason}",
            "办结后保存{years}年，到期删除。{reason}",
            found.years,
        )
    else:
        sentence = ngettext(
            "办结后保存{years}年，到期封存。{reason}",
            "办结后保存{years}年，到期封存。{reason}",
            found.years,
        )
    reason = "" if get_language() == "en" else say_words(found.reason_zh)
    return sentence.format(years=found.years, reason=reason).strip()


def _say_spot(spot: c.Spot | None) -> str:
    if spot is None:
        return ""
    pin = f"{spot.latitude}, {spot.longitude}" if spot.latitude else ""
    return " · ".join(filter(None, (spot.words, pin)))


def _is_own(item: c.TimelineItem) -> bool:
    own = ("case.reopened", "case.withdrawn", "case.office-asked")
    return bool(item.words) and item.type.startswith(own)


def _may(state: c.CaseState, kind: c.RequestKind) -> bool:
    waiting = any(one.kind is kind and one.answer is None for one in state.requests)
    if waiting or state.sealed:
        return False
    if kind is c.RequestKind.ERASE:
        return not state.is_living
    return state.anonymity is not c.Anonymity.ANONYMOUS


def _show_request(one: c.Request) -> dict[str, Any]:
    answer = _(c.REQUEST_ANSWER_ZH[one.answer]) if one.answer else ""
    return msgspec.to_builtins(one, builtin_types=(datetime,)) | {
        "what": _(c.REQUEST_ZH[one.kind]),
        "said": answer,
    }
