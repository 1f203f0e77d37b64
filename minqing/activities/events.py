"""What happened to a record. No names, no position, no words of a resident."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from minqing.activities.terms import Mistake
from minqing.kernel.messages import Event


class ActivityRecorded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A visit or contact. `contact`: somebody of the household was spoken with, as the pack
    said of this result on that day. `post`: who was there; `unit`: the household's village;
    `post_unit`: the post's unit on that day, "" where it was not written yet."""

    TYPE: ClassVar[str] = "activity.recorded@1"

    household: str
    unit: str
    home: str
    post: str
    kind: str
    result: str
    contact: bool
    on: date
    again_on: date | None = None
    post_unit: str = ""


class ActivityCorrected(Event, frozen=True, kw_only=True):
    """Another kind, result or day; all of them as they are now."""

    TYPE: ClassVar[str] = "activity.corrected@1"

    kind: str
    result: str
    contact: bool
    on: date
    reason: Mistake


class ActivityWithdrawn(Event, frozen=True, kw_only=True):
    """The record counts no more."""

    TYPE: ClassVar[str] = "activity.withdrawn@1"

    reason: Mistake


EVENTS = (ActivityRecorded, ActivityCorrected, ActivityWithdrawn)
