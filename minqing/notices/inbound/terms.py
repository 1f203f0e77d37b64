"""Words of text messages that come in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from minqing.notices.channels.terms import gettext_noop as _


class Meaning(StrEnum):
    """What a text message says, as far as a rule can tell; the rest a person reads."""

    SOLVED = "solved"
    PARTLY = "partly"
    NOT_SOLVED = "not_solved"
    STOP = "stop"
    START = "start"
    OTHER = "other"


MEANING_ZH: Mapping[Meaning, str] = {
    Meaning.SOLVED: _("问题已解决"),
    Meaning.PARTLY: _("部分解决"),
    Meaning.NOT_SOLVED: _("问题未解决"),
    Meaning.STOP: _("退订短信"),
    Meaning.START: _("重新接收短信"),
    Meaning.OTHER: _("需人工阅看"),
}

ANSWERS = frozenset({Meaning.SOLVED, Meaning.PARTLY, Meaning.NOT_SOLVED})


class Content(StrEnum):
    """How content somebody says to be, beside whether it is solved."""

    SATISFIED = "satisfied"
    BASICALLY = "basically"
    DISSATISFIED = "dissatisfied"
    UNSAID = ""


class Settled(StrEnum):
    """What became of a text message. `CONFIRMED`, `REOPENED`: done by the rule; `WAITS`: a
    person is to read it; `REGISTERED`: it became a matter; `DISMISSED`: nothing is to be done."""

    NEW = ""
    CONFIRMED = "confirmed"
    REOPENED = "reopened"
    HEARD = "heard"
    WAITS = "waits"
    REGISTERED = "registered"
    DISMISSED = "dismissed"


SETTLED_ZH: Mapping[Settled, str] = {
    Settled.NEW: _("刚收到"),
    Settled.CONFIRMED: _("已记为群众确认"),
    Settled.REOPENED: _("已重新办理"),
    Settled.HEARD: _("已照办"),
    Settled.WAITS: _("待阅看"),
    Settled.REGISTERED: _("已登记为事项"),
    Settled.DISMISSED: _("不需登记"),
}

BY_RULE = frozenset({Settled.CONFIRMED, Settled.REOPENED, Settled.HEARD, Settled.WAITS})
BY_PERSON = frozenset({Settled.REGISTERED, Settled.DISMISSED})
LONGEST = 1000
"""Signs of a text that are kept; a longer one is cut."""
