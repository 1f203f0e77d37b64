"""谁能看什么: what a post sees and may do, and why, in sentences; who sees a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from minqing.cases import public as c
from minqing.console.reading.staff import list_permissions, name_post, show_post
from minqing.console.reading.viewer import name_role
from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day
from minqing.log.public import LogEntry, get_snapshot, read_stream
from minqing.org.public import PERMISSIONS, ROLES, Directory, PostView, find_people

REASONS = {
    c.Reason.HOLDS: gettext_noop("承办岗位"),
    c.Reason.HANDLES: gettext_noop("经办岗位"),
    c.Reason.ANSWERS: gettext_noop("承办岗位空缺，由它负责"),
    c.Reason.SAME_UNIT: gettext_noop("与承办岗位同一单位"),
    c.Reason.PLACE: gettext_noop("事情发生在它的管辖范围内"),
    c.Reason.HOLDER_UNIT: gettext_noop("承办单位在它的管辖范围内"),
    c.Reason.SEALED: gettext_noop("指定的检举控告接收岗位"),
}
LOGGED = {
    "post.created": gettext_noop("设置岗位，随类别取得权限"),
    "post.permission-granted": gettext_noop("例外授权"),
    "post.permission-revoked": gettext_noop("收回例外授权"),
    "post.moved": gettext_noop("随单位合并到另一单位"),
    "post.abolished": gettext_noop("撤销岗位"),
}


def explain_access(viewer: Actor, post: str, *, now: datetime) -> dict[str, Any] | None:
    """Return what a post sees, may do and may not, with the reasons; None: no such post.

    Open to all staff: who may see what is no secret of those who may.
    """
    directory = get_snapshot(Directory)
    if not directory.has_post(post):
        return None
    held = directory.post(post)
    today = local_day(now)
    grants = [grant for grant in held.grants if today < grant.until]
    permissions = ROLES[held.role].permissions.union(grant.permission for grant in grants)
    return {
        "post": show_post(directory, held),
        "unit_name": directory.full_name(held.unit),
        "role": name_role(held.role),
        "sees": list(_say_sees(directory, held, permissions)),
        "sees_not": list(_say_sees_not(permissions)),
        "may": list_permissions(held.role),
        "grants": [
            {"words": _(PERMISSIONS[g.permission]), "until": g.until, "reason": g.reason}
            for g in grants
        ],
        "log": list(_list_changes(directory, post)),
    }


def _say_sees(
    directory: Directory, post: PostView, permissions: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Yield sentences with the reason of each."""
    because = _("因为岗位设在这里")
    for unit in dict.fromkeys(directory.current(u) for u in (post.unit, *post.reach)):
        place, below = directory.full_name(unit), len(directory.below(unit))
        if "CASE_VIEW" in permissions and below:
            words = ngettext(
                "{place}和下属{count}个单位的事项，不论由谁承办；以及这些单位承办的事项。",
                "{place}和下属{count}个单位的事项，不论由谁承办；以及这些单位承办的事项。",
                below,
            )
            yield words.format(place=place, count=below), because
        elif "CASE_VIEW" in permissions:
            yield _("{place}的事项，以及本单位承办的事项。").format(place=place), because
        if "HOUSEHOLD_VIEW" in permissions:
            yield _("{place}的户情，姓名和电话遮盖。").format(place=place), because
        for old in directory.joined(unit):
            name = directory.unit(old).short_name
            joined = _("{name}已并入，旧名下的事项一并看到。").format(name=name)
            yield joined, _("因为单位合并")
        because = _("因为岗位另外管辖这里")
    vacant = [p for p in directory.posts() if not p.person and p.id != post.id]
    answered = [p.id for p in vacant if directory.accountable(p.id) == post.id]
    for one in answered[:10]:
        words = _("空缺岗位“{post}”承办的事项。").format(post=name_post(directory, one))
        yield words, _("因为下级岗位空缺时由它负责")
    if len(answered) > 10:
        yield (
            ngettext(
                "另有{count}个空缺岗位的事项。", "另有{count}个空缺岗位的事项。", len(answered) - 10
            ).format(count=len(answered) - 10),
            "",
        )
    if "CASE_VIEW_SEALED" in permissions:
        yield _("送到本单位的检举控告的封存内容。"), _("因为是指定的接收岗位")


def _say_sees_not(permissions: frozenset[str]) -> Iterator[str]:
    if "CASE_VIEW" not in permissions:
        yield _("看不到任何事项的内容。")
    if "HOUSEHOLD_VIEW" not in permissions:
        yield _("看不到户情。")
    if "CASE_VIEW_SEALED" not in permissions:
        yield _("看不到检举控告，也不知道有没有。")
    if "CASE_UNMASK" in permissions:
        yield _("反映人的姓名、电话平时遮盖；写明理由后可看，每次都有记录。")
    elif "CASE_VIEW" in permissions:
        yield _("反映人的姓名、电话始终遮盖。")
    if "CASE_CALLBACK" not in permissions and "CASE_HANDLE" in permissions:
        yield _("不能回访：承办的人不问办得怎么样。")


def _list_changes(directory: Directory, post: str) -> Iterator[dict[str, Any]]:
    """Yield changes of what a post may do or see, newest first: from the log, not typed."""
    for entry in reversed(list(read_stream(f"post:{post}"))):
        title = LOGGED.get(entry.type.partition("@")[0])
        if title is not None:
            yield {
                "title": _(title),
                "at": entry.recorded_at,
                "by": name_post(directory, entry.post) or _("系统"),
                "said": _say_entry(entry),
            }


def _say_entry(entry: LogEntry) -> str:
    event: Any = entry.event
    permission, reason = getattr(event, "permission", ""), getattr(event, "reason", "")
    words = [_(PERMISSIONS[permission])] if permission else []
    return _("；").join([*words, *([reason] if reason else [])])


def list_who(viewer: Actor, name: str) -> list[dict[str, Any]]:
    """Return posts to look at: those of people whose name fits, else the viewer's own."""
    directory = get_snapshot(Directory)
    if not name:
        return [show_post(directory, directory.post(p)) for p in directory.posts_of(viewer.person)]
    people = find_people(viewer, name=name, limit=30)
    return [show_post(directory, post) for person in people for post in person.posts]


def list_case_seers(viewer: Actor, case: str, *, now: datetime) -> dict[str, Any] | None:
    """Return who may see a case that the viewer sees, grouped by why; None when he does not."""
    page = c.find_case(viewer, case, now=now)
    if page is None:
        return None
    directory = get_snapshot(Directory)
    groups: dict[str, list[dict[str, Any]]] = {}
    for seer in c.list_seers(viewer, case, now=now):
        row = {"post": show_post(directory, directory.post(seer.post)), "unmask": seer.may_unmask}
        groups.setdefault(_(REASONS[seer.reason]), []).append(row)
    return {
        "case": page.state.id,
        "receipt": page.state.receipt,
        "title": page.line.summary or _("内容已封存"),
        "sealed": page.state.sealed,
        "groups": list(groups.items()),
        "count": sum(len(rows) for rows in groups.values()),
    }
