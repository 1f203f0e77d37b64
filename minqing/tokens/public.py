"""What other contexts may use of tokens."""

from minqing.tokens.bearer import (
    SENTENCES,
    Bearer,
    Secret,
    TokenRefused,
    make_secret,
    read_bearer,
)
from minqing.tokens.commands import IssueToken, RevokeToken
from minqing.tokens.queries import TokenLine, list_tokens
from minqing.tokens.rules import list_givable
from minqing.tokens.terms import (
    BY_POST,
    BY_POST_ZH,
    LONGEST_DAYS,
    LONGEST_NAME,
    OPEN311,
    OPEN311_ZH,
    ActsAs,
)

__all__ = [
    "BY_POST",
    "BY_POST_ZH",
    "LONGEST_DAYS",
    "LONGEST_NAME",
    "OPEN311",
    "OPEN311_ZH",
    "SENTENCES",
    "ActsAs",
    "Bearer",
    "IssueToken",
    "RevokeToken",
    "Secret",
    "TokenLine",
    "TokenRefused",
    "list_givable",
    "list_tokens",
    "make_secret",
    "read_bearer",
]
