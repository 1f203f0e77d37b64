"""Digits of an app: the vectors of RFC 6238, clocks a step apart, secrets from seeds."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.signin.totp import DRIFT, STEP_SECONDS, find_step, make_address, make_secret

SECRET = base64.b32encode(b"12345678901234567890").decode()
# RFC 6238, appendix B, SHA-1; the last six of eight digits
VECTORS = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}


@pytest.mark.parametrize(("moment", "digits"), VECTORS.items())
def test_digits_are_those_of_the_standard(moment: int, digits: str) -> None:
    at = datetime.fromtimestamp(moment, UTC)
    assert find_step(SECRET, digits, at) == moment // STEP_SECONDS


@given(steps=st.integers(-5, 5), moment=st.integers(10**9, 2 * 10**9))
def test_only_a_step_early_or_late_is_taken(steps: int, moment: int) -> None:
    at = datetime.fromtimestamp(moment, UTC)
    shown = pyotp.TOTP(SECRET).at(moment + steps * STEP_SECONDS)
    near = {pyotp.TOTP(SECRET).at(moment + n * STEP_SECONDS) for n in range(-DRIFT, DRIFT + 1)}
    assert (find_step(SECRET, shown, at) is not None) == (shown in near)


@given(typed=st.text(max_size=12).filter(lambda text: not text.isdigit()))
def test_text_fits_nothing(typed: str) -> None:
    assert find_step(SECRET, typed, datetime.now(UTC) + timedelta(0)) is None


def test_seed_makes_the_same_secret_and_another_seed_another() -> None:
    one, other = make_secret(b"k" * 32, "seed"), make_secret(b"k" * 32, "seeds")
    assert one == make_secret(b"k" * 32, "seed") and len(base64.b32decode(one)) == 20
    assert one != other != make_secret(b"j" * 32, "seeds")


def test_address_names_office_and_login() -> None:
    address = make_address(SECRET, "cadre12", "民情")
    assert address.startswith("otpauth://totp/") and f"secret={SECRET}" in address
