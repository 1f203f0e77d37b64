"""What other contexts may use of households."""

from minqing.households.commands import (
    AssignCaseload,
    ChangePresence,
    CloseHousehold,
    CorrectHousehold,
    RegisterHousehold,
)
from minqing.households.masking import mask_head, mask_name, mask_phone
from minqing.households.parties import household_party
from minqing.households.queries import (
    HouseholdView,
    count_caseload,
    find_households,
    get_household,
)
from minqing.households.terms import ENDING_ZH, PRESENCE_ZH, Ending, HouseholdHead, Presence

__all__ = [
    "ENDING_ZH",
    "PRESENCE_ZH",
    "AssignCaseload",
    "ChangePresence",
    "CloseHousehold",
    "CorrectHousehold",
    "Ending",
    "HouseholdHead",
    "HouseholdView",
    "Presence",
    "RegisterHousehold",
    "count_caseload",
    "find_households",
    "get_household",
    "household_party",
    "mask_head",
    "mask_name",
    "mask_phone",
]
