"""What the machine tells of itself: journal, metrics, readiness. Numbers and names of parts only."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.journal import JsonFormatter, TextFormatter
from minqing.cases.models import Case
from minqing.kernel.ids import new_id
from minqing.log import condition
from minqing.log.models import Entry, Lease
from minqing.vault.models import VaultItem
from minqing.vault.public import open_values

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def journal() -> Iterator[io.StringIO]:
    """Everything that is written while the test runs, as JSON lines."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def read(journal: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in journal.getvalue().splitlines()]


def enter(login: str) -> Client:
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    client.post("/console/sign-in/", {"login": login, "password": "minqing-2026"})
    return client


def list_personal() -> set[str]:
    """Return every personal string that is kept, as it would look in a line."""
    found = set()
    for value in open_values(VaultItem.objects.values_list("ref", flat=True)).values():
        parts = value.values() if isinstance(value, dict) else [value]
        found |= {str(part) for part in parts if isinstance(part, str) and len(part) >= 2}
    return found


# ------------------------------------------------------------------ journal
def test_journal_of_a_journey_holds_no_personal_string_and_no_receipt(
    small_demo: dict[str, str], journal: io.StringIO
) -> None:
    cadre = enter(small_demo["village_cadre"])
    page = cadre.get(reverse("console:intake")).content.decode()
    unit = re.search(r'<option value="(\d+)" selected', page)
    assert unit
    case = new_id()
    form = {
        "command": new_id(), "case": case, "channel": "visit", "unit": unit[1], "kind": "help",
        "matter": "水三天没来了，找过庚大爷。", "anonymity": "named", "name": "庚大爷",
        "phone": "10000001234",
    }  # fmt: skip
    assert cadre.post(reverse("console:intake"), form).status_code == 302
    receipt = Case.objects.get(id=case).receipt
    for address in (
        reverse("console:case", args=[case]),
        reverse("console:case", args=["01NOTHERE"]),
        f"{reverse('portal:track')}?receipt={receipt}",
        f"/nowhere/{receipt}/庚大爷",
        f"{reverse('console:ledger', args=['all'])}?q=庚大爷",
    ):
        cadre.get(address)
    Client(enforce_csrf_checks=True, headers={"host": "localhost"}).post(
        reverse("portal:track"), {"receipt": receipt}
    )
    text = journal.getvalue()
    assert len(read(journal)) >= 7
    logins = set(small_demo.values())
    hidden = {*list_personal(), "庚大爷", "10000001234", "水三天", receipt, case} | logins
    assert {word for word in hidden if word in text} - _harmless() == set()


def _harmless() -> set[str]:
    # logins of the demonstration that are words of the code as well (console, handler …)
    return {"admin", "handler", "reviewer", "leader", "caller", "clerk", "cadre", "supervisor",
            "secretary", "discipline", "townleader", "bannerclerk"}  # fmt: skip


def test_line_of_a_request_names_route_post_and_id(
    small_demo: dict[str, str], journal: io.StringIO
) -> None:
    cadre = enter(small_demo["village_cadre"])
    answer = cadre.get(reverse("console:today"))
    line = read(journal)[-1]
    assert (line["route"], line["method"], line["status"]) == ("console:today", "GET", 200)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["post"].endswith("cadre") or line["post"]
    assert set(line) == {
        "at", "level", "logger", "message", "request_id", "route", "method", "status", "ms", "post",
    }  # fmt: skip


def test_request_id_from_outside_counts_only_behind_our_proxy(settings: Any) -> None:
    client = Client(headers={"host": "localhost", "x-request-id": "given-by-proxy-1"})
    assert client.get("/healthz").headers["X-Request-ID"] != "given-by-proxy-1"
    settings.BEHIND_PROXY = True
    assert client.get("/healthz").headers["X-Request-ID"] == "given-by-proxy-1"
    wild = Client(headers={"host": "localhost", "x-request-id": "a b\tc{}"})
    assert re.fullmatch(r"[A-Z0-9]+", wild.get("/healthz").headers["X-Request-ID"])


@pytest.mark.parametrize("formatter", [JsonFormatter(), TextFormatter()])
def test_text_of_an_exception_stays_out_of_the_journal(formatter: logging.Formatter) -> None:
    try:
        raise IntegrityError("Key (name)=(庚大爷) already exists")
    except IntegrityError:
        record = logging.getLogger("x").makeRecord(
            "x", logging.ERROR, "f", 1, "write failed", (), exc_info=__import__("sys").exc_info()
        )
    line = formatter.format(record)
    assert "庚大爷" not in line
    assert "IntegrityError" in line
    assert "test_watching.py" in line


# ------------------------------------------------------------------ metrics
def scrape(**headers: str) -> tuple[int, str]:
    answer = Client(headers={"host": "localhost", **headers}).get("/metrics")
    return answer.status_code, answer.content.decode()


def value_of(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.M)
    assert found, f"{name} is not among the metrics"
    return float(found[1])


def test_metrics_count_requests_by_route_and_commands_by_answer(
    small_demo: dict[str, str],
) -> None:
    name = 'minqing_requests_total{method="GET",route="console:today",status="200"}'
    client = enter(small_demo["village_cadre"])
    client.get(reverse("console:today"))
    before = value_of(scrape()[1], name)
    client.get(reverse("console:today"))
    text = scrape()[1]
    assert value_of(text, name) == before + 1
    assert value_of(text, 'minqing_commands_total{answer="accepted",command="case.receive"}') > 0
    assert value_of(text, "minqing_submit_seconds_count") > 0
    assert value_of(text, "minqing_log_position") == Entry.objects.count()
    assert value_of(text, 'minqing_worker_behind{part="facts"}') >= 0
    assert value_of(text, 'minqing_clock_due{clock="cases-look-again"}') >= 0
    assert value_of(text, 'minqing_database_bytes{database="default"}') > 100_000


def test_metrics_are_not_shown_to_other_machines(settings: Any) -> None:
    elsewhere = Client(headers={"host": "localhost"}, REMOTE_ADDR="10.0.0.8")
    assert elsewhere.get("/metrics").status_code == 404
    assert scrape(**{"x-forwarded-for": "10.0.0.8"})[0] == 404
    settings.METRICS_TOKEN = "a-long-token"
    assert scrape(**{"x-forwarded-for": "10.0.0.8", "authorization": "Bearer wrong"})[0] == 404
    right = {"x-forwarded-for": "10.0.0.8", "authorization": "Bearer a-long-token"}
    assert scrape(**right)[0] == 200
    settings.BEHIND_PROXY = True
    assert scrape()[0] == 404


# ------------------------------------------------------------------ readiness
def ready() -> tuple[int, dict[str, Any]]:
    answer = Client(headers={"host": "localhost"}).get("/readyz")
    return answer.status_code, answer.json()["checks"]


def test_ready_when_nothing_is_wrong() -> None:
    status, checks = ready()
    assert status == 200
    assert set(checks) == {
        "migrations", "master-key", "clock", "worker", "dead-letters", "disk", "backup", "drill",
        "digest", "proof",
    }  # fmt: skip


def test_not_ready_when_the_worker_has_stopped() -> None:
    until = timezone.now() - timedelta(minutes=6)
    Lease.objects.update_or_create(name="worker", defaults={"holder": "x", "until": until})
    status, checks = ready()
    assert (status, checks["worker"]["tone"]) == (503, "late")


def test_not_ready_when_tables_are_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(condition, "_migrated", set())
    monkeypatch.setattr(
        condition.MigrationExecutor, "migration_plan", lambda self, targets: [("0002", False)]
    )
    status, checks = ready()
    assert (status, list(checks)) == (503, ["migrations"])


def test_not_ready_when_the_disk_is_nearly_full(settings: Any) -> None:
    settings.DISK_LEAST_MB = 10**12
    assert ready()[0] == 503


def test_not_ready_when_the_clock_was_set_back(small_demo: dict[str, str]) -> None:
    newest = Entry.objects.order_by("-position")[0].recorded_at
    found = condition.check_clock(newest - timedelta(minutes=10))
    assert (found.ready, "10分钟" in found.sentence) == (False, True)
    assert condition.check_clock(newest - timedelta(minutes=1)).ready


def test_not_ready_when_the_master_key_is_another(
    small_demo: dict[str, str], settings: Any, tmp_path: Any
) -> None:
    settings.MINQING_MASTER_KEY_FILE = tmp_path / "other.key"
    assert condition.check_master_key(datetime.now(UTC)).ready is False
