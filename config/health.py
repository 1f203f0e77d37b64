"""`/healthz`: can this process serve. `/readyz`: should it be sent requests now.

A process that is not healthy is started again; one that is not ready is left alone until
what is wrong is mended: tables of another version, a stopped worker, a full disk, a clock that
was set back, a wrong key.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, connections
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from minqing.log.public import Finding, look, status


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


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when both databases answer, else 503; a slow worker is said, not failed."""
    databases = check_databases()
    fine = set(databases.values()) == {"ok"}
    worker = _read_worker() if fine else {}
    return JsonResponse(
        {"status": "ok" if fine else "failing", "databases": databases, "worker": worker},
        status=200 if fine else 503,
    )


def _read_worker() -> dict[str, Any]:
    try:
        return status()
    except DatabaseError:  # no tables yet
        return {}


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when requests are welcome, else 503 and what is wrong."""
    findings = look(datetime.now(UTC))
    ready = all(finding.ready for finding in findings)
    return JsonResponse(
        {
            "status": "ready" if ready else "not-ready",
            "checks": {finding.name: _shown(finding) for finding in findings},
        },
        status=200 if ready else 503,
    )


def _shown(finding: Finding) -> dict[str, str]:
    # sentences are for the operator's screens; a probe from outside gets the tone
    return {"tone": finding.tone, "ready": "yes" if finding.ready else "no"}
