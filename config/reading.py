"""A request that only reads is one reading: what its parts ask again is read once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from minqing.log.public import one_reading


class OneReadingMiddleware:
    """Opens one reading for GET and HEAD; what is streamed afterwards is outside of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self._get_response(request)
        with one_reading():
            return self._get_response(request)
