"""Adapter between the pages of the desk and the queries of the contexts below."""

from minqing.console.reading.beside import (
    get_despite,
    list_external,
    list_materials,
    list_planned,
    list_returns,
    list_to_review,
    preview_version,
    remark,
    see_beside,
)
from minqing.console.reading.choices import (
    is_emergency,
    list_first_categories,
    list_intake_options,
    list_options,
)
from minqing.console.reading.groups import (
    list_alike,
    list_other_parts,
    list_suggestions,
    see_preview,
    show_group,
)
from minqing.console.reading.house import find_mechanism, find_unit, list_mechanisms
from minqing.console.reading.lines import (
    Asked,
    list_beside,
    list_callbacks,
    list_late,
    list_ledger,
    list_places,
    see_board,
    see_today,
)
from minqing.console.reading.onecase import TURN, find_case, name_unit
from minqing.console.reading.operations import describe_operations, is_worker_behind
from minqing.console.reading.slips import make_letter, make_opinion_paper, make_slip
from minqing.console.reading.viewer import (
    describe_viewer,
    get_place_name,
    get_viewer,
    is_demonstration,
    list_demo_accounts,
    switch_own_post,
)

__all__ = [
    "TURN",
    "Asked",
    "describe_operations",
    "describe_viewer",
    "find_case",
    "find_mechanism",
    "find_unit",
    "get_despite",
    "get_place_name",
    "get_viewer",
    "is_demonstration",
    "is_emergency",
    "is_worker_behind",
    "list_alike",
    "list_beside",
    "list_callbacks",
    "list_demo_accounts",
    "list_external",
    "list_first_categories",
    "list_intake_options",
    "list_late",
    "list_ledger",
    "list_materials",
    "list_mechanisms",
    "list_options",
    "list_other_parts",
    "list_places",
    "list_planned",
    "list_returns",
    "list_to_review",
    "list_suggestions",
    "make_letter",
    "make_opinion_paper",
    "make_slip",
    "name_unit",
    "preview_version",
    "remark",
    "see_beside",
    "see_board",
    "see_preview",
    "see_today",
    "show_group",
    "switch_own_post",
]
