"""Guesses: free ones, doubling waits, a cap, and nobody kept out for ever by others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from minqing.org.models import Account, SignIn, Trial
from minqing.org.signing_in import (
    Outcome,
    Trying,
    end_all_sessions,
    make_device_mark,
    note_sign_in,
    read_own_sign_in,
    try_sign_in,
)
from minqing.org.trials import Limit, compute_wait, forget_old, take_guess

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
RIGHT = "三匹马过河去看草"
LIMIT = Limit("x", free=3, longest=timedelta(minutes=15))


@pytest.mark.parametrize(
    ("guesses", "seconds"),
    [(0, 0), (2, 0), (3, 1), (4, 2), (5, 4), (12, 512), (13, 900), (5000, 900)],
)
def test_wait_doubles_after_the_free_guesses_up_to_a_cap(guesses: int, seconds: int) -> None:
    assert compute_wait(LIMIT, guesses) == timedelta(seconds=seconds)


pytestmark = pytest.mark.both_databases


@pytest.fixture
def account() -> Account:
    return Account.objects.create_user("cadre12", RIGHT, person="p1")


def attempt(password: str, *, login: str = "cadre12", address: str = "10.0.0.1", device: str = "",
            now: datetime = NOW) -> Outcome:  # fmt: skip
    trying = Trying(login=login, password=password, address=address, device=device)
    return try_sign_in(trying, now=now)


@pytest.mark.django_db
def test_guess_that_has_to_wait_is_not_counted() -> None:
    for _ in range(3):
        assert not take_guess([LIMIT], NOW)
    for _ in range(50):
        assert take_guess([LIMIT], NOW) == timedelta(seconds=1)
    assert not take_guess([LIMIT], NOW + timedelta(seconds=1))


@pytest.mark.django_db
def test_bucket_is_empty_again_after_a_day() -> None:
    for hours in range(40):
        take_guess([LIMIT], NOW + timedelta(hours=hours))
    late = NOW + timedelta(hours=40 + 25)
    assert not take_guess([LIMIT], late)
    assert Trial.objects.get().failures == 1
    assert forget_old(late + timedelta(hours=25)) == 1


@pytest.mark.django_db
def test_right_password_is_not_even_looked_at_after_too_many_wrong_ones(account: Account) -> None:
    for _ in range(5):
        assert attempt("falsch") == Outcome()
    assert attempt(RIGHT).wait == timedelta(seconds=1)
    assert attempt(RIGHT, now=NOW + timedelta(seconds=2)).account == account


@pytest.mark.django_db
def test_unknown_login_waits_like_a_known_one(account: Account) -> None:
    for _ in range(5):
        attempt("falsch", login="nobody")
        attempt("falsch")
    known = attempt("falsch", now=NOW + timedelta(milliseconds=1))
    assert attempt("falsch", login="nobody", now=NOW + timedelta(milliseconds=1)) == known


@pytest.mark.django_db
def test_guesses_of_others_never_keep_out_the_owner_at_their_device(account: Account) -> None:
    mark = make_device_mark(account)
    for number in range(300):  # from everywhere, for hours
        attempt("falsch", address=f"10.1.{number}.1", now=NOW + timedelta(minutes=number))
    later = NOW + timedelta(minutes=300)
    assert attempt(RIGHT, now=later, address="10.0.0.9").wait
    assert attempt(RIGHT, now=later, address="10.0.0.9", device=mark).account == account


@pytest.mark.django_db
def test_device_mark_of_another_login_or_a_forged_one_counts_for_nothing(account: Account) -> None:
    other = Account.objects.create_user("cadre13", RIGHT, person="p2")
    for mark in (make_device_mark(other), make_device_mark(account)[:-2] + "xx", "x"):
        for _ in range(10):
            attempt("falsch", device=mark)
    assert attempt("falsch").wait


@pytest.mark.django_db
def test_wait_of_a_login_ends_by_itself_within_a_quarter_of_an_hour(account: Account) -> None:
    for number in range(100):
        attempt("falsch", address=f"10.2.0.{number}", now=NOW + timedelta(minutes=20 * number))
    last = NOW + timedelta(minutes=20 * 99)
    assert attempt(RIGHT, address="10.3.0.1", now=last + timedelta(minutes=16)).account == account


@pytest.mark.django_db
def test_success_forgets_the_guesses_before_it(account: Account) -> None:
    for _ in range(4):
        attempt("falsch")
    assert attempt(RIGHT).account == account
    for _ in range(5):
        assert attempt("falsch") == Outcome()


@pytest.mark.django_db
def test_neither_login_nor_address_is_stored(account: Account) -> None:
    attempt("falsch", address="10.9.8.7")
    stored = " ".join(Trial.objects.values_list("key", flat=True))
    assert "cadre12" not in stored
    assert "10.9.8.7" not in stored


@pytest.mark.django_db
def test_owner_is_told_the_time_before_and_the_wrong_passwords_since(account: Account) -> None:
    first = note_sign_in(account, now=NOW)
    assert (first.at, first.failures) == (None, 0)
    attempt("falsch")
    attempt("falsch")
    told = note_sign_in(account, now=NOW + timedelta(days=1))
    assert (told.at, told.failures) == (NOW, 2)
    assert read_own_sign_in(account) == told
    note_sign_in(account, now=NOW + timedelta(days=2))
    row = SignIn.objects.get()
    assert (row.last_at, row.before_at) == (NOW + timedelta(days=2), NOW + timedelta(days=1))


@pytest.mark.django_db
def test_sessions_are_bound_to_password_and_number(account: Account) -> None:
    first = account.get_session_auth_hash()
    end_all_sessions(account)
    second = account.get_session_auth_hash()
    account.set_password("另一个长一点的口令")
    assert len({first, second, account.get_session_auth_hash()}) == 3
