"""What other contexts may use of signing in."""

from minqing.signin.commands import ClearFactors, RemoveFactor, UnlinkAccount
from minqing.signin.enrolling import (
    ask_new_key,
    confirm_code,
    confirm_key,
    make_code_secret,
    make_recovery_codes,
)
from minqing.signin.policy import Duty, find_duty, has_factor
from minqing.signin.provider.accounts import find_known, make_account_link
from minqing.signin.provider.claims import NotBelieved
from minqing.signin.provider.client import (
    Journey,
    Known,
    come_back,
    find_way_out,
    set_out,
)
from minqing.signin.provider.metadata import ProviderAway, is_away
from minqing.signin.provider.sessions import (
    MARK,
    forget_session,
    is_session_open,
    leave,
    note_session,
)
from minqing.signin.proving import (
    ASKED_FOR,
    FRESH_FOR,
    Means,
    Proof,
    ask_key,
    list_means,
    try_code,
    try_key,
)
from minqing.signin.queries import Change, Ways, find_cleared, find_ways
from minqing.signin.security_keys import Question, Site
from minqing.signin.terms import FACTOR_KIND_ZH, LONGEST_TITLE, FactorKind
from minqing.signin.totp import make_address
from minqing.signin.wall_clock import read_clock

__all__ = [
    "ASKED_FOR",
    "FACTOR_KIND_ZH",
    "FRESH_FOR",
    "LONGEST_TITLE",
    "MARK",
    "Change",
    "ClearFactors",
    "Duty",
    "FactorKind",
    "Journey",
    "Known",
    "Means",
    "NotBelieved",
    "Proof",
    "ProviderAway",
    "Question",
    "RemoveFactor",
    "Site",
    "UnlinkAccount",
    "Ways",
    "ask_key",
    "ask_new_key",
    "come_back",
    "confirm_code",
    "confirm_key",
    "find_cleared",
    "find_duty",
    "find_known",
    "find_way_out",
    "find_ways",
    "forget_session",
    "has_factor",
    "is_away",
    "is_session_open",
    "leave",
    "list_means",
    "make_account_link",
    "make_address",
    "make_code_secret",
    "make_recovery_codes",
    "note_session",
    "read_clock",
    "set_out",
    "try_code",
    "try_key",
]
