"""The papers of an errand: what is needed, what was taken, where it is, what went back. Pure.

Names of papers only, never what stands on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec


def _(text: str) -> str:
    """Mark a label for the message catalogue; faces translate it when they show it."""
    return text


class PaperForm(StrEnum):
    """Whether the paper itself was taken, or a copy of it."""

    ORIGINAL = "original"
    COPY = "copy"


PAPER_FORM_ZH: Mapping[PaperForm, str] = {
    PaperForm.ORIGINAL: _("原件"),
    PaperForm.COPY: _("复印件"),
}


class ReturnedTo(StrEnum):
    """Into whose hands a paper went back; never a name."""

    RAISER = "raiser"
    FAMILY = "family"
    ENTRUSTED = "entrusted"


RETURNED_TO_ZH: Mapping[ReturnedTo, str] = {
    ReturnedTo.RAISER: _("反映人本人"),
    ReturnedTo.FAMILY: _("同户家人"),
    ReturnedTo.ENTRUSTED: _("反映人委托的人"),
}


class PaperTaken(msgspec.Struct, frozen=True, omit_defaults=True):
    """One paper as it is taken: its name, whether it is the original, how many pages (1-999)."""

    name: str
    form: PaperForm = PaperForm.ORIGINAL
    pages: int = 1


class Paper(msgspec.Struct, frozen=True, omit_defaults=True):
    """One paper on its way. `number`: its place on the receipt, from 1.

    `form` None and `pages` 0: taken when only names were recorded. `office`, `office_number`:
    where it was handed in and the number on that office's own slip. `settled_at`: when it
    went back (`returned_to`) or was left with the office for good (`kept`).
    """

    number: int
    name: str
    taken_at: datetime
    form: PaperForm | None = None
    pages: int = 0
    taken_by: str = ""
    office: str = ""
    office_number: str = ""
    handed_in_at: datetime | None = None
    settled_at: datetime | None = None
    returned_to: ReturnedTo | None = None
    kept: bool = False


class Errand(msgspec.Struct, frozen=True, omit_defaults=True):
    """Papers taken for an errand (代办清单).

    `papers`: their names, all there was at first. `items`: each paper with its way.
    `needed`: names the office asks for (应交材料). `handed_back_at`: when the last one went
    back or was left with the office.
    """

    papers: tuple[str, ...]
    taken_at: datetime
    handed_back_at: datetime | None = None
    items: tuple[Paper, ...] = ()
    needed: tuple[str, ...] = ()


def list_items(
    taken: Iterable[PaperTaken], *, at: datetime, by: str, first: int = 1
) -> tuple[Paper, ...]:
    """Return papers as they are taken now, numbered on."""
    return tuple(
        Paper(number=n, name=one.name, form=one.form, pages=one.pages, taken_at=at, taken_by=by)
        for n, one in enumerate(taken, first)
    )


def list_old_items(errand: Errand, by: str) -> tuple[Paper, ...]:
    """Return the papers of an errand that was recorded by names alone."""
    return tuple(
        Paper(number=n, name=name, taken_at=errand.taken_at, taken_by=by)
        for n, name in enumerate(errand.papers, 1)
    )


def list_out(errand: Errand | None) -> tuple[Paper, ...]:
    """Return the papers that are still with us or the office."""
    if errand is None or errand.handed_back_at is not None:
        return ()
    return tuple(paper for paper in errand.items if paper.settled_at is None)


def is_out(errand: Errand | None) -> bool:
    """Return whether an errand still has papers to hand back."""
    return errand is not None and errand.handed_back_at is None


def list_missing(errand: Errand) -> tuple[str, ...]:
    """Return what is needed and was not taken yet (还缺)."""
    taken = {_plain(paper.name) for paper in errand.items}
    return tuple(name for name in errand.needed if _plain(name) not in taken)


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
