"""Acts on many cases: choose, see what would happen, do it, see what happened."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from minqing.cases.public import list_ids
from minqing.console import bulk, reading
from minqing.console.desk import draw, staff
from minqing.console.forms import Typed, show_field
from minqing.console.lists import DeskList
from minqing.console.views.ledgers import find_address, find_list
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import get_now

STEPS = ("choose", "preview", "do")


@require_POST
@staff("CASE_VIEW")
def act_on_many(request: HttpRequest, viewer: Actor, kind: str) -> HttpResponse:
    """One address for all steps; what was chosen travels in the form.

    choose: the act's questions, or straight to its preview where it has none. preview: row by
    row what would happen. do: row by row what did.
    """
    one, act = find_list(viewer, kind), bulk.BULK_ACTS.get(request.POST.get("act", ""))
    asked = reading.Asked.from_query(kind, QueryDict(request.POST.get("query", "")))
    back = f"{find_address(one)}?{asked.query}" if asked.query else find_address(one)
    if act is None or act not in bulk.list_acts(viewer):
        raise Http404
    rows = _read_rows(request, viewer, asked)
    if not rows:
        sentence = _("不能批量办理：没有选中事项。请先勾选，或选“全部符合条件的”。")
        messages.add_message(request, messages.ERROR, sentence, extra_tags="late")
        return redirect(back)
    page = _Page(request, viewer, one, act, rows, asked, back)
    step = request.POST.get("step", "choose")
    if step == "do":
        return page.do()
    if step == "preview" or not act.fields:
        return page.preview()
    return page.ask()


def _read_rows(request: HttpRequest, viewer: Actor, asked: reading.Asked) -> list[bulk.Row]:
    if "rows" in request.POST:
        return bulk.read_rows(request.POST["rows"])
    cases = request.POST.getlist("case")
    if request.POST.get("whole"):
        cases = list_ids(viewer, asked.to_filter(), now=get_now(), most=bulk.MOST)
    return bulk.see_rows(case[:40] for case in cases)


class _Page:
    """One request on its way through the steps."""

    def __init__(
        self,
        request: HttpRequest,
        viewer: Actor,
        one: DeskList,
        act: bulk.BulkAct,
        rows: list[bulk.Row],
        asked: reading.Asked,
        back: str,
    ) -> None:
        self.request, self.viewer, self.act, self.rows = request, viewer, act, rows
        self.list, self.asked, self.back = one, asked, back
        self.batch = request.POST.get("batch", "")[:40] or new_id()
        self.options = reading.list_bulk_options(viewer)
        self.typed = Typed(request.POST.dict(), prefix="bulk-")

    def ask(self, typed: Typed | None = None) -> HttpResponse:
        return self._draw("choose", [], typed)

    def preview(self) -> HttpResponse:
        self.typed.check(self.act.fields, self.options)
        if self.typed.faults:
            return self.ask(self.typed)
        commands = bulk.make_commands(self.act, self.batch, self.rows, self.typed)
        shown = bulk.preview_act(commands, by=self.viewer, now=get_now())
        return self._draw("preview", shown, self.typed)

    def do(self) -> HttpResponse:
        self.typed.check(self.act.fields, self.options)
        if self.typed.faults:
            return self.ask(self.typed)
        commands = bulk.make_commands(self.act, self.batch, self.rows, self.typed)
        shown = bulk.carry_out(commands, by=self.viewer, now=get_now())
        return self._draw("done", shown, self.typed)

    def _draw(self, step: str, shown: list[bulk.Shown], typed: Typed | None) -> HttpResponse:
        ok = sum(one.answer.ok for one in shown)
        context: dict[str, Any] = {
            "step": step,
            "list": self.list,
            "act": self.act,
            "batch": self.batch,
            "query": self.asked.query,
            "rows": bulk.write_rows(self.rows),
            "count": len(self.rows),
            "fields": [show_field(f, typed, self.options, "bulk-") for f in self.act.fields],
            "faults": typed.faults if typed else [],
            "carried": [(f.name, self.typed.text(f.name)) for f in self.act.fields],
            "lines": reading.show_bulk(self.viewer, shown, now=get_now()),
            "ok": ok,
            "refused": len(shown) - ok,
            "back": self.back,
        }
        status = 422 if typed is not None and typed.faults else 200
        return draw(self.request, self.viewer, "console/bulk.html", context, status=status)
