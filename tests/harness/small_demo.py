"""A small demonstration in the test database, for the time of one module."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from minqing.log.registry import LazySnapshots
from minqing.simulation import demo

NOW = datetime(2026, 2, 2, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def small_demo(django_db_setup, django_db_blocker) -> Iterator[dict[str, str]]:  # type: ignore[no-untyped-def]
    """Load a few villages up to February; returns login by role."""
    with django_db_blocker.unblock():
        for alias in ("default", "keys"):
            call_command("flush", database=alias, interactive=False, verbosity=0)
        LazySnapshots.forget()
        written = io.StringIO()
        with redirect_stdout(written):
            measure = demo.Measure(towns=1, villages=2, per_month=20, recent=20, past=0.0)
            demo.load(json=True, measure=measure, now=NOW)
        accounts = json.loads(written.getvalue().strip().splitlines()[-1])["accounts"]
        # the first account of a role is the one that tests sign in with
        yield {account["role"]: account["name"] for account in reversed(accounts)}
        for alias in ("default", "keys"):
            call_command("flush", database=alias, interactive=False, verbosity=0)
