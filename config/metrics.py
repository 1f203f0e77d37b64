"""`/metrics`: numbers for Prometheus. Counts and sizes, no person, no case, no address.

Open to this machine alone; from elsewhere, and always behind a proxy, with the token of
MINQING_METRICS_TOKEN. With several serving processes the library adds their files up.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from minqing.log.public import measure

FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
REQUESTS = Counter("minqing_requests", "Answered requests.", ("route", "method", "status"))
REQUEST_SECONDS = Histogram(
    "minqing_request_seconds", "Time of answering.", ("route",), buckets=FAST
)
COMMANDS = Counter("minqing_commands", "Commands answered by submit.", ("command", "answer"))
SUBMIT_SECONDS = Histogram("minqing_submit_seconds", "Time of one submit.", buckets=FAST)
LOOPBACK = frozenset({"127.0.0.1", "::1"})


def note_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    REQUESTS.labels(route, method, str(status)).inc()
    REQUEST_SECONDS.labels(route).observe(seconds)


def note_submit(answers: Sequence[tuple[str, str]], seconds: float) -> None:
    """Count one submit: (command type, answer) of each item, and how long it took."""
    for command, answer in answers:
        COMMANDS.labels(command, answer).inc()
    SUBMIT_SECONDS.observe(seconds)


class InstallationCollector:
    """Reads the state of the installation when it is asked."""

    def collect(self) -> Iterator[Metric]:
        found = measure(datetime.now(UTC))
        yield _gauge("minqing_ready", "1 when requests are welcome.", int(found["ready"]))
        yield _gauge("minqing_log_position", "Newest entry of the log.", found["position"])
        yield _family("minqing_worker_behind", "Entries not read yet.", "part", found["behind"])
        yield _gauge("minqing_worker_troubled", "Parts that fail.", found["troubled"])
        yield _gauge("minqing_dead_letters", "Waiting for a person.", found["dead_letters"])
        yield _family("minqing_clock_due", "Due and not done (at most 100).", "clock", found["due"])
        yield _family("minqing_database_bytes", "Size on disk.", "database", found["bytes"])
        yield _gauge("minqing_disk_free_bytes", "Room left.", found["disk_free"])
        if found["backup_age"] is not None:
            yield _gauge("minqing_backup_age_seconds", "Since the last one.", found["backup_age"])


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def _family(name: str, text: str, label: str, values: dict[str, Any]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


@never_cache
@require_safe
def show_metrics(request: HttpRequest) -> HttpResponse:
    """Answer the text format, 404 to whoever may not read it."""
    if not may_read(request):
        return HttpResponse(status=404)
    return HttpResponse(_write(), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """Return whether the token is right, or the request comes from this machine itself."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    # through a proxy on this machine everybody comes from here
    passed_on = settings.BEHIND_PROXY or "X-Forwarded-For" in request.headers
    return not passed_on and request.META.get("REMOTE_ADDR") in LOOPBACK


def _write() -> bytes:
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
        counted = generate_latest(registry)
    else:
        counted = generate_latest(REGISTRY)
    state = CollectorRegistry()
    state.register(InstallationCollector())
    return counted + generate_latest(state)
