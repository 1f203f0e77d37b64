"""导出: a whole list as a file, recorded before its first row goes out."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_POST

from minqing.cases.public import ChosenRows
from minqing.console import exporting, reading
from minqing.console.desk import staff
from minqing.console.forms import say_refusal
from minqing.console.views.ledgers import find_address, find_list
from minqing.kernel.messages import Actor
from minqing.log.public import get_now


@require_POST
@staff("CASE_VIEW")
def export_list(request: HttpRequest, viewer: Actor, kind: str) -> HttpResponseBase:
    """Send the whole list as it stands now, in the order and filter of the page."""
    one, form = find_list(viewer, kind), request.POST.get("form", "csv")
    if form not in exporting.FORMS:
        raise Http404
    asked = reading.Asked.from_query(kind, QueryDict(request.POST.get("query", "")))
    now = get_now()
    rows = ChosenRows(viewer, asked.to_filter(), now=now)
    categories = reading.list_first_categories(viewer)
    described = reading.describe_viewer(viewer)
    export = exporting.Export(
        title=str(one.title),
        said=reading.say_filter(viewer, asked, categories),
        by=f"{described['unit']} {described['title']}".strip(),
        now=now,
        rows=rows,
    )
    refusal = exporting.record_export(viewer, one, asked.words, export, form)
    if refusal is not None:
        rows.close()
        messages.add_message(request, messages.ERROR, say_refusal(refusal), extra_tags="late")
        return redirect(f"{find_address(one)}?{asked.query}")
    return _send(export, form, f"{one.key}-{now:%Y%m%d-%H%M}.{form}")


def _send(export: exporting.Export, form: str, name: str) -> HttpResponseBase:
    if form == "xlsx":
        book = exporting.write_xlsx(export)
        return FileResponse(
            book, as_attachment=True, filename=name, content_type=exporting.FORMS[form]
        )
    language = translation.get_language() or ""
    pieces = _speak(language, exporting.write_csv(export))
    answer = StreamingHttpResponse(pieces, content_type=exporting.FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _speak(language: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Write in the reader's language to the end: the request is over before the rows are."""
    while True:
        with translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
