"""Adapter between the pages of the desk and the queries of the contexts below."""

from minqing.console.reading.access import explain_access, list_case_seers, list_who
from minqing.console.reading.asked import Asked, get_list, list_filters, say_filter
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
from minqing.console.reading.caseloads import (
    list_outside,
    mark,
    say_outgrown,
    see_caseloads,
    show_proposal,
)
from minqing.console.reading.changes import preview_change, preview_closing
from minqing.console.reading.choices import (
    is_emergency,
    list_bulk_options,
    list_first_categories,
    list_intake_options,
    list_options,
)
from minqing.console.reading.dispatching import (
    find_catalogue,
    list_joint,
    list_objections,
    see_dispatch,
)
from minqing.console.reading.dwellings import (
    find_dwelling,
    find_village,
    list_dwelling_options,
    list_dwellings,
    list_kept,
)
from minqing.console.reading.groups import (
    list_alike,
    list_other_parts,
    list_suggestions,
    see_preview,
    show_group,
)
from minqing.console.reading.handing import (
    find_hand_over,
    list_hand_over_options,
    list_sheet,
    see_hand_over,
)
from minqing.console.reading.house import find_mechanism, list_mechanisms
from minqing.console.reading.lines import (
    list_beside,
    list_late,
    list_ledger,
    see_board,
    see_today,
    show_lines,
)
from minqing.console.reading.many import show_bulk
from minqing.console.reading.meetings import (
    find_meeting_page,
    list_meeting_options,
    list_meetings_of_case,
    see_meetings,
    see_to_do,
)
from minqing.console.reading.onecase import TURN, find_case, name_unit
from minqing.console.reading.operations import describe_operations, is_worker_behind
from minqing.console.reading.pairs import list_linked, list_pair_options, see_pairs
from minqing.console.reading.projects import (
    find_project_page,
    list_project_options,
    list_projects_of_case,
    see_projects,
)
from minqing.console.reading.promises import (
    count_owing,
    find_promise_page,
    list_promise_options,
    list_promises_of_case,
    list_promises_waiting,
    see_promises,
)
from minqing.console.reading.results import list_result_rows, see_results, tabulate_results
from minqing.console.reading.searching import search
from minqing.console.reading.sheets import (
    fill_case_sheet,
    find_card_place,
    is_village,
    list_case_sheets,
)
from minqing.console.reading.staff import (
    find_person_page,
    find_post_page,
    find_unit_page,
    find_units_by_name,
    list_origins,
    list_people,
    list_post_options,
    list_unit_options,
)
from minqing.console.reading.suggested import describe_suggestions, suggest
from minqing.console.reading.teams import find_team_page, list_team_options
from minqing.console.reading.viewer import (
    describe_viewer,
    get_place_name,
    get_viewer,
    list_demo_accounts,
    list_places,
    switch_own_post,
)
from minqing.console.reading.villages import (
    list_village_options,
    list_village_sheets,
    make_hands,
    see_village_posts,
)
from minqing.console.reading.visits import (
    list_visit_options,
    see_contacts,
    see_own_rounds,
    see_visits,
)

__all__ = [
    "count_owing",
    "find_meeting_page",
    "list_meeting_options",
    "list_meetings_of_case",
    "see_meetings",
    "see_to_do",
    "fill_case_sheet",
    "find_card_place",
    "is_village",
    "list_case_sheets",
    "list_linked",
    "list_pair_options",
    "list_projects_of_case",
    "TURN",
    "Asked",
    "describe_operations",
    "describe_suggestions",
    "describe_viewer",
    "explain_access",
    "find_case",
    "find_catalogue",
    "find_dwelling",
    "find_hand_over",
    "find_mechanism",
    "get_list",
    "find_person_page",
    "find_post_page",
    "find_unit_page",
    "find_project_page",
    "find_promise_page",
    "list_promise_options",
    "list_promises_of_case",
    "list_promises_waiting",
    "see_promises",
    "find_units_by_name",
    "find_village",
    "get_despite",
    "get_place_name",
    "get_viewer",
    "is_emergency",
    "is_worker_behind",
    "list_alike",
    "list_beside",
    "list_bulk_options",
    "list_demo_accounts",
    "list_filters",
    "list_case_seers",
    "list_dwelling_options",
    "list_dwellings",
    "list_external",
    "list_first_categories",
    "list_hand_over_options",
    "list_intake_options",
    "list_joint",
    "list_kept",
    "list_late",
    "list_ledger",
    "list_materials",
    "list_mechanisms",
    "list_objections",
    "list_options",
    "list_origins",
    "list_other_parts",
    "list_people",
    "list_places",
    "list_outside",
    "list_planned",
    "list_post_options",
    "list_project_options",
    "list_result_rows",
    "list_returns",
    "list_sheet",
    "list_suggestions",
    "list_to_review",
    "list_unit_options",
    "list_village_options",
    "list_village_sheets",
    "list_visit_options",
    "make_hands",
    "list_who",
    "mark",
    "name_unit",
    "say_filter",
    "say_outgrown",
    "search",
    "preview_change",
    "preview_closing",
    "find_team_page",
    "list_team_options",
    "preview_version",
    "remark",
    "see_beside",
    "see_board",
    "see_dispatch",
    "see_caseloads",
    "see_contacts",
    "see_hand_over",
    "see_own_rounds",
    "see_preview",
    "see_pairs",
    "see_projects",
    "see_results",
    "see_today",
    "show_bulk",
    "show_lines",
    "see_village_posts",
    "see_visits",
    "show_group",
    "show_proposal",
    "suggest",
    "switch_own_post",
    "tabulate_results",
]
