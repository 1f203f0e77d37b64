"""整村交接: look through what the posts of a village hold, hand them over in one act, print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from minqing.console import reading
from minqing.console.deeds import Deed, Wish, carry_out, offer
from minqing.console.deeds.of_posts import ORIGIN, POSTING, UNTIL, read_posting
from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, Field, Typed
from minqing.console.views.handing import REASON
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command
from minqing.log.public import get_now
from minqing.org.public import HandOverVillage
from minqing.printing.public import draw_sheet

NOBODY = gettext_lazy("不能办理整村交接：没有选择接手人。请至少为一个岗位选择接手人。")


def _ask_taker(row: Mapping[str, Any]) -> Field:
    label = _("{title}（现为{name}）由谁接手").format(
        title=row["title"], name=row["post"].person_name or "—"
    )
    return Field(
        name=f"taker-{row['post'].id}", label=label, kind="select", options="persons",
        optional=True, blank=_("不换人"),
    )  # fmt: skip


def _make_deed(unit: str, rows: list[dict[str, Any]], now: datetime) -> Deed:
    def build(wish: Wish) -> Command | None:
        until = wish.day(UNTIL)
        typed = {row["post"].id: wish.text(f"taker-{row['post'].id}") for row in rows}
        takers = {post: taker for post, taker in typed.items() if taker}
        if not takers:
            wish.typed.faults.append(Fault(str(NOBODY)))
        if wish.typed.faults:
            return None
        return HandOverVillage(
            id=wish.command,
            unit=unit,
            hands=reading.make_hands(takers, wish.text("record"), now=now),
            on=wish.today,
            until=until,
            reason=wish.text("reason"),
            posting=read_posting(wish),
        )

    return Deed(
        key="hand-over-village", permission="POST_ADMIN", title=_("办理整村交接"),
        fields=(*map(_ask_taker, rows), REASON, UNTIL, POSTING, ORIGIN), build=build,
        will=_(
            "选了接手人的岗位一次全部交接，有一个岗位不能交就都不交。户、在办事项、收着的材料、挂账和应走访的户都随岗位走，时限不停、不重算；交出人立即看不到。"
        ),
        done=_("整村交接已办理。请打印交接单，双方签字。"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff("POST_ADMIN")
def hand_over_village(request: HttpRequest, viewer: Actor, unit: str) -> HttpResponse:
    now = get_now()
    found = reading.see_village_posts(viewer, unit, now=now)
    if found is None:
        raise Http404
    deed = _make_deed(unit, found["rows"], now)
    options = reading.list_village_options(viewer, unit)
    typed = None
    if request.method == "POST":
        typed = Typed(request.POST.dict(), prefix=f"{deed.key}-")
        record = typed.text("record") or new_id()
        typed.data = {**typed.data, "record": record}
        if carry_out(viewer, deed, unit, typed, options):
            messages.add_message(request, messages.SUCCESS, deed.done, extra_tags="well")
            return redirect("console:village-handed", record)
    (act,) = offer(
        [deed], viewer, options, lambda key: reverse("console:hand-over-village", args=[unit]),
        tried=deed.key if typed else "", typed=typed,
    )  # fmt: skip
    context = {**found, "act": act, "record": new_id()}
    status = 422 if typed else 200
    return draw(request, viewer, "console/hand_over_village.html", context, status=status)


@require_safe
@staff()
def show_village_handed(request: HttpRequest, viewer: Actor, record: str) -> HttpResponse:
    """The sheets of a village's hand-over, one page for each two that sign."""
    found = reading.list_village_sheets(viewer, record, now=get_now())
    if found is None:
        raise Http404
    return draw_sheet(
        request, "handed-over",
        lambda: reading.list_village_sheets(viewer, record, now=get_now()) or {},
        back=f"{reverse('console:units')}?unit={found['unit']}",
        template="console/paper_village_handed.html",
    )  # fmt: skip
