"""Words of public commitments (承诺事项; WDM-17, WDM-20 to WDM-22). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

import msgspec

from minqing.kernel.messages import VaultRef


class Stage(StrEnum):
    """What was told of a commitment. The line that everybody reads is derived: see `Line`."""

    RUNNING = "running"
    PARTLY = "partly"
    KEPT = "kept"
    ENDED_PARTLY = "ended_partly"
    DROPPED = "dropped"


LIVING = frozenset({Stage.RUNNING, Stage.PARTLY})
"""While one of these holds, the unit owes something on a day."""


class Line(StrEnum):
    """The one present line of a commitment, in the public's words."""

    RUNNING = "running"
    RESCHEDULED = "rescheduled"
    OVERDUE = "overdue"
    PARTLY = "partly"
    KEPT = "kept"
    DROPPED = "dropped"


LINE_ZH: Mapping[Line, str] = {
    Line.RUNNING: "办理中",
    Line.RESCHEDULED: "已说明并改期",
    Line.OVERDUE: "逾期未兑现",
    Line.PARTLY: "部分兑现",
    Line.KEPT: "已兑现",
    Line.DROPPED: "反映人已撤回",
}


class Answer(StrEnum):
    """What the raiser of the matter says of a fulfilment."""

    KEPT = "kept"
    NOT_KEPT = "not_kept"


ANSWER_ZH: Mapping[Answer, str] = {
    Answer.KEPT: "反映人说已经兑现",
    Answer.NOT_KEPT: "反映人说没有兑现",
}


class FollowUpMode(StrEnum):
    """How it is asked whether it helped (WDM-21)."""

    HOUSEHOLD_VISIT = "household_visit"
    TALK = "talk"
    QUESTIONNAIRE = "questionnaire"


MODE_ZH: Mapping[FollowUpMode, str] = {
    FollowUpMode.HOUSEHOLD_VISIT: "入户回访",
    FollowUpMode.TALK: "座谈回访",
    FollowUpMode.QUESTIONNAIRE: "问卷回访",
}


class Finding(StrEnum):
    """What a follow-up found."""

    HELPED = "helped"
    PARTLY = "partly"
    NOT_YET = "not_yet"


FINDING_ZH: Mapping[Finding, str] = {
    Finding.HELPED: "问题已解决",
    Finding.PARTLY: "部分解决",
    Finding.NOT_YET: "问题未解决",
}


class Dated(msgspec.Struct, frozen=True, omit_defaults=True):
    """One date that was promised. `reason`: key of the words that explain a later one; `late`:
    it was given only after the day before it had passed."""

    due: date
    given_at: datetime
    reason: str = ""
    late: bool = False
    post: str = ""


class Words(msgspec.Struct, frozen=True, omit_defaults=True):
    """A free text. `raw`: as it was written; `public`: what a person confirmed for everybody."""

    raw: VaultRef
    public: VaultRef = VaultRef("")
    at: datetime | None = None
    post: str = ""


class Report(msgspec.Struct, frozen=True, omit_defaults=True):
    """Progress told by the unit while `due` was the date. `words`: key of what was said."""

    due: date
    at: datetime
    words: str
    evidence: tuple[str, ...] = ()
    post: str = ""


class Keeping(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fulfilment as the unit records it, in whole or in part, with what shows it.

    `evidence`: `"case:…"`, `"project:…"`. `next_due`: day for the rest. `answer`: the raiser's;
    of several the last one. `answers`: what each said, by the id of his matter.
    """

    whole: bool
    on: date
    at: datetime
    evidence: tuple[str, ...]
    words: str = ""
    next_due: date | None = None
    post: str = ""
    answer: Answer | None = None
    answered_at: datetime | None = None
    answers: dict[str, Answer] = {}


class Withholding(msgspec.Struct, frozen=True):
    """Why one line is not public: a class of the law, decided by a named post."""

    legal_class: str
    at: datetime
    post: str


class FollowUp(msgspec.Struct, frozen=True, omit_defaults=True):
    """One visit, talk or questionnaire after the fact."""

    mode: FollowUpMode
    on: date
    finding: Finding
    at: datetime
    post: str
    words: str = ""


class Comment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A resident's comment. `words`: as written, in the vault until erased; `public`: what was
    published; `refused`: why it was not (a class of the pack's list); `reply`: the unit's."""

    id: str
    words: VaultRef
    at: datetime
    public: VaultRef = VaultRef("")
    refused: str = ""
    reply: VaultRef = VaultRef("")
    moderated_at: datetime | None = None
    replied_at: datetime | None = None

    @property
    def is_waiting(self) -> bool:
        return self.moderated_at is None


MEASURE = "measure"
"""Key of the words of the promise itself."""


def name_words(kind: str, number: int) -> str:
    """Return the key of the words of a reason, a report or a result, `"reason-1"`."""
    return f"{kind}-{number}"


WORDS_ZH: Mapping[str, str] = {
    MEASURE: "措施",
    "reason": "改期理由",
    "report": "进展",
    "result": "兑现情况",
    "visit": "回访情况",
}
"""What the words of a key are called; the key is cut at its dash."""


class Refused(StrEnum):
    """Why a comment is not published. The list is closed: dislike is no reason."""

    PERSONAL = "personal"
    UNLAWFUL = "unlawful"
    OFF_TOPIC = "off_topic"
    REPEATED = "repeated"


REFUSED_ZH: Mapping[Refused, str] = {
    Refused.PERSONAL: "指名道姓或含他人隐私，无法遮盖",
    Refused.UNLAWFUL: "有法律禁止发布的内容",
    Refused.OFF_TOPIC: "与本条承诺无关",
    Refused.REPEATED: "与已有评议重复",
}
