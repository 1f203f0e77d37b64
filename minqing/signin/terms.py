"""The words of signing in: what proves, besides a password, who is there. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec


def gettext_noop(text: str) -> str:
    """Mark a label for the message catalogue; faces translate it when they show it."""
    return text


_ = gettext_noop


class FactorKind(StrEnum):
    """CODE: six digits of an app, new every 30 seconds (RFC 6238). KEY: a security key."""

    CODE = "code"
    KEY = "key"


FACTOR_KIND_ZH: Mapping[FactorKind, str] = {
    FactorKind.CODE: _("动态码"),
    FactorKind.KEY: _("安全密钥"),
}


class FactorSecret(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a factor is checked with. Lives in the vault only, never shown again.

    `secret`: of a code, base32. `credential` and `public_key`: of a key, base64url.
    """

    secret: str = ""
    credential: str = ""
    public_key: str = ""


MOST_FACTORS = 8
LONGEST_TITLE = 30
LONGEST_REASON = 200
LONGEST_SUBJECT = 255
"""Signs of a subject: OpenID Connect Core 1.0, section 2. The others: ours."""
