"""Every sheet that the product prints: its name, on which papers, and when a case has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import msgspec
from django.utils.translation import gettext_noop as _

from minqing.cases import public as c

S = c.Status


class Size(StrEnum):
    """What a printer holds; rolls are as long as what stands on them."""

    A3 = "a3"
    A4 = "a4"
    A5 = "a5"
    A6 = "a6"
    ROLL_80 = "roll80"
    ROLL_58 = "roll58"


SIZE_ZH: Mapping[Size, str] = {
    Size.A3: "A3",
    Size.A4: "A4",
    Size.A5: "A5",
    Size.A6: "A6",
    Size.ROLL_80: _("小票80毫米"),
    Size.ROLL_58: _("小票58毫米"),
}
ROLLS: Mapping[Size, int] = {Size.ROLL_80: 80, Size.ROLL_58: 58}
"""Width in millimetres."""

SLIPS = (Size.ROLL_80, Size.ROLL_58, Size.A6, Size.A5)
NOTICES = (Size.A4, Size.A5)
CARDS = (Size.A6, Size.A5, Size.A4)

Fits = Callable[[c.CaseState], bool]


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet. `kind`: how it is laid out (slip, notice, table, card, poster). `sizes`: the
    first is the usual one. `fits`: whether a case has it now; None: it is not of a case.
    `once_told`: the raiser prints it at home only after having been told; `office_only`: never."""

    key: str
    title: str
    kind: str
    sizes: tuple[Size, ...]
    fits: Fits | None = None
    once_told: bool = False
    office_only: bool = False

    @property
    def template(self) -> str:
        return f"printing/{self.key.replace('-', '_')}.html"


ANSWERED = frozenset({S.AWAITING_TELLING, S.AWAITING_CONFIRMATION, S.PLANNED, S.CLOSED})
"""Where the answer is the office's, not a draft before its review."""


def _is_accepted(state: c.CaseState) -> bool:
    refused = state.result is not None and state.result.outcome is c.Outcome.NOT_ACCEPTED
    sorted_out = state.ledger in (c.Ledger.AGENT, c.Ledger.REPORT_UP)
    return sorted_out and not refused and not state.sealed


def _is_answered(state: c.CaseState) -> bool:
    result = state.result
    given = result is not None and result.outcome not in (
        c.Outcome.NOT_ACCEPTED,
        c.Outcome.WITHDRAWN,
    )
    return given and not state.opinion and state.status in ANSWERED and not state.sealed


def _is_refused(state: c.CaseState) -> bool:
    result = state.result
    refused = result is not None and result.outcome is c.Outcome.NOT_ACCEPTED
    return refused and state.status in ANSWERED and not state.sealed


def _has_opinion(state: c.CaseState) -> bool:
    return state.opinion is not None and state.result is not None and not state.sealed


def _is_joint(state: c.CaseState) -> bool:
    return bool(state.pieces) and not state.sealed


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        key="receipt", title=_("反映事项回执"), kind="slip", sizes=SLIPS, fits=lambda state: True
    ),
    Sheet(
        key="acceptance", title=_("受理告知书"), kind="notice", sizes=NOTICES, fits=_is_accepted
    ),
    Sheet(
        key="materials", title=_("代办收件单"), kind="slip",
        sizes=(Size.ROLL_80, Size.ROLL_58, Size.A5, Size.A4), fits=lambda state: state.errand is not None,
    ),
    Sheet(
        key="result", title=_("办理结果告知书"), kind="notice", sizes=NOTICES,
        fits=_is_answered, once_told=True,
    ),
    Sheet(
        key="not-accepted", title=_("不予受理告知书"), kind="notice", sizes=NOTICES,
        fits=_is_refused, once_told=True,
    ),
    Sheet(
        key="final-opinion", title=_("终结意见书"), kind="notice", sizes=NOTICES,
        fits=_has_opinion, once_told=True,
    ),
    Sheet(
        key="joint", title=_("联动办理会商单"), kind="table", sizes=(Size.A4,),
        fits=_is_joint, office_only=True,
    ),
    Sheet(key="contact-card", title=_("民情联系卡"), kind="card", sizes=CARDS),
    Sheet(key="code", title=_("二维码"), kind="poster", sizes=(Size.A4, Size.A3, Size.A5)),
    Sheet(key="wall", title=_("公开栏张贴页"), kind="poster", sizes=(Size.A4, Size.A3)),
    Sheet(key="promises", title=_("承诺公示单"), kind="table", sizes=(Size.A4, Size.A3)),
    Sheet(key="meeting-notice", title=_("会议预告"), kind="poster", sizes=(Size.A4, Size.A3)),
    Sheet(key="meeting-record", title=_("会议记录"), kind="table", sizes=(Size.A4,)),
    Sheet(key="hand-over", title=_("岗位交接单"), kind="table", sizes=(Size.A4,)),
    Sheet(key="handed-over", title=_("岗位交接单"), kind="table", sizes=(Size.A4,)),
    Sheet(key="held", title=_("本户全部信息"), kind="table", sizes=(Size.A4,)),
    Sheet(key="password", title=_("设置口令通知"), kind="slip", sizes=SLIPS),
)  # fmt: skip
SHEET_OF = {sheet.key: sheet for sheet in SHEETS}


def list_sheets(state: c.CaseState, *, for_raiser: bool = False) -> tuple[Sheet, ...]:
    """Return what can be printed of a case now, for the office or for its raiser at home."""
    return tuple(
        sheet
        for sheet in SHEETS
        if sheet.fits is not None
        and sheet.fits(state)
        and not (for_raiser and sheet.once_told and state.told_at is None)
        and not (for_raiser and sheet.office_only)
    )
