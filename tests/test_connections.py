"""Which connections are asked whether they live before a request uses them."""

from __future__ import annotations

import pytest
from django.db import connection

from config import connections


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [1000.0]
    monkeypatch.setattr(connections.time, "monotonic", lambda: moment[0])
    monkeypatch.setattr(connections, "_kept", connections.local())
    return moment


def ask_again() -> bool:
    """Return whether the connection would be asked, after Django has marked it."""
    connection.health_check_done = False
    connections.trust_recent()
    return not connection.health_check_done


@pytest.mark.django_db
def test_connection_is_asked_again_only_after_a_pause(clock: list[float]) -> None:
    assert ask_again()
    clock[0] += 1.9
    assert not ask_again()
    clock[0] += 2.0
    assert ask_again()
