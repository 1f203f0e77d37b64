"""One line in the journal and one count in the metrics for every request.

The route's name stands for the address (`console:case`, never the case), the actor's post for
the person. Each request has an id, which the answer carries too: somebody who reports a
trouble can name it.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from config import metrics
from config.journal import request_id
from minqing.kernel.ids import new_id

HEADER = "X-Request-ID"
PASSED_ON = re.compile(r"^[A-Za-z0-9_-]{8,64}$")
QUIET = frozenset({"healthz", "readyz", "metrics"})
"""Asked all day by machines: counted, not written."""

journal = logging.getLogger("minqing.requests")


class RequestJournalMiddleware:
    """Stands outermost, so that it sees what every other part answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(_choose_id(request))
        begun = time.perf_counter()
        try:
            answer = self._get_response(request)
            answer.headers[HEADER] = request_id.get()
            self._note(request, answer, time.perf_counter() - begun)
        finally:
            request_id.reset(token)
        return answer

    def _note(self, request: HttpRequest, answer: HttpResponse, seconds: float) -> None:
        route, method = name_route(request), request.method or ""
        metrics.note_request(route, method, answer.status_code, seconds)
        if route in QUIET:
            return
        extra = {
            "route": route,
            "method": method,
            "status": answer.status_code,
            "ms": round(seconds * 1000),
            "post": _name_post(request),
        }
        journal.info("request", extra=extra)


def _choose_id(request: HttpRequest) -> str:
    """Return the id a proxy of ours gave, else a new one."""
    given = request.headers.get(HEADER, "")
    return given if settings.BEHIND_PROXY and PASSED_ON.match(given) else new_id()


def name_route(request: HttpRequest) -> str:
    """Return the name of the matched address; unmatched ones share one name."""
    match = request.resolver_match
    return match.view_name or "unnamed" if match else "none"


def _name_post(request: HttpRequest) -> str:
    """Return the post the session acts from, "" for residents; never the account or person."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    user = getattr(request, "user", None)
    return str(getattr(user, "post", "")) if user is not None else ""
