"""What a provider says of itself: addresses and keys, read over the network and kept for a while.

Nothing is believed that another than the issuer in our settings says: the document must name
that issuer, every address must be encrypted (or stay on this machine), redirects are not
followed, answers are bounded.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests
from django.conf import settings
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from minqing.kernel.reaching import bound

SECONDS = 5
LARGEST = 256 * 1024
KEPT_SECONDS = 600.0
AWAY_SECONDS = 15.0
"""How long what was read is kept, and how long a provider that did not answer is left alone."""
KEYS_AGAIN_SECONDS = 30.0


class ProviderAway(Exception):
    """The provider cannot be reached, or what it says of itself cannot be used; `code`: why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Metadata(msgspec.Struct, frozen=True):
    """The parts of a discovery document that are used (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str = ""
    code_challenge_methods_supported: tuple[str, ...] = ("S256",)
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


def get_provider() -> Any:
    """Return what the settings say of our provider (`config.sign_in.Provider`)."""
    provider = settings.SIGN_IN.provider
    assert provider is not None, "asked only where there is a provider"
    return provider


class _Kept:
    """What one process read, by issuer."""

    def __init__(self) -> None:
        self.metadata: dict[str, tuple[float, Metadata]] = {}
        self.keys: dict[str, tuple[float, KeySet]] = {}
        self.away: dict[str, tuple[float, str]] = {}


_kept = _Kept()


def forget() -> None:
    """Drop what was read (tests)."""
    _kept.__init__()  # type: ignore[misc]


def read_metadata() -> Metadata:
    """Return what the provider says of itself; raises ProviderAway."""
    issuer, now = get_provider().issuer, time.monotonic()
    at, found = _kept.metadata.get(issuer, (0.0, None))
    if found is not None and now - at < KEPT_SECONDS:
        return found
    away_at, code = _kept.away.get(issuer, (0.0, ""))
    if code and now - away_at < AWAY_SECONDS:
        raise ProviderAway(code)
    try:
        found = _read_document(issuer)
    except ProviderAway as away:
        _kept.away[issuer] = (now, away.code)
        raise
    _kept.away.pop(issuer, None)
    _kept.metadata[issuer] = (now, found)
    return found


def note_away() -> None:
    """Forget what was read: the provider did not answer just now."""
    issuer = get_provider().issuer
    _kept.metadata.pop(issuer, None)
    _kept.away[issuer] = (time.monotonic(), "unreachable")


def is_away() -> bool:
    """Return whether the provider cannot be used now."""
    try:
        read_metadata()
    except ProviderAway:
        return True
    return False


def _read_document(issuer: str) -> Metadata:
    document = fetch(issuer.rstrip("/") + "/.well-known/openid-configuration")
    try:
        found = msgspec.convert(document, Metadata)
    except msgspec.ValidationError:
        raise ProviderAway("document-wrong") from None
    addresses = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
    ending = (found.end_session_endpoint,) if found.end_session_endpoint else ()
    if found.issuer != issuer or "S256" not in found.code_challenge_methods_supported:
        raise ProviderAway("document-wrong")
    if not all(_is_safe(address, issuer) for address in (*addresses, *ending)):
        raise ProviderAway("address-unsafe")
    return found


def _is_safe(address: str, issuer: str) -> bool:
    """Encrypted; a plain address only where the issuer's own is one, on the same host."""
    try:
        parts, home = urlsplit(address), urlsplit(issuer)
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == home.scheme == "http" and parts.hostname == home.hostname


def read_keys(*, again: bool = False) -> KeySet:
    """Return the keys that the provider signs with; `again`: a key was missing among them."""
    issuer, now = get_provider().issuer, time.monotonic()
    at, found = _kept.keys.get(issuer, (0.0, None))
    lasts = KEYS_AGAIN_SECONDS if again else KEPT_SECONDS
    if found is not None and now - at < lasts:
        return found
    try:
        found = KeySet.import_key_set(fetch(read_metadata().jwks_uri))
    except (JoseError, ValueError, KeyError, TypeError):
        raise ProviderAway("keys-wrong") from None
    _kept.keys[issuer] = (now, found)
    return found


def fetch(address: str) -> Any:
    """Return the JSON at an address; raises ProviderAway."""
    with make_session() as session:
        try:
            answer = session.get(
                address, timeout=SECONDS, allow_redirects=False, stream=True,
                headers={"Accept": "application/json"},
            )  # fmt: skip
            body = answer.raw.read(LARGEST + 1, decode_content=True)
        except (requests.RequestException, OSError):
            raise ProviderAway("unreachable") from None
    if answer.status_code != 200 or len(body) > LARGEST:
        raise ProviderAway("unreachable")
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        raise ProviderAway("document-wrong") from None


def make_session() -> requests.Session:
    """Return a session that takes nothing from the machine's own settings (netrc, proxies)."""
    session = bound(requests.Session())
    session.trust_env = False
    return session
