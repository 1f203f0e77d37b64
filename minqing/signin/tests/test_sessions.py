"""Sessions that the provider opened end by its word, once, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from minqing.signin.models import ProviderSession, UsedToken
from minqing.signin.provider import sessions
from minqing.signin.provider.claims import Leaving, NotBelieved
from minqing.signin.provider.client import Known

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.both_databases]
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def open_session(subject: str, session: str) -> str:
    known, until = Known(subject, "", session), NOW + timedelta(hours=12)
    return sessions.note_session(known, f"person-{subject}", now=NOW, until=until)


def leave(monkeypatch: pytest.MonkeyPatch, subject: str, session: str, number: str) -> int:
    leaving = Leaving(subject, session, number)
    monkeypatch.setattr(sessions, "read_leaving", lambda text, now: leaving)
    return sessions.leave("a token", now=NOW)


def test_word_is_good_once_and_a_refused_one_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_session("a", "s1")
    assert leave(monkeypatch, "", "s1", "n1") == 1 and not sessions.is_session_open(first)
    again = open_session("a", "s1")
    with pytest.raises(NotBelieved):
        leave(monkeypatch, "", "s1", "n1")
    assert sessions.is_session_open(again) and UsedToken.objects.count() == 1


def test_session_is_ended_for_its_own_person_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, hers, nameless = open_session("a", "s1"), open_session("b", "s1"), open_session("a", "")
    assert leave(monkeypatch, "a", "s1", "n1") == 2
    still = [sessions.is_session_open(one) for one in (mine, hers, nameless)]
    assert still == [False, True, False]
    assert leave(monkeypatch, "b", "", "n2") == 1
    assert not ProviderSession.objects.exists()
