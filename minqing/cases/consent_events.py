"""What consent made happen to a case, and what the raiser was told of it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.cases.base import CaseEvent
from minqing.cases.clocks_of_case import Clock
from minqing.cases.consent_terms import ConsentKind, ConsentStep, NoticeAbout
from minqing.cases.terms import Means, Result
from minqing.kernel.messages import VaultRef


class ConsentMoved(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A request on this case went a step further."""

    TYPE: ClassVar[str] = "case.consent-moved@1"

    approval: str
    kind: ConsentKind
    step: ConsentStep
    words: VaultRef = VaultRef("")
    amount: int = 0


class IdentityUnsealed(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A sealed identity was opened for one session of one post until a moment; `consented`:
    the posts that agreed. It stands here for ever, and the raiser is shown it."""

    TYPE: ClassVar[str] = "case.identity-unsealed@1"

    approval: str
    words: VaultRef
    for_scope: str
    for_post: str
    until: datetime
    consented: tuple[str, ...]


class FinalOpinionRecorded(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The joint meeting's final opinion stands; it is to be told to the raiser."""

    TYPE: ClassVar[str] = "case.final-opinion-recorded@1"

    approval: str
    result: Result
    channels: tuple[str, ...]
    clock: Clock
    post: str
    consented: tuple[str, ...]
    person: str = ""


class NoticeGiven(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The raiser was told of what changed in their clock."""

    TYPE: ClassVar[str] = "case.notice-given@1"

    about: tuple[NoticeAbout, ...]
    means: Means
    told_at: datetime
    proof: str = ""
