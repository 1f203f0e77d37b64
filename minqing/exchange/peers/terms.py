"""Words of peers: who sends us work orders, and what their words mean here. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from minqing.cases.public import Channel, MatterKind


def gettext_noop(text: str) -> str:
    """Mark a label for the message catalogue; faces translate it when they show it."""
    return text


_ = gettext_noop


class PeerKind(StrEnum):
    """What kind of office a peer is; it says by which channel its orders count as arrived."""

    HOTLINE = "hotline"
    PETITIONS = "petitions"


PEER_KIND_ZH: Mapping[PeerKind, str] = {
    PeerKind.HOTLINE: _("12345热线"),
    PeerKind.PETITIONS: _("信访机构"),
}

CHANNEL_OF: Mapping[PeerKind, Channel] = {
    PeerKind.HOTLINE: Channel.HOTLINE,
    PeerKind.PETITIONS: Channel.SUPERIOR,
}


class PeerSecret(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a peer is reached, and the two keys. Lives in the vault only, never shown again.

    `address`: where our messages go, without a slash at the end; "" where answers are only
    fetched by file. `theirs` signs what comes in, `ours` what goes out: two keys, so that
    nothing that one side signed can be handed back to it as the other's.
    """

    address: str = ""
    theirs: str = ""
    ours: str = ""


class WordPair(msgspec.Struct, frozen=True):
    """A word of the peer and the code it stands for here."""

    word: str
    code: str


class KindPair(msgspec.Struct, frozen=True):
    """A word of the peer and the kind of matter it stands for here."""

    word: str
    kind: MatterKind


class WordMapping(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a peer's words mean here. Nothing is guessed: a word that is not listed, and is not
    the name of exactly one unit below the peer's, waits for a person."""

    categories: tuple[WordPair, ...] = ()
    places: tuple[WordPair, ...] = ()
    kinds: tuple[KindPair, ...] = ()


MOST_PAIRS = 5_000
LONGEST_WORD = 100
"""Signs of a word of a mapping. Source: ours."""
