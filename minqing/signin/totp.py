"""Six digits of an app, by RFC 6238 (pyotp): thirty seconds each, one step early or late."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime

import pyotp

DIGITS = 6
STEP_SECONDS = 30
DRIFT = 1
"""Steps that a phone's clock may be early or late. Source: RFC 6238, section 5.2."""


def make_secret(key: bytes, seed: str) -> str:
    """Return the secret (base32, 160 bits) that belongs to a seed: nothing has to be kept
    while somebody is adding it."""
    return base64.b32encode(hmac.digest(key, seed.encode(), "sha256")[:20]).decode()


def make_address(secret: str, login: str, office: str) -> str:
    """Return what an app reads from the code on the screen (`otpauth://`)."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=office))


def find_step(secret: str, typed: str, now: datetime) -> int | None:
    """Return the number of the half minute whose digits were typed, None when none fits."""
    code, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    steps = range(present - DRIFT, present + DRIFT + 1)
    # all are compared, so that time tells nothing
    fits = [step for step in steps if hmac.compare_digest(_at(code, step), typed.encode())]
    return fits[-1] if fits else None


def _at(code: pyotp.TOTP, step: int) -> bytes:
    return str(code.at(step * STEP_SECONDS)).encode()
