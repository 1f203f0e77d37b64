"""The words of tokens: what one may be given, and for how long. Pure."""

from __future__ import annotations

from enum import StrEnum


class ActsAs(StrEnum):
    """In whose name a token acts: the post of its owner, or a program that has no post."""

    POST = "post"
    SYSTEM = "system"


BY_POST = "BY_POST"
"""Scope beside the permissions: what a post may do without a permission of its own (the answers
to requests for approval, batches of imports)."""

BY_POST_ZH = "凭岗位办理：核准意见、批量导入"

OPEN311 = "OPEN311"
"""Scope of a program that raises residents' matters through Open311, where a key is asked for."""

OPEN311_ZH = "Open311：替居民送来事项"

HANDED_IN = frozenset({"CASE_RECEIVE"})
"""What an administrator may give to a program beyond his own permissions: to hand matters in.
To read cases a token must come from a post that itself may read them. Source: ours."""

NEVER_GIVEN = frozenset({"CASE_VIEW_SEALED", "CASE_UNSEAL", "CASE_UNMASK"})
"""A name is uncovered by a person who says why, never by a program. Source: ours (C-05)."""

LONGEST_DAYS = 366
LONGEST_NAME = 40
MOST_UNITS = 50
"""Source of these three: ours."""
