"""Security keys by WebAuthn (py_webauthn): what the browser is asked, and what it answers."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec
import webauthn
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from minqing.signin.terms import FactorSecret

LONGEST_ANSWER = 20_000


class Site(msgspec.Struct, frozen=True):
    """Where the desk stands for the browser. `host`: without port; `origin`: with scheme."""

    host: str
    origin: str


class Question(msgspec.Struct, frozen=True):
    """What the browser is asked: `options` is JSON for it, `challenge` stays in the session."""

    options: str
    challenge: str


class KeyRefused(ValueError):
    """The answer of a key does not fit what was asked.

    Whatever the library stumbles over in it, by whatever exception: what a browser sends is
    anybody's bytes, and a fault of the server is no answer to them.
    """


def ask_for_new(site: Site, login: str, handle: bytes, known: Sequence[str]) -> Question:
    """Ask for a key that is not among the known credentials."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name="Minqing",
        user_name=login,
        user_id=handle,
        exclude_credentials=[_describe(one) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.DISCOURAGED,
        ),
    )
    challenge = bytes_to_base64url(options.challenge)
    return Question(webauthn.options_to_json(options), challenge)


def read_new(answer: str, challenge: str, site: Site) -> tuple[FactorSecret, int]:
    """Return what to keep of a new key, and its count; raises KeyRefused."""
    try:
        found = webauthn.verify_registration_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
        # a key that could never sign in is refused now, not at the door tomorrow
        decoded_public_key_to_cryptography(
            decode_credential_public_key(found.credential_public_key)
        )
    except Exception as error:
        raise KeyRefused(type(error).__name__) from error
    secret = FactorSecret(
        credential=bytes_to_base64url(found.credential_id),
        public_key=bytes_to_base64url(found.credential_public_key),
    )
    return secret, found.sign_count


def ask_for_known(site: Site, known: Sequence[str]) -> Question:
    """Ask for one of the known credentials."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        allow_credentials=[_describe(one) for one in known],
        user_verification=UserVerificationRequirement.DISCOURAGED,
    )
    challenge = bytes_to_base64url(options.challenge)
    return Question(webauthn.options_to_json(options), challenge)


def name_credential(answer: str) -> str:
    """Return which credential an answer names, "" for none; it proves nothing yet."""
    try:
        named = _read(answer).get("id", "")
    except KeyRefused:
        return ""
    return named if isinstance(named, str) else ""


def read_known(answer: str, challenge: str, site: Site, secret: FactorSecret, count: int) -> int:
    """Return the new count of a key that signed the challenge; raises KeyRefused."""
    try:
        found = webauthn.verify_authentication_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(secret.public_key),
            credential_current_sign_count=count,
        )
    except Exception as error:
        raise KeyRefused(type(error).__name__) from error
    return int(found.new_sign_count)


def _read(answer: str) -> dict[str, object]:
    if len(answer) > LONGEST_ANSWER:
        raise KeyRefused("long")
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise KeyRefused("json") from error
    if not isinstance(found, dict):
        raise KeyRefused("json")
    return found


def _describe(credential: str) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(credential))
