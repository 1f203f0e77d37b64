"""What every command and event of a case has in common."""

from __future__ import annotations

from datetime import datetime

from minqing.kernel.messages import Command, Event


class CaseCommand(Command, frozen=True, kw_only=True):
    """A command on one case; `case` is its id (26 signs, `kernel.ids.new_id`)."""

    case: str


class CaseEvent(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A fact about one case, recorded at `at`."""

    at: datetime
