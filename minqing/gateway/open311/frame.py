"""From a request to an answer in the format it asked for; every trouble in that format too."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from minqing.gateway.api.errors import Refused
from minqing.gateway.api.frame import choose_language
from minqing.gateway.open311.shapes import JSON, MEDIA, XML, draw
from minqing.gateway.open311.troubles import FORMAT_UNKNOWN, NOT_ALLOWED, TWICE, VALUE_WRONG

journal = logging.getLogger(__name__)
MANY = frozenset({"service_request_id", "service_code", "status"})
"""Parameters that may be given several times, or once with commas."""


class Call(msgspec.Struct, frozen=True):
    """One request: what stood in its path, and its query with empty parameters left out."""

    request: HttpRequest
    path: Mapping[str, str]
    query: Mapping[str, str]

    @property
    def is_extended(self) -> bool:
        """Whether the extension was asked for."""
        return wants_extension(self.query)


def wants_extension(given: Mapping[str, str]) -> bool:
    return given.get("extensions", "").strip().lower() in ("true", "1")


class Told(msgspec.Struct, frozen=True):
    """What is answered: name of the root element, plain values, status."""

    root: str
    value: Any
    status: int = 200


Handle = Callable[[Call], Told]


def answer_with(**handles: Handle) -> Callable[..., HttpResponse]:
    """Return the view of one address; the keywords are methods in lower case."""

    def view(request: HttpRequest, form: str | None = None, **path: str) -> HttpResponse:
        with translation.override(choose_language(request)):
            shape = choose_shape(request, form)
            answer = _answer(request, shape, form, handles, path)
            answer.headers["Content-Language"] = translation.get_language() or ""
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers["Vary"] = "Accept-Language, Accept"
        if request.method in ("GET", "HEAD"):
            # maps of other sites read this in the visitor's browser; it opens nothing to a cookie
            answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer

    view.csrf_exempt = True  # type: ignore[attr-defined] # no cookie opens anything here
    return view


def choose_shape(request: HttpRequest, form: str | None) -> str:
    """Return the format: what the address ends in, else what is accepted, else XML."""
    if form in MEDIA:
        return str(form)
    return JSON if "json" in request.headers.get("Accept", "") else XML


def _answer(
    request: HttpRequest,
    shape: str,
    form: str | None,
    handles: Mapping[str, Handle],
    path: Mapping[str, str],
) -> HttpResponse:
    try:
        if form is not None and form not in MEDIA:
            raise FORMAT_UNKNOWN(format=form[:20])
        method = "get" if request.method == "HEAD" else str(request.method).lower()
        handle = handles.get(method)
        if handle is None:
            allowed = ", ".join(one.upper() for one in handles)
            raise NOT_ALLOWED(method=str(request.method)[:20], allowed=allowed)
        told = handle(Call(request, path, read_query(request)))
        return draw(told.root, told.value, shape, status=told.status)
    except Refused as error:
        return _refuse(error, shape)
    except (DataError, OverflowError):
        # longer or larger than a column of the store takes
        return _refuse(VALUE_WRONG(name="…"), shape)


def _refuse(error: Refused, shape: str) -> HttpResponse:
    answer = draw_errors(error.kind.status, (error.say().sentence,), shape)
    if error.kind.status == 405:
        answer.headers["Allow"] = error.params["allowed"]
    if error.kind.status == 429:
        answer.headers["Retry-After"] = str(error.params["seconds"])
    return answer


def draw_errors(status: int, sentences: tuple[str, ...], shape: str) -> HttpResponse:
    """Return troubles in the form of GeoReport v2: a list of code and description."""
    errors = [{"code": status, "description": one} for one in sentences]
    return draw("errors", errors, shape, status=status)


def read_query(request: HttpRequest) -> dict[str, str]:
    """Return the parameters of the address; empty ones count as not given.

    Unknown ones are left alone: clients send what other cities need.
    """
    found: dict[str, str] = {}
    for name, values in request.GET.lists():
        given = [one.strip() for one in values if one.strip()]
        if not given:
            continue
        if len(given) > 1 and name not in MANY:
            raise TWICE(name=name[:60])
        found[name] = ",".join(given)
        if "\x00" in found[name]:
            raise VALUE_WRONG(name=name[:60])
    return found
