"""Words of the approval act. Pure; `zh` of a label is the message id that faces translate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

Terms = dict[str, str | int]
"""What exactly is asked for, in codes and numbers; words go to the vault."""


def gettext_noop(text: str) -> str:
    """Mark a label for the message catalogue; faces translate it when they show it."""
    return text


_ = gettext_noop


class ApprovalStatus(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    SENT_BACK = "sent_back"
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


APPROVAL_STATUS_ZH: Mapping[ApprovalStatus, str] = {
    ApprovalStatus.ASKED: _("待核准"),
    ApprovalStatus.SENT_BACK: _("已退回修改"),
    ApprovalStatus.GRANTED: _("已核准"),
    ApprovalStatus.WITHDRAWN: _("已撤回申请"),
    ApprovalStatus.LAPSED: _("已失效"),
}

OPEN = frozenset({ApprovalStatus.ASKED, ApprovalStatus.SENT_BACK})
"""Statuses in which somebody still has to do something."""


class Step(StrEnum):
    """What happened to a request; told to the context whose matter it is."""

    ASKED_AGAIN = "asked_again"
    AGREED = "agreed"
    SENT_BACK = "sent_back"
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Hand(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who did it: the post acted from, the person in it, and whose session it was.

    Two hands are the same when any of the three is: nobody counts twice by changing posts
    or accounts. A program of ours (import, demonstration) acts for many persons in one scope,
    so there the scope says nothing.
    """

    scope: str
    post: str
    person: str
    unit: str = ""

    def is_same(self, other: Hand) -> bool:
        """Return whether both are one person, one post or one session."""
        return (
            (self.scope == other.scope and not self.scope.startswith("system:"))
            or bool(self.person and self.person == other.person)
            or bool(self.post and self.post == other.post)
        )


class Consent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One person's agreement in the running round."""

    by: Hand
    at: datetime
