"""What other contexts may use of mechanisms."""

from minqing.mechanisms.calendars.rules import (
    KEY as CALENDAR_KEY,
)
from minqing.mechanisms.calendars.rules import (
    CalendarYearsLoaded,
    CalendarYearsWithdrawn,
    LoadCalendarYears,
    WithdrawCalendarYears,
)
from minqing.mechanisms.calendars.snapshot import count_withdrawn
from minqing.mechanisms.capabilities import CAPABILITIES, Capability
from minqing.mechanisms.commands import PublishPack, RetirePack
from minqing.mechanisms.comparing import Change, compare_packs
from minqing.mechanisms.coverage import (
    Need,
    PackCoverage,
    RuleCoverage,
    compute_coverage,
)
from minqing.mechanisms.drafts import (
    Checked,
    check_draft,
    drop_draft,
    keep_draft,
    list_drafts,
    publish_draft,
)
from minqing.mechanisms.events import PackPublished, PackRetired
from minqing.mechanisms.load import LoadLine, LoadReport, measure_load, register_load_test
from minqing.mechanisms.offered import Offered, list_offered, take_offered
from minqing.mechanisms.pack import OURS, Identity, Pack, covers
from minqing.mechanisms.packs import Packs, PackUnknown
from minqing.mechanisms.problems import Problem, ProblemKind
from minqing.mechanisms.publication import Publication, publish, publish_folder, publish_pack
from minqing.mechanisms.queries import find_coverage, list_coverage, list_versions
from minqing.mechanisms.registry import (
    find_screen,
    register_capability,
    register_check,
    register_example_kind,
    register_permissions,
    register_screen,
    register_section,
)
from minqing.mechanisms.words import say_words, to_traditional

PACKS_CHANGED = (PackPublished.TYPE, PackRetired.TYPE)
"""Types of the entries after which another version of a mechanism may be in force."""

__all__ = [
    "PACKS_CHANGED",
    "CALENDAR_KEY",
    "CalendarYearsLoaded",
    "CalendarYearsWithdrawn",
    "LoadCalendarYears",
    "WithdrawCalendarYears",
    "count_withdrawn",
    "Change",
    "Checked",
    "Offered",
    "list_offered",
    "take_offered",
    "LoadLine",
    "LoadReport",
    "check_draft",
    "compare_packs",
    "covers",
    "drop_draft",
    "keep_draft",
    "list_drafts",
    "measure_load",
    "publish_draft",
    "register_load_test",
    "CAPABILITIES",
    "OURS",
    "Capability",
    "Identity",
    "Need",
    "Pack",
    "PackCoverage",
    "PackUnknown",
    "Packs",
    "Problem",
    "ProblemKind",
    "Publication",
    "PublishPack",
    "RetirePack",
    "RuleCoverage",
    "compute_coverage",
    "find_coverage",
    "find_screen",
    "list_coverage",
    "list_versions",
    "publish",
    "publish_folder",
    "publish_pack",
    "register_capability",
    "register_check",
    "register_example_kind",
    "register_permissions",
    "register_screen",
    "register_section",
    "say_words",
    "to_traditional",
]
