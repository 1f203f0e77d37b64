"""交接: look through what a post holds, print the sheet, hand it over in one act."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from minqing.console import reading
from minqing.console.deeds import Deed, HouseOptions, Wish, carry_out, offer
from minqing.console.deeds.of_posts import ORIGIN, POSTING, UNTIL, read_posting
from minqing.console.desk import draw, staff
from minqing.console.forms import Field, Typed
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command
from minqing.log.public import get_now, get_snapshot
from minqing.org.public import Directory, HandOver
from minqing.printing.public import draw_sheet

TAKER = Field(
    name="taker", label=_("接手人"), kind="select", options="persons", blank=_("请选择"),
    help=_("名单里没有的，先到“人员”页登记。"),
)  # fmt: skip
REASON = Field(name="reason", label=_("事由"), help=_("如“到期轮换”“调动”。"))


def _make_deed(posts: tuple[str, ...], giver: str, now: datetime) -> Deed:
    def build(wish: Wish) -> Command | None:
        until = wish.day(UNTIL)
        if wish.typed.faults:
            return None
        return HandOver(
            id=wish.command,
            posts=posts,
            giver=giver,
            taker=wish.text("taker"),
            on=wish.today,
            until=until,
            reason=wish.text("reason"),
            posting=read_posting(wish),
            record=wish.text("record") or new_id(),
            sheet=reading.list_sheet(posts, now=now),
        )

    return Deed(
        key="hand-over", permission="POST_ADMIN", title=_("办理交接"),
        fields=(TAKER, REASON, UNTIL, POSTING, ORIGIN), build=build,
        will=_("当时生效：接手人立即看到并负责下列全部事项和户，交出人立即看不到。时限不停、不重算。"),
        done=_("已交接。请打印交接单，双方签字。"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def hand_over(request: HttpRequest, viewer: Actor, post: str) -> HttpResponse:
    now = get_now()
    found = reading.see_hand_over(viewer, post, now=now)
    if found is None:
        raise Http404
    if request.GET.get("paper"):
        back = reverse("console:hand-over", args=[post])
        return draw_sheet(
            request, "hand-over", lambda: reading.see_hand_over(viewer, post, now=now) or {},
            back=back, template="console/paper_hand_over.html",
        )  # fmt: skip
    posts = get_snapshot(Directory).posts_of(found["giver"])
    deed = _make_deed(posts, found["giver"], now)
    options = reading.list_hand_over_options(viewer, post)
    typed = None
    if request.method == "POST":
        if deed.permission not in viewer.permissions:
            raise Http404
        typed = Typed(request.POST.dict(), prefix="hand-over-")
        record = typed.text("record") or new_id()
        typed.data = {**typed.data, "record": record}
        if carry_out(viewer, deed, post, typed, options):
            messages.add_message(request, messages.SUCCESS, deed.done, extra_tags="well")
            return redirect("console:hand-over-done", record)
    return _draw(request, viewer, post, deed, options, {**found, "record": new_id()}, typed)


def _draw(
    request: HttpRequest,
    viewer: Actor,
    post: str,
    deed: Deed,
    options: HouseOptions,
    found: dict[str, object],
    typed: Typed | None,
) -> HttpResponse:
    offers = offer(
        [deed], viewer, options, lambda key: reverse("console:hand-over", args=[post]),
        tried="hand-over" if typed else "", typed=typed,
    )  # fmt: skip
    context = {**found, "act": offers[0] if offers else None}
    return draw(request, viewer, "console/hand_over.html", context, status=422 if typed else 200)


@require_safe
@staff()
def show_done(request: HttpRequest, viewer: Actor, record: str) -> HttpResponse:
    """The sheet of a hand-over that was done, to print and sign."""
    found = reading.find_hand_over(viewer, record, now=get_now())
    if found is None:
        raise Http404
    return draw_sheet(
        request, "handed-over", lambda: reading.find_hand_over(viewer, record, now=get_now()) or {},
        back=reverse("console:person", args=[found["state"].taker]),
        template="console/paper_handed.html",
    )  # fmt: skip
