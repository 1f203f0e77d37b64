"""Words of households. Pure. Purpose of every field: answer and visit, nothing else (C-02).

There is no field for income, health, belief, opinion or petitions, and there will be none:
what a household asks for stands in cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Presence(StrEnum):
    """Whether somebody lives there now; it decides how the household is kept in touch with."""

    RESIDENT = "resident"
    AWAY = "away"
    TEMPORARY = "temporary"


PRESENCE_ZH: Mapping[Presence, str] = {
    Presence.RESIDENT: "常住户",
    Presence.AWAY: "外出户",
    Presence.TEMPORARY: "暂住户",
}


class Support(StrEnum):
    """The public support that a household was granted; it decides who is called on (SDN-20).

    Taken over from the office that decided it, never judged here. It is shown on the
    household's page and in the list of one village or caseload, and is no list of its own.
    """

    ORDINARY = "ordinary"
    MINIMUM_INCOME = "minimum_income"
    EXTREME_HARDSHIP = "extreme_hardship"
    LIFTED = "lifted"
    MONITORED = "monitored"


SUPPORT_ZH: Mapping[Support, str] = {
    Support.ORDINARY: "一般户",
    Support.MINIMUM_INCOME: "低保户",
    Support.EXTREME_HARDSHIP: "特困供养",
    Support.LIFTED: "脱贫户",
    Support.MONITORED: "监测对象",
}


class Share(msgspec.Struct, frozen=True):
    """One post's part of a village: the ids of the households that it answers for."""

    post: str
    households: tuple[str, ...]


class Ending(StrEnum):
    """Why a record of a household is closed."""

    MOVED_AWAY = "moved_away"
    JOINED_OTHER = "joined_other"
    REGISTERED_TWICE = "registered_twice"
    IMPORT_UNDONE = "import_undone"


ENDING_ZH: Mapping[Ending, str] = {
    Ending.MOVED_AWAY: "已迁出",
    Ending.JOINED_OTHER: "并入他户",
    Ending.REGISTERED_TWICE: "重复登记",
    Ending.IMPORT_UNDONE: "导入已撤销",
}


class HouseholdHead(msgspec.Struct, frozen=True):
    """Who answers the door: name, phone (may be empty). Personal: in the vault only."""

    name: str
    phone: str = ""
