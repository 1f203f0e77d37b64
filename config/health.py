"""`/healthz`: can this process serve, and does its worker keep up."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from django.db import DatabaseError, connections
from django.http import HttpRequest, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


def check_databases() -> dict[str, str]:
    """Return "ok" or the kind of failure of each database (never its address)."""
    answers = {}
    for alias in connections:
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
            answers[alias] = "ok"
        except DatabaseError as error:
            answers[alias] = type(error).__name__
    return answers


def read_worker() -> Mapping[str, Any]:
    """Return what the worker says of itself, {} before the log is built."""
    if find_spec("minqing.log.worker") is None:
        return {}
    try:
        return import_string("minqing.log.worker.status")()
    except ImportError:
        return {}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when both databases answer, else 503; a slow worker is said, not failed."""
    databases = check_databases()
    fine = set(databases.values()) == {"ok"}
    worker = read_worker() if fine else {}
    return JsonResponse(
        {"status": "ok" if fine else "failing", "databases": databases, "worker": worker},
        status=200 if fine else 503,
    )
