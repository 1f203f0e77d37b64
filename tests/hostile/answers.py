"""What is wrong with an answer of the house, after hostile words were planted everywhere."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpResponseBase
from lxml import etree, html

from tests.hostile.planting import TAG

RUNS = ("href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcset")
"""Attributes whose value a browser follows."""

INLINE = {"script", "style", "iframe", "object", "embed", "base"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read_body(answer: HttpResponseBase) -> bytes:
    """Return the whole body of an answer."""
    if getattr(answer, "streaming", False):
        return b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return answer.content  # type: ignore[attr-defined,no-any-return]


def find_faults(answer: HttpResponseBase, body: bytes) -> Iterator[str]:
    """Yield what is wrong with an answer, in a few words."""
    if answer.status_code >= 500:
        yield f"answers {answer.status_code}"
    yield from _find_in_heads(answer)
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if body and kind in READERS:
        yield from READERS[kind](body)


def _find_in_heads(answer: HttpResponseBase) -> Iterator[str]:
    for name, value in answer.headers.items():
        if name.lower() == "x-planted" or "\r" in value or "\n" in value:
            yield f"head {name} was written by a text"
        if TAG in value:
            yield f"head {name} holds a text of somebody"
    if answer.headers.get("X-Content-Type-Options") != "nosniff":
        yield "its kind may be guessed (nosniff)"
    place = answer.headers.get("Location", "")
    if place and not place.startswith("/") or place.startswith("//"):
        yield f"leads away, to {place[:60]}"


def _find_in_page(body: bytes) -> Iterator[str]:
    for one in html.document_fromstring(body.decode(), ensure_head_body=True).iter():
        if not isinstance(one.tag, str):
            continue
        if one.tag == TAG or "planted" in one.attrib:
            yield f"a text became the element {one.tag}"
        if one.tag == "script" and not one.get("src") and not _is_data(one):
            yield "a script stands in the page"
        elif one.tag in INLINE - {"script"}:
            yield f"the element {one.tag} stands in the page"
        yield from _find_in_attributes(one)


def _is_data(script: Any) -> bool:
    return str(script.get("type", "")).endswith("json")


def _find_in_attributes(one: Any) -> Iterator[str]:
    for name, value in one.attrib.items():
        if name.lower().startswith("on") or name.lower() == "srcdoc":
            yield f"the attribute {name} of {one.tag} runs"
        where = value.strip().lower()
        if name.lower() in RUNS and where.startswith(("javascript:", "vbscript:", "data:text")):
            yield f"a link of {one.tag} runs: {value[:40]}"
        if one.tag == "meta" and name == "http-equiv" and where == "refresh":
            aim = one.get("content", "").partition("=")[2]
            if aim and not aim.startswith("/"):
                yield "the page leads away by itself"


def _find_in_feed(body: bytes) -> Iterator[str]:
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    for one in root.iter():
        if isinstance(one.tag, str) and one.tag.rpartition("}")[2] == TAG:
            yield "a text became an element of the feed"


def _find_in_table(body: bytes) -> Iterator[str]:
    for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))):
        for cell in row:
            if cell.startswith(FORMULA) and TAG in cell:
                yield f"a cell is a formula: {cell[:30]!r}"


def _find_in_workbook(body: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/"):
                root = etree.fromstring(book.read(name))
                if next(root.iter("{*}f"), None) is not None:
                    yield f"a formula stands in {name}"


def _find_in_pdf(body: bytes) -> Iterator[str]:
    if not body.startswith(b"%PDF"):
        yield "is no PDF"
    if b"/JavaScript" in body or b"/Launch" in body:
        yield "the PDF runs something"


READERS: dict[str, Callable[[bytes], Iterator[str]]] = {
    "text/html": _find_in_page,
    "application/atom+xml": _find_in_feed,
    "application/xml": _find_in_feed,
    "text/xml": _find_in_feed,
    "image/svg+xml": _find_in_feed,
    "text/csv": _find_in_table,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _find_in_workbook,
    "application/pdf": _find_in_pdf,
}
