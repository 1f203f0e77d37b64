"""Signing in at the office's provider: OpenID Connect, authorization code with PKCE.

Authlib makes the address and fetches the token; what the token must say is in `claims.py`.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session

from minqing.kernel.reaching import bound
from minqing.signin.provider.claims import NotBelieved, find_session, read_claims
from minqing.signin.provider.metadata import (
    SECONDS,
    Metadata,
    ProviderAway,
    get_provider,
    note_away,
    read_metadata,
)

STANDS_FOR = timedelta(minutes=10)
"""How long somebody may take at the provider. Source: ours."""


class Journey(msgspec.Struct, frozen=True):
    """What stays in the session of this browser while its owner is at the provider."""

    state: str
    nonce: str
    verifier: str
    back: str
    begun: int
    next: str = ""


class Known(msgspec.Struct, frozen=True):
    """Whom the provider knows. `login`: the claim that may name a login here, "" for none.
    `session`: what the provider calls its own session, "" where it does not say."""

    subject: str
    login: str
    session: str = ""


def set_out(back: str, next_page: str, *, now: datetime) -> tuple[str, Journey]:
    """Return the provider's address to go to, and what to keep; raises ProviderAway."""
    found = read_metadata()
    nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    with _open_session(found, back) as session:
        address, state = session.create_authorization_url(
            found.authorization_endpoint,
            state=secrets.token_urlsafe(32),
            nonce=nonce,
            code_verifier=verifier,
        )
    journey = Journey(state, nonce, verifier, back, int(now.timestamp()), next_page)
    return address, journey


def come_back(journey: Journey, asked: Mapping[str, str], *, now: datetime) -> Known:
    """Return whom the provider sends; raises NotBelieved, ProviderAway.

    The journey is taken out of the session before: it is good once, in its own browser.
    """
    _check_answer(journey, asked, now)
    found = read_metadata()
    _check_sender(found, asked)
    token = _fetch_token(found, journey, asked["code"])
    claims = read_claims(token["id_token"], token.get("access_token", ""), journey.nonce, now)
    claim = get_provider().claim
    named = claims.get(claim) if claim else ""
    login = named.strip().lower() if isinstance(named, str) else ""
    return Known(claims["sub"], login, find_session(claims))


def _check_answer(journey: Journey, asked: Mapping[str, str], now: datetime) -> None:
    if not hmac.compare_digest(journey.state.encode(), asked.get("state", "").encode()):
        raise NotBelieved("state")
    if now.timestamp() - journey.begun > STANDS_FOR.total_seconds():
        raise NotBelieved("late")
    if asked.get("error"):
        raise NotBelieved("declined")
    if not 0 < len(asked.get("code", "")) <= 4096:
        raise NotBelieved("code")


def _check_sender(found: Metadata, asked: Mapping[str, str]) -> None:
    """Who sent the answer must be who was asked (RFC 9207)."""
    named = asked.get("iss")
    missing = found.authorization_response_iss_parameter_supported and named is None
    if missing or (named is not None and named != found.issuer):
        raise NotBelieved("sender")


def _open_session(found: Metadata, back: str) -> OAuth2Session:
    provider = get_provider()
    offered = found.token_endpoint_auth_methods_supported
    basic = "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
    session = OAuth2Session(
        client_id=provider.client,
        client_secret=provider.secret or None,
        token_endpoint_auth_method=basic if provider.secret else "none",
        scope=" ".join(dict.fromkeys(("openid", *provider.scopes))),
        redirect_uri=back,
        code_challenge_method="S256",
    )
    bound(session)
    session.trust_env = False
    return session


def _fetch_token(found: Metadata, journey: Journey, code: str) -> dict[str, Any]:
    try:
        with _open_session(found, journey.back) as session:
            token = session.fetch_token(
                found.token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=journey.verifier,
                timeout=SECONDS,
                allow_redirects=False,
            )
    except (requests.ConnectionError, requests.Timeout):
        note_away()
        raise ProviderAway("unreachable") from None
    except (AuthlibBaseError, requests.RequestException, ValueError, TypeError):
        raise NotBelieved("token-refused") from None
    if not isinstance(token, dict) or not isinstance(token.get("id_token"), str):
        raise NotBelieved("token-missing")
    return dict(token)


# ------------------------------------------------------------------ leaving
def find_way_out(back: str) -> str:
    """Return where one signs out at the provider too, "" when it has no such place.

    Without the id token as a hint: nothing that it says of a person is kept here.
    """
    try:
        ending = read_metadata().end_session_endpoint
    except ProviderAway:
        return ""
    if not ending:
        return ""
    client = get_provider().client
    words = urlencode({"client_id": client, "post_logout_redirect_uri": back})
    return f"{ending}{'&' if '?' in ending else '?'}{words}"
