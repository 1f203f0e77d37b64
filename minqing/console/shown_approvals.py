"""What the pages of requests show: plain values, filled by `reading.approvals`."""

from __future__ import annotations

from datetime import datetime

import msgspec

from minqing.console.wording import ClockView


class ApprovalRow(msgspec.Struct, frozen=True, kw_only=True):
    """One request in a list. `terms`: what exactly, in words. `agreed` of `persons`.

    `about`, `matter`, `clock`: receipt, first words and running deadline of its case.
    """

    id: str
    url: str
    title: str
    about: str
    about_url: str
    matter: str
    clock: ClockView | None
    terms: str
    status: str
    tone: str
    asker: str
    asked_at: datetime
    persons: int
    agreed: int
    is_open: bool


class RoundStepView(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a request: what, when, by which post, in which words, in which round."""

    title: str
    at: datetime
    by: str
    said: str
    round: int


class ApprovalView(msgspec.Struct, frozen=True, kw_only=True):
    """One request on one page. `acts`: names of the commands the viewer may send now."""

    row: ApprovalRow
    subject: str
    version: int
    words: str
    terms: tuple[tuple[str, str], ...]
    missing: int
    steps: tuple[RoundStepView, ...]
    acts: tuple[str, ...]
    raw_terms: dict[str, str | int]
    opens_identity: bool = False
