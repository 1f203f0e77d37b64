"""Words of what takes another person's consent, and of what the raiser is owed then. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from minqing.cases.terms import gettext_noop as _


class ConsentKind(StrEnum):
    """What is asked for on a case. The value is the code of its kind of approval."""

    EXTENSION = "case-extension"
    UNSEALING = "case-unsealing"
    FINAL_OPINION = "case-final-opinion"


CONSENT_ZH: Mapping[ConsentKind, str] = {
    ConsentKind.EXTENSION: _("延期"),
    ConsentKind.UNSEALING: _("查看隐名反映人的身份"),
    ConsentKind.FINAL_OPINION: _("终结意见"),
}


class ConsentStep(StrEnum):
    """What happened to a request, as the case's own record tells it."""

    ASKED = "asked"
    ASKED_AGAIN = "asked_again"
    AGREED = "agreed"
    SENT_BACK = "sent_back"
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


CONSENT_STEP_ZH: Mapping[ConsentStep, str] = {
    ConsentStep.ASKED: _("提出申请"),
    ConsentStep.ASKED_AGAIN: _("修改后再次申请"),
    ConsentStep.AGREED: _("一人同意，还须他人同意"),
    ConsentStep.SENT_BACK: _("退回修改"),
    ConsentStep.GRANTED: _("核准"),
    ConsentStep.WITHDRAWN: _("撤回申请"),
    ConsentStep.LAPSED: _("事项已变化，申请失效"),
}

OPENING_STEPS = frozenset({ConsentStep.ASKED, ConsentStep.ASKED_AGAIN})
ENDING_STEPS = frozenset({ConsentStep.GRANTED, ConsentStep.WITHDRAWN, ConsentStep.LAPSED})


class NoticeAbout(StrEnum):
    """What of their clock the raiser is owed a word about."""

    EXTENSION = "extension"
    PAUSE = "pause"


NOTICE_ZH: Mapping[NoticeAbout, str] = {
    NoticeAbout.EXTENSION: _("延期"),
    NoticeAbout.PAUSE: _("暂缓"),
}


class PendingConsent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One open request on a case."""

    approval: str
    kind: ConsentKind


class Unsealing(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sealed identity that was opened, for one session of one post, until a moment."""

    for_scope: str
    for_post: str
    until: datetime


class FinalOpinion(msgspec.Struct, frozen=True, omit_defaults=True):
    """The joint meeting's final opinion (终结意见): the channels it points to, and when.

    Outcome and words stand on the result that came with it.
    """

    at: datetime
    channels: tuple[str, ...]
    by_post: str
