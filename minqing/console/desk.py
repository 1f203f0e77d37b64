"""The frame of every page of the desk: who is here, which rooms, how it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from minqing.console import reading
from minqing.console.forms import Text
from minqing.imports.public import IMPORTING
from minqing.kernel.messages import Actor
from minqing.log.public import get_now

View = Callable[..., HttpResponseBase]

NOT_YOURS = gettext_lazy("不能打开这一页：您的岗位没有这项权限。请切换岗位，或联系本单位管理员。")


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the menu. `needs`: any of these permissions opens it, none: everybody."""

    name: str
    title: Text
    icon: str
    args: tuple[str, ...] = ()
    key: str = ""
    needs: tuple[str, ...] = ()
    main: bool = False

    @property
    def url(self) -> str:
        return reverse(f"console:{self.name}", args=self.args)


class RoomGroup(msgspec.Struct, frozen=True):
    title: Text
    rooms: tuple[Room, ...]


_CASES = ("CASE_VIEW",)
ROOMS = (
    RoomGroup(
        "",
        (
            Room(
                name="intake", title=gettext_lazy("登记事项"), icon="intake", key="d",
                needs=("CASE_RECEIVE",), main=True,
            ),
            Room(
                name="today", title=gettext_lazy("今日事项"), icon="today", key="t",
            ),
            Room(
                name="visits", title=gettext_lazy("走访"), icon="route", key="v",
                needs=("HOUSEHOLD_VIEW",),
            ),
            Room(
                name="texts", title=gettext_lazy("短信来信"), icon="call",
                needs=("CASE_RECEIVE",),
            ),
            Room(
                name="orders", title=gettext_lazy("来件工单"), icon="link",
                needs=("CASE_TRIAGE",),
            ),
            Room(
                name="triage", title=gettext_lazy("研判分办"), icon="triage", key="f",
                needs=("CASE_TRIAGE",),
            ),
            Room(
                name="reviews", title=gettext_lazy("审核"), icon="check", key="e",
                needs=("CASE_REVIEW",),
            ),
            Room(
                name="approvals", title=gettext_lazy("核准"), icon="shield", key="z",
                needs=_CASES,
            ),
            Room(
                name="meetings", title=gettext_lazy("会议"), icon="people",
                needs=("MEETING_VIEW",),
            ),
            Room(
                name="ledger", args=("mine",), title=gettext_lazy("我办的事项"), icon="person",
                key="w", needs=("CASE_HANDLE",),
            ),
            Room(
                name="callbacks", title=gettext_lazy("回访"), icon="call", key="h",
                needs=("CASE_CALLBACK",),
            ),
        ),
    ),
    RoomGroup(
        gettext_lazy("台账"),
        (
            Room(
                name="ledger", args=("immediate",), title=gettext_lazy("即办台账"), icon="now",
                key="j", needs=_CASES,
            ),
            Room(
                name="ledger", args=("agent",), title=gettext_lazy("代办台账"), icon="agent",
                key="b", needs=_CASES,
            ),
            Room(
                name="ledger", args=("report_up",), title=gettext_lazy("上报台账"), icon="up",
                key="s", needs=_CASES,
            ),
            Room(
                name="ledger", args=("all",), title=gettext_lazy("全部事项"), icon="pages",
                key="a", needs=_CASES,
            ),
            Room(
                name="planned", title=gettext_lazy("挂账事项"), icon="planned", key="g",
                needs=_CASES,
            ),
            Room(
                name="promises", title=gettext_lazy("承诺台账"), icon="check",
                needs=("CASE_VIEW", "COMMITMENT_KEEP", "COMMITMENT_FOLLOW"),
            ),
            Room(
                name="external", title=gettext_lazy("来件时限"), icon="link", key="l",
                needs=_CASES,
            ),
            Room(
                name="joint", title=gettext_lazy("联动办理"), icon="people", needs=_CASES,
            ),
            Room(
                name="objections", title=gettext_lazy("派单异议"), icon="triage", needs=_CASES,
            ),
            Room(name="call-ups", title=gettext_lazy("召集"), icon="call", needs=_CASES),
            Room(
                name="ledger", args=("meeting",), title=gettext_lazy("联席会议待议"),
                icon="people", key="c", needs=("CASE_MERGE", "CASE_SUPERVISE"),
            ),
        ),
    ),
    RoomGroup(
        gettext_lazy("全局"),
        (
            Room(
                name="supervise", title=gettext_lazy("督办"), icon="watch", key="u",
                needs=("CASE_SUPERVISE",),
            ),
            Room(
                name="results", title=gettext_lazy("办理情况"), icon="note", key="r",
                needs=_CASES,
            ),
            Room(
                name="projects", title=gettext_lazy("惠民项目"), icon="planned", key="x",
                needs=("CASE_VIEW", "PROJECT_EDIT"),
            ),
            Room(
                name="pairs", title=gettext_lazy("联系结对"), icon="link",
                needs=("CASE_VIEW", "PAIR_EDIT"),
            ),
            Room(name="mechanisms", title=gettext_lazy("工作机制"), icon="mechanism", key="m"),
            Room(
                name="caseloads", title=gettext_lazy("包联与户情"), icon="household", key="k",
                needs=("HOUSEHOLD_VIEW",),
            ),
            Room(name="units", title=gettext_lazy("单位与岗位"), icon="unit", key="o"),
            Room(name="people", title=gettext_lazy("人员"), icon="people", key="p"),
            Room(
                name="imports", title=gettext_lazy("批量导入"), icon="pages", key="i",
                needs=IMPORTING,
            ),
            Room(name="access", title=gettext_lazy("谁能看什么"), icon="shield", key="q"),
            Room(
                name="tokens", title=gettext_lazy("接口令牌"), icon="link",
                needs=("ACCOUNT_ADMIN",),
            ),
            Room(
                name="peers", title=gettext_lazy("工单对接"), icon="link",
                needs=("EXCHANGE_ADMIN",),
            ),
            Room(
                name="hooks", title=gettext_lazy("事件推送"), icon="link",
                needs=("EXCHANGE_ADMIN",),
            ),
            Room(
                name="books", title=gettext_lazy("对账"), icon="check",
                needs=("CASE_TRIAGE", "EXCHANGE_ADMIN"),
            ),
            Room(name="help", title=gettext_lazy("帮助"), icon="help", key="n"),
            Room(
                name="operations", title=gettext_lazy("运行状态"), icon="operations", key="y",
                needs=("OPERATIONS_VIEW",),
            ),
        ),
    ),
)  # fmt: skip


BOUND = "bound"
"""In a session: its owner must add a second factor before anything else."""
FOR_THE_BOUND = frozenset(
    {"factors", "factor-code", "factor-key", "recovery-codes", "sign-out-everywhere"}
)


def _is_for_the_bound(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name in FOR_THE_BOUND


def staff(*needs: str) -> Callable[[View], View]:
    """Let signed-in staff in who hold one of the permissions; the view gets the viewer."""

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.session.get(BOUND) and not _is_for_the_bound(request):
                return redirect("console:factors")
            viewer = reading.get_viewer(request.user)
            if needs and not viewer.permissions.intersection(needs):
                raise PermissionDenied(NOT_YOURS)
            return view(request, viewer, *args, **kwargs)

        inner.needs = needs  # type: ignore[attr-defined]
        return inner

    return wrap


def may_enter(viewer: Actor, room: Room) -> bool:
    return not room.needs or bool(viewer.permissions.intersection(room.needs))


def draw(
    request: HttpRequest,
    viewer: Actor,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """Draw a page inside the desk's frame."""
    return render(request, template, {"desk": _frame(request, viewer), **context}, status=status)


def _frame(request: HttpRequest, viewer: Actor) -> dict[str, Any]:
    groups = []
    for group in ROOMS:
        rooms = [_draw_room(room, request.path) for room in group.rooms
                 if may_enter(viewer, room)]  # fmt: skip
        if rooms:
            groups.append({"title": group.title, "rooms": rooms})
    return {
        **reading.describe_viewer(viewer),
        "rooms": groups,
        "can_receive": "CASE_RECEIVE" in viewer.permissions,
        "can_search": "CASE_VIEW" in viewer.permissions,
        "behind": reading.is_worker_behind(get_now()),
        "may_advance": "OPERATIONS_VIEW" in viewer.permissions,
    }


def _draw_room(room: Room, path: str) -> dict[str, Any]:
    return {
        "url": room.url,
        "title": room.title,
        "icon": room.icon,
        "key": room.key,
        "main": room.main,
        "current": path == room.url,
    }
