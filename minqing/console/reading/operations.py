"""What the page 运行状态 shows of the log and its worker."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.kernel.messages import Actor
from minqing.log.public import get_operations, status

PARTS = {
    "erasures": gettext_noop("删除个人信息"),
    "calendar-reissue": gettext_noop("日历变动后重算时限"),
    "mechanisms.versions": gettext_noop("工作机制的版本"),
    "org-tenures": gettext_noop("任职记录"),
    "org-levels": gettext_noop("单位调整后的层级"),
    "facts": gettext_noop("统计用的事实"),
    "cases-erase-transferred": gettext_noop("已转送的检举控告不留存"),
    "cases-look-again": gettext_noop("时限到期的检查"),
}
LATE = 5000
"""Entries behind from which the page calls a part late: some seconds of work."""


BEHIND = "minqing.console.behind"
SILENT_FOR = timedelta(minutes=5)
"""A worker whose lease ran out this long ago has stopped."""


def is_worker_behind(now: datetime) -> bool:
    """Return whether what the lists show may be old; asked at most twice a minute."""
    known = cache.get(BEHIND)
    if known is None:
        found = status()
        until = found["runs_until"]
        stopped = until is not None and datetime.fromisoformat(until) < now - SILENT_FOR
        known = stopped or found["behind"] > LATE
        cache.set(BEHIND, known, 30)
    return bool(known)


def describe_operations(viewer: Actor, *, now: datetime) -> dict[str, Any]:
    """Return the state of worker, dead letters, daily digest and verification."""
    found = get_operations(now)
    parts = [
        {
            "name": _(PARTS[name]) if name in PARTS else name,
            "behind": part["behind"],
            "trouble": part["trouble"],
            "tone": "late" if part["trouble"] or part["behind"] > LATE else "well",
        }
        for name, part in found["parts"].items()
    ]
    letters = [
        {**letter, "name": _(PARTS[letter["name"]]) if letter["name"] in PARTS else letter["name"]}
        for letter in found["letters"]
    ]
    return {**found, "parts": parts, "letters": letters}
