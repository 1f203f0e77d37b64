"""What other contexts may use of activities."""

from minqing.activities.commands import CorrectActivity, RecordActivity, WithdrawActivity
from minqing.activities.pack import ActivitiesSection, KindWord, ResultWord
from minqing.activities.queries import (
    ActivityView,
    Done,
    LastContact,
    find_kinds,
    find_last_contacts,
    list_done,
    list_done_at,
    list_of_household,
)
from minqing.activities.terms import MISTAKE_ZH, Mistake

__all__ = [
    "MISTAKE_ZH",
    "ActivitiesSection",
    "ActivityView",
    "CorrectActivity",
    "Done",
    "KindWord",
    "LastContact",
    "Mistake",
    "RecordActivity",
    "ResultWord",
    "WithdrawActivity",
    "find_kinds",
    "find_last_contacts",
    "list_done",
    "list_done_at",
    "list_of_household",
]
