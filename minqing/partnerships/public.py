"""What other contexts may use of partnerships."""

from minqing.partnerships.commands import (
    BeginProject,
    CancelProject,
    FinishProject,
    FoundProject,
    RegisterProject,
)
from minqing.partnerships.pairs import public as pairs
from minqing.partnerships.queries import (
    ProjectView,
    find_project,
    list_cases_of,
    list_projects,
    list_projects_of,
    list_public_projects,
)
from minqing.partnerships.terms import STAGE_ZH, Stage

__all__ = [
    "STAGE_ZH",
    "BeginProject",
    "CancelProject",
    "FinishProject",
    "FoundProject",
    "ProjectView",
    "RegisterProject",
    "Stage",
    "find_project",
    "list_cases_of",
    "list_projects",
    "list_projects_of",
    "list_public_projects",
    "pairs",
]
