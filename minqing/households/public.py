"""What other contexts may use of households."""

from minqing.households.commands import (
    AssignCaseload,
    ChangePresence,
    CloseHousehold,
    CorrectHousehold,
    DivideVillage,
    RegisterHousehold,
)
from minqing.households.coverage import (
    Caseload,
    Coverage,
    Proposal,
    VillageCoverage,
    find_measure,
    list_caseload_posts,
    propose_division,
    see_coverage,
)
from minqing.households.masking import mask_head, mask_name, mask_phone
from minqing.households.parties import household_party
from minqing.households.queries import (
    HouseholdRecord,
    HouseholdView,
    count_caseload,
    count_households,
    find_households,
    get_household,
    get_record,
)
from minqing.households.rules.split import Dwelling, Measure, propose_split
from minqing.households.terms import (
    ENDING_ZH,
    PRESENCE_ZH,
    SUPPORT_ZH,
    Ending,
    HouseholdHead,
    Presence,
    Share,
    Support,
)

__all__ = [
    "ENDING_ZH",
    "PRESENCE_ZH",
    "SUPPORT_ZH",
    "AssignCaseload",
    "Caseload",
    "ChangePresence",
    "CloseHousehold",
    "CorrectHousehold",
    "Coverage",
    "DivideVillage",
    "Dwelling",
    "Ending",
    "HouseholdHead",
    "HouseholdRecord",
    "HouseholdView",
    "Measure",
    "Presence",
    "Proposal",
    "RegisterHousehold",
    "Share",
    "Support",
    "VillageCoverage",
    "count_caseload",
    "count_households",
    "find_households",
    "find_measure",
    "get_household",
    "get_record",
    "household_party",
    "list_caseload_posts",
    "mask_head",
    "mask_name",
    "mask_phone",
    "propose_division",
    "propose_split",
    "see_coverage",
]
