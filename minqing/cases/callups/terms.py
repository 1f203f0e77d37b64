"""Words of a call-up: who comes, who came, what each side says of the other. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from minqing.cases.clocks_of_case import Clock
from minqing.cases.terms import gettext_noop as _
from minqing.kernel.messages import VaultRef

NO_REF = VaultRef("")


class Word(StrEnum):
    """One of three words, with a reason; of units on a matter, never of a person."""

    ABLE = "able"
    FAIR = "fair"
    POOR = "poor"


WORD_ZH: Mapping[Word, str] = {
    Word.ABLE: _("得力"),
    Word.FAIR: _("一般"),
    Word.POOR: _("不得力"),
}


class Called(msgspec.Struct, frozen=True, omit_defaults=True):
    """One unit of a call-up. `coming`: its answer, None before; `arrived`: as the caller recorded,
    None before; `of_unit`: the caller's word on it, `of_call`: its word on the call."""

    unit: str
    coming: bool | None = None
    answered_at: datetime | None = None
    answer: VaultRef = NO_REF
    arrived: bool | None = None
    recorded_at: datetime | None = None
    absence: VaultRef = NO_REF
    of_unit: Word | None = None
    of_unit_reason: VaultRef = NO_REF
    of_call: Word | None = None
    of_call_reason: VaultRef = NO_REF


class CallUpState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a call-up. `unit`, `post`: who called; `appraise`: until when both sides may
    appraise it; texts are refs of the case's own subject."""

    id: str
    case: str
    receipt: str
    category: str
    place: str
    banner: str
    unit: str
    post: str
    called_at: datetime
    at: datetime
    where: VaultRef
    what: VaultRef
    appraise: Clock
    called: tuple[Called, ...]
    cancelled_at: datetime | None = None
    cancelled: VaultRef = NO_REF

    def find(self, unit: str) -> Called | None:
        """Return what is known of a called unit, None for one that was not called."""
        return next((one for one in self.called if one.unit == unit), None)
