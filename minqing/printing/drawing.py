"""Draws a sheet: as a page to look at and print, or as PDF; in any language, on any paper it has.

The address of a sheet takes `size`, `lang` and `as=pdf`. A resident reads Traditional or English
though the officer's screen is in Simplified: the language of the sheet is its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from minqing.log.public import get_now
from minqing.printing.catalogue import SHEET_OF, SIZE_ZH, Sheet, Size
from minqing.printing.pdf import PdfMissing, make_pdf

Fill = Callable[[], dict[str, Any]]
"""Returns what stands on the sheet; called in the language of the sheet."""


def draw_sheet(
    request: HttpRequest,
    key: str,
    fill: Fill,
    *,
    back: str,
    name: str = "",
    template: str = "",
    once: bool = False,
) -> HttpResponse:
    """Answer with a sheet of the catalogue. `name`: of what, for the name of the PDF file.

    `template`: a face's own, else the catalogue's. `once`: shown this one time (it answers a
    form), so it cannot be asked for again on other paper, in another language or as PDF.
    """
    sheet = SHEET_OF[key]
    size, language = _read_size(request, sheet), _read_language(request)
    with override(language):
        context = {**fill(), "sheet": sheet, "size": size, "back": back, "now": get_now()}
        template, missing = template or sheet.template, ""
        if request.GET.get("as") == "pdf" and not once:
            try:
                return _answer_pdf(request, template, context, f"{key}-{name}" if name else key)
            except PdfMissing as lacking:
                missing = str(lacking)
        choices = {} if once else _list_choices(request, sheet, size, language)
        context |= {"missing": missing, **choices}
        answer = render(request, template, context, status=503 if missing else 200)
    add_never_cache_headers(answer)
    answer.headers["Content-Language"] = language
    return answer


def _answer_pdf(
    request: HttpRequest, template: str, context: dict[str, Any], name: str
) -> HttpResponse:
    html = render_to_string(template, {**context, "as_pdf": True}, request)
    answer = HttpResponse(make_pdf(html, context["size"]), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    add_never_cache_headers(answer)
    return answer


def _read_size(request: HttpRequest, sheet: Sheet) -> Size:
    wanted = request.GET.get("size", "")
    return next((size for size in sheet.sizes if size == wanted), sheet.sizes[0])


def _read_language(request: HttpRequest) -> str:
    wanted = request.GET.get("lang", "")
    return wanted if wanted in dict(settings.LANGUAGES) else get_language() or ""


def _list_choices(request: HttpRequest, sheet: Sheet, size: Size, language: str) -> dict[str, Any]:
    """Return the links of the bar: paper sizes, languages; and the address of the PDF."""

    def link(**changed: str) -> str:
        asked = request.GET.copy()
        asked.pop("as", None)
        for key, value in changed.items():
            asked[key] = value
        return f"?{asked.urlencode()}"

    return {
        "sizes": [(_(SIZE_ZH[one]), link(size=one), one is size) for one in sheet.sizes],
        "languages": [
            (code, name, link(lang=code), code == language) for code, name in settings.LANGUAGES
        ],
        "pdf": link(**{"as": "pdf"}),
    }
