"""What other contexts may use of duties."""

from minqing.duties.commands import EndExcuse, ExcuseVisits, VaryCadence
from minqing.duties.pack import DutiesSection, DutyRule, ExcuseWord, VariationRule
from minqing.duties.queries import (
    Owing,
    OwnRounds,
    PlaceRounds,
    Rounds,
    find_duties,
    find_own,
    find_variation,
    see_household,
    see_places,
    see_rounds,
)
from minqing.duties.rules.first import Reason
from minqing.duties.terms import STANDING_ZH, Owed, Standing, Variation

__all__ = [
    "STANDING_ZH",
    "DutiesSection",
    "DutyRule",
    "EndExcuse",
    "ExcuseVisits",
    "ExcuseWord",
    "Owed",
    "Owing",
    "OwnRounds",
    "PlaceRounds",
    "Reason",
    "Rounds",
    "Standing",
    "Variation",
    "VariationRule",
    "VaryCadence",
    "find_duties",
    "find_own",
    "find_variation",
    "see_household",
    "see_places",
    "see_rounds",
]
