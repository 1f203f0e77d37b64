"""Acts on many cases at once: shown row by row first, then done, each with its own answer.

The id of each command derives from the batch and the case, so the same form sent twice does
nothing twice; the version seen goes with it, so nobody overwrites what changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from django.utils.translation import gettext_lazy as _

from minqing.cases import public as c
from minqing.console.acts import LEDGER, MEANS, POST, Making
from minqing.console.forms import Field, Text, Typed
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor, Command
from minqing.log.public import Answer, Preview, get_states, get_versions, preview, submit

MOST = 500
"""Cases that one act may take: a list that long can still be read before it is done."""

Build = Callable[[Making, c.CaseState], Command]


class BulkAct(msgspec.Struct, frozen=True, kw_only=True):
    """One act on many. `needs`: the permission without which it is not offered."""

    key: str
    title: Text
    will: Text
    needs: str
    build: Build
    fields: tuple[Field, ...] = ()


UNIT = Field(name="unit", label=_("交给哪个单位"), kind="select", options="units")


def _triage(m: Making, state: c.CaseState) -> Command:
    """Sort as recorded: the kind and category of the case stay; ledger and unit are chosen."""
    return c.TriageCase(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        kind=state.kind,
        ledger=c.Ledger(m.typed.text("ledger")),
        category=state.category,
        unit=m.typed.text("unit"),
    )


def _acknowledge(m: Making, state: c.CaseState) -> Command:
    return c.AcknowledgeCase(id=m.command, case=m.case, expected_version=m.version)


def _assign(m: Making, state: c.CaseState) -> Command:
    post = m.typed.text("post")
    return c.AssignHandler(id=m.command, case=m.case, expected_version=m.version, post=post)


def _tell(m: Making, state: c.CaseState) -> Command:
    return c.RecordTelling(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        means=c.Means(m.typed.text("means")),
        proof=m.typed.text("proof"),
    )


def _urge(m: Making, state: c.CaseState) -> Command:
    return c.UrgeCase(
        id=m.command, case=m.case, expected_version=m.version, words=m.personal("words")
    )


BULK_ACTS: dict[str, BulkAct] = {
    act.key: act
    for act in (
        BulkAct(
            key="triage", title=_("分办到单位"), needs="CASE_TRIAGE", build=_triage,
            will=_("按登记时的性质和类别归入台账，交给所选单位；办理时限开始计算。"),
            fields=(LEDGER, UNIT),
        ),
        BulkAct(
            key="acknowledge", title=_("签收"), needs="CASE_ACKNOWLEDGE", build=_acknowledge,
            will=_("由您的岗位负责，办理时限开始计算。"),
        ),
        BulkAct(
            key="assign", title=_("指定经办人"), needs="CASE_HANDLE", build=_assign,
            will=_("指定谁来做；负责的岗位不变。"), fields=(POST,),
        ),
        BulkAct(
            key="tell", title=_("记录告知"), needs="CASE_TELL", build=_tell,
            will=_("记下怎样把结果告诉了群众；公开栏张贴的写张贴编号。确认期限开始计算。"),
            fields=(
                msgspec.structs.replace(MEANS, initial="board"),
                Field(name="proof", label=_("告知凭证"), help=_("张贴编号、短信或信函编号。"),
                      optional=True),
            ),
        ),
        BulkAct(
            key="urge", title=_("督办"), needs="CASE_SUPERVISE", build=_urge,
            will=_("把同样的话写给每一件的承办岗位，由承办岗位在事项上回复。"),
            fields=(Field(name="words", label=_("督办的话"), kind="long"),),
        ),
    )
}  # fmt: skip
"""Only what is the same for many: a result or a review is read one by one."""


class Row(msgspec.Struct, frozen=True):
    """A case and the version that was seen of it."""

    case: str
    version: int


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a preview or of what was done: its state before and after, or why not."""

    case: str
    answer: Answer
    before: c.CaseState | None = None
    after: c.CaseState | None = None


def list_acts(viewer: Actor) -> list[BulkAct]:
    """Return the acts on many that the viewer's post may do at all."""
    return [act for act in BULK_ACTS.values() if act.needs in viewer.permissions]


def see_rows(cases: Iterable[str]) -> list[Row]:
    """Return the cases with their versions, in order, each once; unknown ones are left out."""
    wanted = list(dict.fromkeys(cases))[:MOST]
    versions = get_versions(f"case:{case}" for case in wanted)
    return [Row(one, versions[f"case:{one}"]) for one in wanted if f"case:{one}" in versions]


def write_rows(rows: Iterable[Row]) -> str:
    return " ".join(f"{row.case}:{row.version}" for row in rows)


def read_rows(text: str) -> list[Row]:
    """Return the rows that a form carries; nonsense is left out."""
    rows = []
    for part in text.split()[:MOST]:
        case, _, version = part.partition(":")
        if case and version.isdecimal() and len(version) < 10:
            rows.append(Row(case[:40], int(version)))
    return rows


def make_commands(act: BulkAct, batch: str, rows: Sequence[Row], typed: Typed) -> list[Command]:
    """Return one command a row; rows of cases that are gone are left out."""
    states: Mapping[str, c.CaseState] = get_states(f"case:{row.case}" for row in rows)
    return [
        act.build(
            Making(
                command=derived_id("bulk", batch, row.case),
                case=row.case,
                version=row.version,
                typed=typed,
            ),
            states[f"case:{row.case}"],
        )
        for row in rows
        if f"case:{row.case}" in states
    ]


def preview_act(commands: Sequence[Command], *, by: Actor, now: datetime) -> list[Shown]:
    """Return what would become of each case; nothing is written."""
    found: list[Preview] = preview(commands, by=by, now=now)
    return [
        Shown(case=_case(command), answer=one.answer, before=one.before, after=one.after)
        for command, one in zip(commands, found, strict=True)
    ]


def carry_out(commands: Sequence[Command], *, by: Actor, now: datetime) -> list[Shown]:
    """Do the act and return each case's answer and how it stands now."""
    answers = submit(commands, by=by, now=now)
    states = get_states(f"case:{_case(command)}" for command in commands)
    return [
        Shown(case=_case(command), answer=answer, after=states.get(f"case:{_case(command)}"))
        for command, answer in zip(commands, answers, strict=True)
    ]


def _case(command: Command) -> str:
    assert isinstance(command, c.CaseCommand), "acts on many are acts on cases"
    return command.case
