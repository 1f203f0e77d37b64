"""批量导入: bring a file, say what its columns mean, try, import, read the answers, undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minqing.console.desk import draw, staff
from minqing.console.forms import Fault, say_refusal
from minqing.console.reading import imports as reading
from minqing.imports import public as i
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command, Refusal
from minqing.log.public import get_now, submit
from minqing.vault.public import FileRefused, take_uploads

FILE_FORGOTTEN = gettext_lazy("不能开始导入：没有选文件。请选一个 csv 或 xlsx 文件。")
MAPPING_UNFIT = gettext_lazy("不能使用对照文件：只有历史事项用它。请在下面逐列选好再试算。")
ACTS = {"begin": i.BeginImport, "cancel": i.CancelImport}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff(*i.IMPORTING)
def show_imports(request: HttpRequest, viewer: Actor) -> HttpResponse:
    faults: list[Fault] = []
    if request.method == "POST":
        batch = request.POST.get("batch", "") or new_id()
        faults = _bring(request, viewer, batch)
        if not faults:
            if request.FILES.get("mapping") is not None:
                return _map_by_file(request, viewer, batch)
            return redirect("console:import", batch)
    context = {
        **reading.list_imports(viewer), "faults": faults, "batch": new_id(), "asked": request.POST,
    }  # fmt: skip
    return draw(request, viewer, "console/imports.html", context, status=422 if faults else 200)


def _bring(request: HttpRequest, viewer: Actor, batch: str) -> list[Fault]:
    named = request.POST.getlist("file-uploaded")[:1]
    whole = take_uploads(viewer.scope, named, now=get_now())
    file = request.FILES.get("file") or next(iter(whole), None)
    if file is None:
        return [Fault(str(FILE_FORGOTTEN), "f-file")]
    kind = request.POST.get("kind", "")
    try:
        refusal = i.bring_file(
            viewer,
            file.read(),
            file.name or "",
            batch=batch,
            kind=i.Kind(kind) if kind in set(i.Kind) else i.Kind.CASES,
            unit=request.POST.get("unit", ""),
            command=request.POST.get("command", "") or new_id(),
            now=get_now(),
        )
    except (i.FileRefused, FileRefused) as error:
        return [Fault(say_refusal(error.refusal), "f-file")]
    return [] if refusal is None else [Fault(say_refusal(refusal), "f-file")]


@never_cache
@require_safe
@staff(*i.IMPORTING)
def show_import(request: HttpRequest, viewer: Actor, batch: str) -> HttpResponse:
    return _draw_batch(request, viewer, batch)


def _draw_batch(
    request: HttpRequest,
    viewer: Actor,
    batch: str,
    faults: tuple[Fault, ...] = (),
    chosen: i.MapColumns | None = None,
) -> HttpResponse:
    """Draw a batch; `chosen`: a mapping that was refused, shown again as it was chosen."""
    asked = request.GET
    found = reading.find_import(
        viewer, batch, fate=asked.get("fate", ""), after=_number(asked.get("after", ""))
    )
    if found is None:
        raise Http404
    mapping = _see_columns(request, viewer, batch, found, chosen)
    said = [*faults, *([Fault(mapping)] if isinstance(mapping, str) else [])]
    context = {
        **found,
        "mapping": None if isinstance(mapping, str) else mapping,
        "faults": said,
        "command": new_id(),
    }
    return draw(request, viewer, "console/import.html", context, status=422 if faults else 200)


def _see_columns(
    request: HttpRequest,
    viewer: Actor,
    batch: str,
    found: dict[str, Any],
    chosen: i.MapColumns | None,
) -> Any:
    again = found["stage"] == "checked" and ("map" in request.GET or chosen is not None)
    if found["stage"] != "uploaded" and not again:
        return None
    sheet, heading = request.GET.get("sheet", ""), _number(request.GET.get("heading", ""))
    if chosen is not None:
        sheet, heading = chosen.sheet, chosen.heading
    elif again and not heading:
        sheet, heading = found["state"].sheet, found["state"].heading
    try:
        seen = reading.see_columns(viewer, batch, sheet=sheet, heading=heading)
    except i.FileRefused as error:
        return say_refusal(error.refusal)
    if seen is None or chosen is None:
        return seen
    return reading.show_choices(seen, chosen, remember="save" in request.POST)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


@require_POST
@staff(*i.IMPORTING)
def map_columns(request: HttpRequest, viewer: Actor, batch: str) -> HttpResponse:
    """Take what the columns mean; the dry run begins."""
    if request.FILES.get("mapping") is not None:
        return _map_by_file(request, viewer, batch)
    wish = _read_mapping(request, batch)
    refusal = submit([wish], by=viewer, now=get_now())[0].refusal
    if refusal is not None:
        return _draw_batch(request, viewer, batch, (Fault(say_refusal(refusal)),), wish)
    if request.POST.get("save"):
        _save_mapping(request, viewer, batch, wish)
    return redirect("console:import", batch)


def _map_by_file(request: HttpRequest, viewer: Actor, batch: str) -> HttpResponse:
    """Lay a mapping file over the table of a batch; the dry run begins."""
    view = i.find_batch(viewer, batch)
    file = request.FILES.getlist("mapping")[0]
    if view is None or not view.own:
        raise Http404
    if view.state.kind is not i.Kind.HISTORY:
        return _draw_batch(request, viewer, batch, (Fault(str(MAPPING_UNFIT), "f-mapping"),))
    try:
        mapping = i.read_history_file(file.read(i.MAPPING_BYTES + 1), file.name or "")
        wish = i.map_by_file(view, mapping, command=request.POST.get("map-command", "") or new_id())
    except i.FileRefused as error:
        fault = Fault(say_refusal(error.refusal), "f-mapping")
        return _draw_batch(request, viewer, batch, (fault,))
    refusal = submit([wish], by=viewer, now=get_now())[0].refusal
    if refusal is not None:
        return _draw_batch(request, viewer, batch, (Fault(say_refusal(refusal)),))
    return redirect("console:import", batch)


def _read_mapping(request: HttpRequest, batch: str) -> i.MapColumns:
    columns = []
    for name, value in request.POST.items():
        number = _number(name.removeprefix("column-")) if name.startswith("column-") else 0
        if number and value in set(i.Field):
            columns.append(i.Mapped(number, i.Field(value)))
    return i.MapColumns(
        id=request.POST.get("command", "") or new_id(),
        batch=batch,
        columns=tuple(columns),
        source=request.POST.get("source", ""),
        sheet=request.POST.get("sheet", ""),
        heading=_number(request.POST.get("heading", "")) or 1,
        time_formats=reading.TIME_FORMATS.get(request.POST.get("times", ""), ()),
    )


def _save_mapping(request: HttpRequest, viewer: Actor, batch: str, wish: i.MapColumns) -> None:
    """Keep the headings for the next file of this source; the same again changes nothing."""
    view = i.find_batch(viewer, batch)
    if view is None or not view.own:
        return
    top = i.preview_file(view, sheet=wish.sheet, heading=wish.heading)
    titles = {column.number: column.heading for column in top.columns}
    headings = {titles[one.column]: str(one.field) for one in wish.columns if titles[one.column]}
    saved = i.SaveMapping(
        id=new_id(),
        kind=view.state.kind,
        source=wish.source,
        headings=headings,
        time_formats=wish.time_formats,
    )
    submit([saved], by=viewer, now=get_now())


@require_POST
@staff(*i.IMPORTING)
def do_import(request: HttpRequest, viewer: Actor, batch: str, key: str) -> HttpResponse:
    """Begin, cancel or undo."""
    command = request.POST.get("command", "") or new_id()
    wish: Command
    if key == "undo":
        reason = request.POST.get("reason", "")
        wish = i.UndoBatch(id=command, batch=batch, reason=reason)
    elif key in ACTS:
        wish = ACTS[key](id=command, batch=batch)
    else:
        raise Http404
    refusal = submit([wish], by=viewer, now=get_now())[0].refusal
    _tell(request, refusal, key)
    return redirect("console:imports") if key == "cancel" else redirect("console:import", batch)


def _tell(request: HttpRequest, refusal: Refusal | None, key: str) -> None:
    if refusal is not None:
        messages.error(request, say_refusal(refusal), extra_tags="late")
    elif key == "cancel":
        messages.success(request, _("已放弃，文件随即删除。"), extra_tags="well")


@never_cache
@require_safe
@staff(*i.IMPORTING)
def download_answers(request: HttpRequest, viewer: Actor, batch: str) -> HttpResponse:
    """The same rows with their answers, for whoever brought the file."""
    try:
        data = reading.write_answers(viewer, batch)
    except i.FileRefused as error:
        raise Http404(say_refusal(error.refusal)) from error
    if data is None:
        raise Http404
    answer = HttpResponse(data, content_type=i.MEDIA)
    answer["Content-Disposition"] = f'attachment; filename="import-{batch}.xlsx"'
    return answer


@require_safe
@staff(*i.IMPORTING)
def download_blank(request: HttpRequest, viewer: Actor, kind: str) -> HttpResponse:
    """An empty sheet with the headings that are known here."""
    wanted = next((one for one in i.list_kinds(viewer) if one == kind), None)
    if wanted is None:
        raise Http404
    answer = HttpResponse(reading.write_blank(wanted), content_type=i.MEDIA)
    answer["Content-Disposition"] = f'attachment; filename="{kind}.xlsx"'
    return answer
