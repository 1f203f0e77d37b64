"""A whole list as a file: the columns of the screen and a few more, masked like the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from minqing.cases import public as c
from minqing.console import sheets
from minqing.console.lists import DeskList
from minqing.console.wording import LOCAL, name_of_status
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Refusal
from minqing.kernel.receipts import format_receipt
from minqing.log.public import is_demonstration, submit
from minqing.mechanisms.public import say_words

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _say_moment(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")


def _say(words: dict[object, str], code: object) -> str:
    return _(words[code]) if code else ""


COLUMNS: tuple[tuple[str, Callable[[c.CaseLine], str]], ...] = (
    (gettext_noop("回执编号"), lambda one: format_receipt(one.receipt)),
    (gettext_noop("事项"), lambda one: one.summary or _("内容已封存") if one.sealed else one.summary
     or _("内容已删除")),
    (gettext_noop("状态"), lambda one: name_of_status(one.status)),
    (gettext_noop("台账"), lambda one: _say(c.LEDGER_ZH, one.ledger)),  # type: ignore[arg-type]
    (gettext_noop("类别"), lambda one: say_words(one.category_zh, one.category_en)),
    (gettext_noop("来源"), lambda one: _say(c.CHANNEL_ZH, one.channel)),  # type: ignore[arg-type]
    (gettext_noop("地点"), lambda one: one.place_name),
    (gettext_noop("承办"), lambda one: one.holder),
    (gettext_noop("登记时间"), lambda one: _say_moment(one.raised_at)),
    (gettext_noop("截止"), lambda one: _say_moment(one.clock.due.at if one.clock else None)),
    (gettext_noop("是否逾期"), lambda one: _("是")
     if one.clock is not None and one.clock.remaining.state == "late" else _("否")),
    (gettext_noop("办理结果"), lambda one: _say(c.OUTCOME_ZH, one.outcome)),  # type: ignore[arg-type]
    (gettext_noop("办结时间"), lambda one: _say_moment(one.closed_at)),
    (gettext_noop("重新办理（次）"), lambda one: str(one.reopened)),
)  # fmt: skip
"""Head and content. Names of raisers and their phones are in no export."""


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """A list on its way out: what it is, what it was narrowed to, its rows, chosen already."""

    title: str
    said: str
    by: str
    now: datetime
    rows: c.ChosenRows

    def about(self) -> list[tuple[str, str]]:
        """Return what stands at the end of the file, or on a sheet of its own."""
        return [
            (_("列表"), self.title),
            (_("筛选"), self.said or _("全部")),
            (_("截至"), _say_moment(self.now)),
            (_("行数"), str(self.rows.count)),
            (_("导出岗位"), self.by),
            (_("说明"), _("姓名、电话不在其中；本次导出已记入总账。")),
            *self._say_simulated(),
        ]

    def _say_simulated(self) -> list[tuple[str, str]]:
        if not is_demonstration():
            return []
        return [(_("注意"), _("演示数据（模拟）"))]

    def cells(self) -> Iterator[list[str]]:
        for line in self.rows.lines():
            yield [say(line) for _head, say in COLUMNS]


def record_export(
    viewer: Actor, one: DeskList, filters: dict[str, str], export: Export, form: str
) -> Refusal | None:
    """Leave on the log that this list goes out; returns why it may not."""
    command = c.RecordExport(
        id=new_id(),
        export=new_id(),
        list=one.key,
        filters=filters,
        rows=export.rows.count,
        form=form,
        as_of=export.now,
    )
    (answer,) = submit([command], by=viewer, now=export.now)
    return answer.refusal


def write_csv(export: Export) -> Iterator[bytes]:
    """Yield the file in pieces; the file of chosen rows is let go at the end."""
    head = [_(words) for words, _say_it in COLUMNS]
    try:
        yield from sheets.write_csv(head, export.cells(), [(), *export.about()])
    finally:
        export.rows.close()


def write_xlsx(export: Export) -> IO[bytes]:
    """Return the workbook as an open file."""
    head = [_(words) for words, _say_it in COLUMNS]
    names = (_("事项"), _("说明（{count}行）").format(count=export.rows.count))
    try:
        return sheets.write_xlsx(head, export.cells(), export.about(), names=names)
    finally:
        export.rows.close()
