"""Words of meetings (会议; WDM-02, 04, 07 to 18; SDN-26). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


def gettext_noop(message: str) -> str:
    """Mark a message for the catalogues of the faces."""
    return message


_ = gettext_noop


class MeetingStatus(StrEnum):
    """The life of a meeting. It is called by itself, and ends in one of the last three."""

    CALLED = "called"
    PLANNED = "planned"
    ANNOUNCED = "announced"
    SITTING = "sitting"
    CLOSED = "closed"
    KEPT_EMPTY = "kept_empty"
    MISSED = "missed"


MEETING_STATUS_ZH: Mapping[MeetingStatus, str] = {
    MeetingStatus.CALLED: _("待开"),
    MeetingStatus.PLANNED: _("已定预案"),
    MeetingStatus.ANNOUNCED: _("已预告"),
    MeetingStatus.SITTING: _("正在开会"),
    MeetingStatus.CLOSED: _("已开"),
    MeetingStatus.KEPT_EMPTY: _("本期无议题"),
    MeetingStatus.MISSED: _("应开未开"),
}
COMING = frozenset({MeetingStatus.CALLED, MeetingStatus.PLANNED, MeetingStatus.ANNOUNCED})
ENDED = frozenset({MeetingStatus.CLOSED, MeetingStatus.KEPT_EMPTY, MeetingStatus.MISSED})
OPEN = frozenset(MeetingStatus) - ENDED


class Take(StrEnum):
    """What lands on an agenda by itself; the words of the contexts that register sources."""

    OPINION = "opinion"
    JOINT = "joint"
    LATE = "late"
    RAISED = "raised"
    OPEN = "open"


class Resolution(StrEnum):
    """What became of one item."""

    COMMITTED = "committed"
    CARRIED = "carried"
    PUT_OFF = "put_off"
    DEALT = "dealt"
    LEFT = "left"


RESOLUTION_ZH: Mapping[Resolution, str] = {
    Resolution.COMMITTED: _("作出承诺"),
    Resolution.CARRIED: _("提交上一级会议"),
    Resolution.PUT_OFF: _("改期再议"),
    Resolution.DEALT: _("当场议定"),
    Resolution.LEFT: _("会前已离开本级"),
}
BY_HAND = (Resolution.COMMITTED, Resolution.CARRIED, Resolution.PUT_OFF, Resolution.DEALT)


class Voice(StrEnum):
    """Who speaks to an item, in this order (WDM-16)."""

    HOST = "host"
    STREET = "street"
    DEPARTMENT = "department"


VOICE_ZH: Mapping[Voice, str] = {
    Voice.HOST: _("主持单位提问"),
    Voice.STREET: _("镇（街道）补充"),
    Voice.DEPARTMENT: _("职能部门答复"),
}


class Presence(StrEnum):
    """Whether somebody who was to come is there. Of the sitting, never of a person's days."""

    EXPECTED = "expected"
    ARRIVED = "arrived"
    ABSENT = "absent"


PRESENCE_ZH: Mapping[Presence, str] = {
    Presence.EXPECTED: _("应到"),
    Presence.ARRIVED: _("到会"),
    Presence.ABSENT: _("缺席"),
}


class Seated(StrEnum):
    """Why a unit is to come; read from the agenda, not typed."""

    CHAIR = "chair"
    CONVENOR = "convenor"
    REQUIRED = "required"
    AGENDA = "agenda"
    LEVEL = "level"
    INVITED = "invited"


SEATED_ZH: Mapping[Seated, str] = {
    Seated.CHAIR: _("主持"),
    Seated.CONVENOR: _("召集"),
    Seated.REQUIRED: _("按规定参加"),
    Seated.AGENDA: _("议题涉及"),
    Seated.LEVEL: _("同级单位"),
    Seated.INVITED: _("另行邀请"),
}


class Size(StrEnum):
    """How large a meeting is (WDM-14): only whom the agenda concerns, or all of the level."""

    SMALL = "small"
    WIDE = "wide"


SIZE_ZH: Mapping[Size, str] = {
    Size.SMALL: _("小范围：只请议题涉及的单位"),
    Size.WIDE: _("扩大：同级单位都参加"),
}


class Step(StrEnum):
    """Steps that a kind of meeting wants before it sits (WDM-11 to 15)."""

    FINDINGS = "findings"
    PLAN = "plan"
    NOTICE = "notice"


STEP_ZH: Mapping[Step, str] = {
    Step.FINDINGS: _("会前走访"),
    Step.PLAN: _("会议预案"),
    Step.NOTICE: _("会议预告"),
}
