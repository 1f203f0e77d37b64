"""A resolver that never answers holds up nobody."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from minqing.exchange.wire import calling
from minqing.kernel import looking_up

ADDRESS = "https://slow.example.org/x"


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Lets names be found from when it is set on; nobody waits longer than a moment."""
    event = threading.Event()
    places = threading.BoundedSemaphore(looking_up.MOST_AT_ONCE)
    real = socket.getaddrinfo

    def find(host: str, port: int, *args: Any, **more: Any) -> Any:
        if host == "slow.example.org":
            event.wait(30)
            return real("127.0.0.1", port, *args, **more)
        return real(host, port, *args, **more)

    monkeypatch.setattr(looking_up.socket, "getaddrinfo", find)
    monkeypatch.setattr(looking_up, "SECONDS", 0.05)
    monkeypatch.setattr(looking_up, "_places", places)
    yield event
    event.set()


def test_name_that_is_not_found_in_time_counts_as_unreachable(answers: threading.Event) -> None:
    answer = calling.post(ADDRESS, {}, b"{}")
    assert (answer.status, answer.code) == (0, "unreachable")
    assert not answers.is_set(), "nobody waited for the resolver"


def test_dead_resolver_gathers_no_threads_and_is_used_again_when_it_is_back(
    answers: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = threading.active_count()
    for _ in range(looking_up.MOST_AT_ONCE + 5):
        assert looking_up.find_addresses("slow.example.org", 443) == []
    assert threading.active_count() - before <= looking_up.MOST_AT_ONCE
    assert looking_up.find_addresses("127.0.0.1", 443) == [], "all places are taken"
    answers.set()
    for _ in range(looking_up.MOST_AT_ONCE):  # each place comes back
        assert looking_up._places.acquire(timeout=10)
    for _ in range(looking_up.MOST_AT_ONCE):
        looking_up._places.release()
    monkeypatch.setattr(looking_up, "SECONDS", 10.0)
    assert looking_up.find_addresses("slow.example.org", 443) == ["127.0.0.1"]


def test_name_without_an_address_is_answered_as_none(answers: threading.Event) -> None:
    assert looking_up.find_addresses("nowhere.invalid", 443) == []
    assert looking_up.find_addresses("x" * 70 + ".example.org", 443) == []
