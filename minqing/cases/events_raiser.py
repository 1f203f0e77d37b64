"""What a raiser added and asked, and what the office answered: facts that stay readable."""

from __future__ import annotations

from typing import ClassVar

from minqing.cases.base import CaseEvent
from minqing.cases.clocks_of_case import Clock
from minqing.cases.raiser import Attached, RequestAnswer, RequestKind
from minqing.kernel.messages import VaultRef


class FilesAttached(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Photos or papers were added."""

    TYPE: ClassVar[str] = "case.files-attached@1"

    files: tuple[Attached, ...]


class OfficeAsked(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The raiser asked to be called, or for data to be corrected or erased."""

    TYPE: ClassVar[str] = "case.office-asked@1"

    kind: RequestKind
    clock: Clock
    words: VaultRef = VaultRef("")


class RequestAnswered(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A request was answered. `raiser` replaces the details kept under `replaces`."""

    TYPE: ClassVar[str] = "case.request-answered@1"

    kind: RequestKind
    answer: RequestAnswer
    by_post: str = ""
    words: VaultRef = VaultRef("")
    rule: str = ""
    raiser: VaultRef = VaultRef("")
    replaces: VaultRef = VaultRef("")


EVENTS_RAISER: tuple[type[CaseEvent], ...] = (FilesAttached, OfficeAsked, RequestAnswered)
