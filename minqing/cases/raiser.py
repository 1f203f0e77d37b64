"""What a raiser adds and asks: the exact spot, photos and papers, requests to the office. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from minqing.cases.clocks_of_case import Clock
from minqing.cases.terms import gettext_noop as _
from minqing.kernel.messages import VaultRef


class Spot(msgspec.Struct, frozen=True):
    """Where exactly, in the raiser's own words (“第三口井往北”), with a pin where they set one.

    Personal: lives in the vault only. Degrees (WGS 84), six decimals as text; `within`: metres.
    """

    words: str = ""
    latitude: str = ""
    longitude: str = ""
    within: int = 0


class Attachment(msgspec.Struct, frozen=True):
    """What is known of one kept file. Personal: lives in the vault only.

    `file`, `thumb`: ids of the vault's files (`thumb` of pictures only). `size` in bytes,
    `width` and `height` in pixels.
    """

    file: str
    media: str
    size: int
    thumb: str = ""
    name: str = ""
    width: int = 0
    height: int = 0
    pages: int = 0


class FilePurpose(StrEnum):
    """What a file was added for."""

    MATTER = "matter"
    REOPENING = "reopening"
    RESULT = "result"
    TELLING = "telling"


FILE_PURPOSE_ZH: Mapping[FilePurpose, str] = {
    FilePurpose.MATTER: _("反映时所附"),
    FilePurpose.REOPENING: _("要求重新办理时所附"),
    FilePurpose.RESULT: _("办理结果所附"),
    FilePurpose.TELLING: _("告知凭证"),
}


class Attached(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file of a case as events and the fold name it: ids only."""

    ref: VaultRef
    file: str
    media: str
    at: datetime
    thumb: str = ""
    purpose: FilePurpose = FilePurpose.MATTER
    by_resident: bool = False


class RequestKind(StrEnum):
    """What a raiser asks of the office beside the matter itself (PIPL 45 to 47)."""

    CALL = "call"
    CORRECT = "correct"
    ERASE = "erase"


REQUEST_ZH: Mapping[RequestKind, str] = {
    RequestKind.CALL: _("请工作人员打电话"),
    RequestKind.CORRECT: _("更正个人信息"),
    RequestKind.ERASE: _("删除个人信息"),
}


class RequestAnswer(StrEnum):
    """How the office answered a request. `SEALED`: kept where a rule demands it, used no more."""

    DONE = "done"
    SEALED = "sealed"
    REFUSED = "refused"


REQUEST_ANSWER_ZH: Mapping[RequestAnswer, str] = {
    RequestAnswer.DONE: _("已照办"),
    RequestAnswer.SEALED: _("依规定保存，已封存"),
    RequestAnswer.REFUSED: _("不能照办"),
}


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the raiser asked of the office, and how it was answered; words are in the vault."""

    kind: RequestKind
    asked_at: datetime
    clock: Clock
    words: VaultRef = VaultRef("")
    answer: RequestAnswer | None = None
    answered_at: datetime | None = None
    answer_words: VaultRef = VaultRef("")
    rule: str = ""
    by_post: str = ""
