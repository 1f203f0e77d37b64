"""What other contexts may use of notices."""

from minqing.notices.commands import RemindPost
from minqing.notices.pack import NoticesSection
from minqing.notices.queries import find_reminder, get_local_day, list_not_quiet, list_reminded
from minqing.notices.rules import is_quiet
from minqing.notices.state import ReminderState
from minqing.notices.terms import MOST_ITEMS, ReminderItem

__all__ = [
    "MOST_ITEMS",
    "NoticesSection",
    "RemindPost",
    "ReminderItem",
    "ReminderState",
    "find_reminder",
    "get_local_day",
    "is_quiet",
    "list_not_quiet",
    "list_reminded",
]
