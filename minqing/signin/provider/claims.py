"""What a token of the provider must say before it is believed.

joserfc checks the signature. Of an id token: OpenID Connect Core 1.0, section 3.1.3.7. Of a logout
token: OpenID Connect Back-Channel Logout 1.0, section 2.6.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeGuard

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError

from minqing.signin.provider.metadata import get_provider, read_keys
from minqing.signin.terms import LONGEST_SUBJECT

SIGNED_WITH = ("RS256", "PS256", "ES256", "EdDSA", "RS384", "PS384", "ES384", "RS512", "PS512")
"""Never `none`, never a shared secret: only a key that the provider alone holds."""
SKEW = timedelta(minutes=2)
"""How far the clocks of provider and house may be apart. Source: ours."""
OLDEST = timedelta(minutes=10)
LAST_MOMENT = 2**40
"""Seconds; numbers beyond, and those that are none (Infinity, NaN), are no moments."""
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
TYPES_OF_LOGOUT = (None, "JWT", "logout+jwt")


class NotBelieved(Exception):
    """What came from the provider is not believed; `code` says why, for the journal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Leaving(msgspec.Struct, frozen=True):
    """Whom the provider signs out: a person, one of its sessions, or both; "" where not said.
    `number`: of the token, good once."""

    subject: str
    session: str
    number: str


def read_claims(text: str, access: object, nonce: str, now: datetime) -> dict[str, Any]:
    """Return the claims of an id token that is signed, for us, fresh and of this journey."""
    token = _verify(text)
    claims = dict(token.claims)
    _check_parties(claims)
    _check_times(claims, now)
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotBelieved("nonce")
    if "at_hash" in claims and claims["at_hash"] != _half_hash(str(access), token.header["alg"]):
        raise NotBelieved("at-hash")
    if not _is_name(claims.get("sub")):
        raise NotBelieved("subject")
    return claims


def find_session(claims: Mapping[str, Any]) -> str:
    """Return what the provider calls its session, "" where it does not say."""
    session = claims.get("sid")
    return session if _is_name(session) else ""


def read_leaving(text: str, now: datetime) -> Leaving:
    """Return what a logout token says; raises NotBelieved, ProviderAway.

    An id token is none: it has a nonce, and no such event. That it was not used before is for
    the caller to see.
    """
    token = _verify(text)
    claims = dict(token.claims)
    if token.header.get("typ") not in TYPES_OF_LOGOUT:
        raise NotBelieved("type")
    _check_parties(claims)
    _check_times(claims, now)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT), dict):
        raise NotBelieved("event")
    if "nonce" in claims:
        raise NotBelieved("nonce")
    found = [claims.get(name) for name in ("sub", "sid", "jti")]
    if not any(found[:2]) or not all(one is None or _is_name(one) for one in found):
        raise NotBelieved("subject")
    if found[2] is None:
        raise NotBelieved("number")
    subject, session, number = (one or "" for one in found)
    return Leaving(subject, session, number)


def _verify(text: str) -> jwt.Token:
    for again in (False, True):  # a key may have been renewed since they were read
        try:
            return jwt.decode(text, read_keys(again=again), algorithms=list(SIGNED_WITH))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    raise NotBelieved("signature")


def _check_parties(claims: Mapping[str, Any]) -> None:
    provider = get_provider()
    if claims.get("iss") != provider.issuer:
        raise NotBelieved("issuer")
    audience = claims.get("aud")
    listed = [audience] if isinstance(audience, str) else audience
    if not isinstance(listed, list) or provider.client not in listed:
        raise NotBelieved("audience")
    if (len(listed) > 1 or "azp" in claims) and claims.get("azp") != provider.client:
        raise NotBelieved("audience")


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    moment, skew = now.timestamp(), SKEW.total_seconds()
    ends, made, begins = (claims.get(name) for name in ("exp", "iat", "nbf"))
    if not _is_moment(ends) or ends + skew <= moment:
        raise NotBelieved("expired")
    if not _is_moment(made) or not -skew <= moment - made <= OLDEST.total_seconds() + skew:
        raise NotBelieved("made")
    if begins is not None and (not _is_moment(begins) or begins - skew > moment):
        raise NotBelieved("early")


def _is_moment(value: object) -> TypeGuard[float]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 <= value < LAST_MOMENT  # type: ignore[operator]


def _is_name(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_SUBJECT


def _half_hash(access: str, algorithm: str) -> str:
    """Return the left half of a hash of the access token (Core 1.0, section 3.1.3.6)."""
    bits = algorithm[-3:] if algorithm[-3:] in ("256", "384", "512") else "512"
    digest = hashlib.new(f"sha{bits}", access.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
