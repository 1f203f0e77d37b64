"""A small OpenID Connect provider on loopback, for tests of signing in: real signed tokens.

It knows one person (`subject`, `claims`) and always lets them in. `spoil` changes what it hands
out, as a provider that is not ours, or an attacker in between, would.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from config.sign_in import Provider as Settings

Claims = dict[str, Any]
CLIENT, SECRET = "minqing", "secret-of-the-office"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


def make_settings(url: str) -> Settings:
    """Return what an installation says of a provider at that address."""
    return Settings(
        issuer=url, client=CLIENT, secret=SECRET, title="", claim="", scopes=("openid",)
    )


def _to_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _write(*parts: Claims) -> str:
    return ".".join(_to_text(json.dumps(part).encode()) for part in parts)


@cache
def _make_key(whose: str) -> RSAKey:
    """Return one of the keys, both under the same id; making them takes longer than a test."""
    return RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"})


class Provider:
    """One provider: its keys, its person, what it handed out, and how it is spoiled."""

    def __init__(self) -> None:
        self.key, self.foreign = _make_key("own"), _make_key("foreign")
        self.url = ""
        self.subject, self.claims = "u-1", dict[str, Any]()
        self.spoil: Callable[[Claims], Any] = lambda claims: None
        self.sign: Callable[[Claims], str] = self.sign_well
        self.metadata: Claims = {}
        self.asked: dict[str, dict[str, str]] = {}
        self.codes_used: list[str] = []

    def sign_well(self, claims: Claims) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def sign_with_foreign_key(self, claims: Claims) -> str:
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.foreign)

    def sign_not(self, claims: Claims) -> str:
        """`alg: none`: three parts, the last one empty."""
        return _write({"alg": "none"}, claims) + "."

    def sign_with_public_key(self, claims: Claims) -> str:
        """The old confusion: the public key taken for a shared secret."""
        said = _write({"alg": "HS256", "kid": self.key.kid}, claims)
        public = self.key.as_pem(private=False)
        return f"{said}.{_to_text(hmac.digest(public, said.encode(), 'sha256'))}"

    def renew_key(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})

    # -------------------------------------------------------------- the three doors
    def describe(self) -> Claims:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/out",
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        } | self.metadata

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser is sent back to, signed in."""
        code = secrets.token_urlsafe(16)
        self.asked[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, form: dict[str, str], login: str) -> tuple[int, Claims]:
        asked = self.asked.pop(form.get("code", ""), None)
        given = base64.b64decode(login.removeprefix("Basic ")).decode()
        if asked is None or given != f"{CLIENT}:{SECRET}":
            return 401, {"error": "invalid_client"}
        hashed = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if _to_text(hashed) != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        self.codes_used.append(form["code"])
        return 200, {
            "access_token": "access",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.sign(self.make_claims(asked["nonce"])),
        }

    def make_claims(self, nonce: str) -> Claims:
        now = int(time.time())
        claims: Claims = {
            "iss": self.url,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **self.claims,
        }
        self.spoil(claims)
        return claims

    def make_logout(self, **changes: Any) -> str:
        """Return a signed logout token for the person; None takes a claim away."""
        now = int(time.time())
        claims = {
            "iss": self.url,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_hex(8),
            "events": {LOGOUT: {}},
            **changes,
        }
        return self.sign({name: one for name, one in claims.items() if one is not None})


def _make_handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
            elif parts.path == "/keys":
                self._say(200, {"keys": [provider.key.as_dict(private=False)]})
            elif parts.path == "/out":
                self._say(200, {"out": True})
            else:
                self._say(200, provider.describe())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(*provider.exchange(form, self.headers.get("Authorization", "")))

        def _say(self, status: int, said: Claims) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            return

    return Handler


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Start a provider on a free port of this machine, stop it afterwards."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _make_handler(provider))
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
