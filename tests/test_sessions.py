"""When sessions are forgotten: by the wall clock, whatever a demonstration's clock says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from config.sessions import forget_ended


@pytest.mark.django_db
def test_open_session_stays_when_the_demonstration_runs_days_ahead() -> None:
    real = datetime.now(UTC)
    Session.objects.create(session_key="open", expire_date=real + timedelta(hours=8))
    Session.objects.create(session_key="past", expire_date=real - timedelta(hours=1))
    assert forget_ended(real + timedelta(days=7)) == 1
    assert Session.objects.get().session_key == "open"
