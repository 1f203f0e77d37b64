"""并案、解除并案、拆分: each with a preview, one command a press."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from minqing.cases import public as c
from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, Field, Typed, say_refusal, show_field
from minqing.console.shown import CaseView
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command, Personal
from minqing.log.public import get_now, submit

INTO = Field(
    name="into", label=gettext_lazy("主件的回执编号"), autocomplete="off",
    help=gettext_lazy("印在回执上。也可以从上面的建议里选。"),
)  # fmt: skip
SAME = Field(
    name="words", label=gettext_lazy("为什么是同一件事"), optional=True,
    help=gettext_lazy("不写姓名、电话。"),
)  # fmt: skip
NOT_SAME = Field(name="words", label=gettext_lazy("为什么不是同一件事"))
ROWS, MOST_ROWS = 3, c.MOST_PARTS


def _get_case(viewer: Actor, case_id: str, verb: str) -> CaseView:
    case = reading.find_case(viewer, case_id, now=get_now())
    if case is None or verb not in case.verbs:
        raise Http404
    return case


def _read_version(typed: Typed) -> int:
    """Return the version of the case that the sender had before him, 0 for none or nonsense."""
    version = typed.text("version")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0


def _send(viewer: Actor, command: Command, typed: Typed) -> bool:
    (answer,) = submit([command], by=viewer, now=get_now())
    if answer.refusal is not None:
        typed.faults.append(Fault(say_refusal(answer.refusal)))
    return answer.refusal is None


# ---------------------------------------------------------------- merging
@require_http_methods(["GET", "HEAD", "POST"])
@staff("CASE_MERGE")
def merge(request: HttpRequest, viewer: Actor, case_id: str) -> HttpResponse:
    """Suggestions first, then what it would do, then the act."""
    case = _get_case(viewer, case_id, c.MergeCase.TYPE)
    if request.method != "POST":
        return _draw_merge(request, viewer, case, request.GET.get("into", "")[:60], None)
    typed = Typed(request.POST.dict())
    into = typed.text("into")
    words = typed.text("words")
    command = c.MergeCase(
        id=typed.text("command") or new_id(),
        case=case.id,
        into=into,
        carried=tuple(request.POST.getlist("carried")),
        words=Personal(words, subject=f"case:{case.id}") if words else None,
        suggested=typed.text("suggested") == "yes",
        expected_version=_read_version(typed),
    )
    if not _send(viewer, command, typed):
        return _draw_merge(request, viewer, case, into, typed)
    messages.add_message(
        request, messages.SUCCESS, _("已并案。主件有结果后，逐件告知反映人。"), extra_tags="well"
    )
    return redirect("console:case", into)


def _draw_merge(
    request: HttpRequest, viewer: Actor, case: CaseView, into: str, typed: Typed | None
) -> HttpResponse:
    now = get_now()
    preview = reading.see_preview(viewer, case.id, into, now=now) if into else None
    suggestions = reading.list_suggestions(viewer, case.id, now=now)
    suggested = preview is not None and any(one.line.id == preview.main_id for one in suggestions)
    options = reading.list_options(viewer, case)
    context = {
        "case": case,
        "into": into,
        "command": new_id(),
        "preview": preview,
        "suggestions": suggestions,
        "suggested": suggested,
        "faults": typed.faults if typed else [],
        "asked": show_field(INTO, _cite(preview), options, "f-"),
        "words": show_field(SAME, typed, options, "f-"),
    }
    return draw(request, viewer, "console/merge.html", context, status=422 if typed else 200)


def _cite(preview: Any) -> Typed | None:
    """Return the main's receipt as if it had been typed; its id is nobody's to read."""
    known = preview is not None and preview.main is not None
    return Typed({"into": preview.main.receipt}) if known else None


@require_POST
@staff("CASE_MERGE")
def unmerge(request: HttpRequest, viewer: Actor, case_id: str) -> HttpResponse:
    case = _get_case(viewer, case_id, c.UnmergeCase.TYPE)
    typed = Typed(request.POST.dict(), prefix="unmerge-")
    typed.check([NOT_SAME], reading.list_options(viewer, case))
    if not typed.faults:
        command = c.UnmergeCase(
            id=typed.text("command") or new_id(),
            case=case.id,
            main=typed.text("main"),
            words=Personal(typed.text("words"), subject=f"case:{case.id}"),
            expected_version=_read_version(typed),
        )
        _send(viewer, command, typed)
    level, words = messages.SUCCESS, _("已解除并案，单独办理。")
    if typed.faults:
        level, words = messages.ERROR, typed.faults[0].sentence
    tags = "late" if typed.faults else "well"
    messages.add_message(request, level, words, extra_tags=tags)
    return redirect("console:case", case_id)


@require_POST
@staff("CASE_RECEIVE")
def show_alike(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """What may be the same matter, while it is still being written down. Sent by POST: words
    of residents never stand in an address."""
    asked = request.POST
    lines = reading.list_alike(
        viewer,
        text=asked.get("matter", ""),
        place=asked.get("unit", ""),
        category=asked.get("category", ""),
        household=asked.get("household", ""),
        now=get_now(),
    )
    return render(request, "console/parts/alike.html", {"suggestions": lines})


# ---------------------------------------------------------------- splitting
@require_http_methods(["GET", "HEAD", "POST"])
@staff("CASE_TRIAGE")
def split(request: HttpRequest, viewer: Actor, case_id: str) -> HttpResponse:
    case = _get_case(viewer, case_id, c.SplitCase.TYPE)
    if request.method != "POST":
        return _draw_split(request, viewer, case, None)
    typed = Typed(request.POST.dict())
    rows = [row for row in range(1, MOST_ROWS + 1) if typed.text(f"matter-{row}")]
    ids = {row: new_id() for row in rows}
    command = c.SplitCase(
        id=typed.text("command") or new_id(),
        case=case.id,
        parts=tuple(
            c.Part(
                case=ids[row],
                kind=_read_kind(typed.text(f"kind-{row}"), case),
                category=typed.text(f"category-{row}"),
            )
            for row in rows
        ),
        matters=tuple(
            Personal(typed.text(f"matter-{row}"), subject=f"case:{ids[row]}") for row in rows
        ),
        remaining=Personal(typed.text("remaining"), subject=f"case:{case.id}"),
        category=typed.text("category"),
        expected_version=_read_version(typed),
    )
    if not _send(viewer, command, typed):
        return _draw_split(request, viewer, case, typed)
    words = _("已拆成{count}件，都在原回执下，请逐件分办。").format(count=len(rows) + 1)
    messages.add_message(request, messages.SUCCESS, words, extra_tags="well")
    return redirect("console:case", case_id)


def _read_kind(code: str, case: CaseView) -> c.MatterKind:
    return c.MatterKind(code if code in set(c.MatterKind) else case.kind)


def _draw_split(
    request: HttpRequest, viewer: Actor, case: CaseView, typed: Typed | None
) -> HttpResponse:
    options = reading.list_options(viewer, case)
    # where the teller counted his matters himself, the cuts are proposed
    cuts = c.list_matters(case.matter) if typed is None else ()
    wanted = max(ROWS, len(cuts) - 1, _count_rows(request, typed))
    start = typed
    if typed is None and cuts:
        known = {"remaining": cuts[0], "category": case.category_code}
        known |= {f"matter-{row}": cut for row, cut in enumerate(cuts[1:], 1)}
        known |= {f"kind-{row}": str(case.kind) for row in range(1, wanted + 1)}
        start = Typed(known)
    elif typed is None:
        known = {"remaining": case.matter, "category": case.category_code}
        start = Typed(known | {f"kind-{row}": str(case.kind) for row in range(1, wanted + 1)})
    context = {
        "case": case,
        "command": new_id(),
        "faults": typed.faults if typed else [],
        "remaining": show_field(REMAINING, start, options, "f-"),
        "category": show_field(_category("category"), start, options, "f-"),
        "parts": [
            {
                "number": row + 1,
                "matter": show_field(_matter(row), start, options, "f-"),
                "category": show_field(_category(f"category-{row}"), start, options, "f-"),
                "kind": show_field(_kind(row), start, options, "f-"),
            }
            for row in range(1, min(wanted, MOST_ROWS) + 1)
        ],
        "more": min(wanted + 3, MOST_ROWS) if wanted < MOST_ROWS else 0,
        "cut": bool(cuts),
    }
    return draw(request, viewer, "console/split.html", context, status=422 if typed else 200)


def _count_rows(request: HttpRequest, typed: Typed | None) -> int:
    asked = request.GET.get("rows", "")
    filled = [row for row in range(1, MOST_ROWS + 1) if typed and typed.text(f"matter-{row}")]
    return max(int(asked) if asked.isdigit() and len(asked) < 3 else 0, *filled, 0)


REMAINING = Field(
    name="remaining", label=gettext_lazy("留在本件的事"), kind="long",
    help=gettext_lazy("只留一件。群众的原话在办理经过里仍然看得到。"),
)  # fmt: skip
_KINDS = tuple(
    (str(kind), words)
    for kind, words in c.KIND_ZH.items()
    if kind is not c.MatterKind.COMPLAINT_AGAINST_OFFICIAL
)


def _matter(row: int) -> Field:
    return Field(name=f"matter-{row}", label=gettext_lazy("反映内容"), kind="long", optional=True)


def _category(name: str) -> Field:
    return Field(
        name=name, label=gettext_lazy("类别"), kind="select", options="categories",
        optional=True, blank=gettext_lazy("分办时再定"),
    )  # fmt: skip


def _kind(row: int) -> Field:
    return Field(name=f"kind-{row}", label=gettext_lazy("事项性质"), kind="select", choices=_KINDS)
