"""Acts of dispatch and joint handling: object, rule, convene, pieces."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from minqing.cases.public import dispatch as d
from minqing.console.acting import Act, Making
from minqing.console.forms import Field
from minqing.kernel.messages import Command, Personal

ROWS = 4
"""Pieces that one form asks for at once; more are added with the next."""

WHY_OTHER = Field(
    name="why", label=_("不按责任清单的理由"), optional=True,
    help=_("交给清单以外的单位才填。理由留在事项上。"),
)  # fmt: skip
LEFT_OPEN = Field(
    name="left_open", label=_("没有交来的协办事项，为什么不等"), kind="long", optional=True,
    help=_("有没交来的才填。一行一项：序号、空格、理由，如“2 已由镇里代办”。"),
)  # fmt: skip
ITEM = Field(
    name="entry", label=_("依据的责任清单条目"), kind="select", options="dispatch_items",
    optional=True, blank=_("不在清单里（写文件和条款）"),
)  # fmt: skip
CITE = Field(
    name="cite", label=_("依据的文件和条款"), optional=True,
    help=_("没有选清单条目的，写文件名称、文号、第几条。"),
)  # fmt: skip
PROPOSES = Field(
    name="proposes", label=_("应由哪个单位承办"), kind="select", options="every_unit",
    blank=_("请选择"),
)  # fmt: skip
WHY = Field(name="words", label=_("理由"), kind="long")
VERDICT = Field(
    name="verdict", label=_("裁定"), kind="choice", inline=True,
    choices=(("upheld", _("异议成立，改由别的单位承办")), ("rejected", _("异议不成立，由原单位承办"))),
)  # fmt: skip
RULED_UNIT = Field(
    name="ruled_unit", label=_("改由哪个单位承办"), kind="select", options="every_unit", optional=True,
    blank=_("按异议提出的单位"),
)  # fmt: skip
PIECE_OWN = Field(name="number", label=_("哪一项"), kind="select", options="own_pieces")
PIECE_FRESH = Field(name="number", label=_("哪一项"), kind="select", options="fresh_pieces")
PIECE_OPEN = Field(name="number", label=_("哪一项"), kind="select", options="open_pieces")
ANSWER = Field(
    name="words", label=_("协办情况"), kind="long",
    help=_("查了什么、办到哪一步。主办单位的答复由各单位的情况汇成。"),
)  # fmt: skip
CHASING = Field(name="words", label=_("催办的话"), kind="long")
DROPPING = Field(name="words", label=_("为什么不再需要"), kind="long")


def _row(number: int) -> tuple[Field, Field, Field]:
    first = number == 1
    return (
        Field(
            name=f"unit{number}", label=_("协办单位"), kind="select", options="every_unit",
            optional=not first, blank=_("请选择") if first else _("没有"),
        ),
        Field(name=f"what{number}", label=_("要做的事"), optional=not first),
        Field(
            name=f"due{number}", label=_("哪天以前提交"), kind="date", optional=not first,
            short=True,
        ),
    )  # fmt: skip


PIECE_ROWS = tuple(_row(number) for number in range(1, ROWS + 1))


def read_left_open(text: str) -> tuple[d.LeftOpen, ...]:
    """Return the reasons for pieces that were not waited for: number, then the words."""
    found = []
    for line in text.splitlines():
        number, _space, why = line.strip().partition(" ")
        number = number.strip("第项.、．:：")
        if number.isascii() and number.isdigit() and len(number) < 4:
            found.append(d.LeftOpen(int(number), why.strip()))
    return tuple(found)


def _object(m: Making) -> Command:
    t = m.typed
    return d.ObjectToDispatch(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        words=m.personal("words"),
        proposes=t.text("proposes"),
        entry=t.text("entry"),
        cite="" if t.text("entry") else t.text("cite"),
    )


def _rule(m: Making) -> Command:
    return d.RuleObjection(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        upheld=m.typed.text("verdict") == "upheld",
        words=m.personal("words"),
        unit=m.typed.text("ruled_unit"),
    )


def _convene(m: Making) -> Command | None:
    pieces: list[d.PieceAsked] = []
    whats: list[Personal[str]] = []
    for unit, what, due in PIECE_ROWS:
        if not m.typed.text(unit.name):
            continue
        day: datetime | None = m.typed.day(due)
        if day is None:
            if not m.typed.faults:
                m.typed.blame(due, str(_("不能办理：“{label}”没有填。请填写后再办。")))
            return None
        pieces.append(d.PieceAsked(m.typed.text(unit.name), day))
        whats.append(m.personal(what.name))
    return d.ConveneUnits(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        pieces=tuple(pieces),
        whats=tuple(whats),
    )


def _number(m: Making) -> int:
    text = m.typed.text("number")
    return int(text) if text.isascii() and text.isdigit() else 0


def _acknowledge(m: Making) -> Command:
    return d.AcknowledgePiece(
        id=m.command, case=m.case, expected_version=m.version, number=_number(m)
    )


def _answer(m: Making) -> Command:
    return d.AnswerPiece(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        number=_number(m),
        words=m.personal("words"),
        files=m.files,
    )


def _chase(m: Making) -> Command:
    return d.ChasePiece(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        number=_number(m),
        words=m.personal("words"),
    )


def _drop(m: Making) -> Command:
    return d.DropPiece(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        number=_number(m),
        words=m.personal("words"),
    )


ACTS_DISPATCH: tuple[Act, ...] = (
    Act(
        key="rule", verb="case.rule-objection", title=_("裁定派单异议"),
        will=_("您是第三方。裁定成立的，改由别的单位承办，不算退回；不成立的，原单位签收。裁定成为先例。"),
        fields=(VERDICT, RULED_UNIT, WHY), build=_rule, done=_("已裁定。"),
    ),
    Act(
        key="acknowledge-piece", verb="case.acknowledge-piece", title=_("签收协办事项"),
        will=_("认下您单位的这一份；事项仍由主办单位负责。"),
        fields=(PIECE_FRESH,), build=_acknowledge, done=_("已签收协办事项。"),
    ),
    Act(
        key="answer-piece", verb="case.answer-piece", title=_("提交协办情况"),
        will=_("把您单位的一份交给主办单位，汇进总的答复。"),
        fields=(PIECE_OWN, ANSWER), takes_files=True, build=_answer, done=_("已提交协办情况。"),
    ),
    Act(
        key="object", verb="case.object-to-dispatch", title=_("提出派单异议"),
        will=_("签收时限内提出，写明依据和应由谁办；第三方一个工作日内裁定。群众的时限照常走。"),
        fields=(ITEM, CITE, PROPOSES, WHY), build=_object, done=_("已提出派单异议，等第三方裁定。"),
    ),
    Act(
        key="convene", verb="case.convene-units", title=_("组织联动办理"),
        will=_("承办单位为主办，每个协办单位各欠一份，写明要做的事和日期。"),
        fields=tuple(field for row in PIECE_ROWS for field in row), build=_convene,
        done=_("已组织联动办理，各协办单位会在今日事项看到。"),
    ),
    Act(
        key="chase-piece", verb="case.chase-piece", title=_("催办协办事项"),
        will=_("催一份没有交来的；期限不变，催了几次看得到。"),
        fields=(PIECE_OPEN, CHASING), build=_chase, done=_("已催办。"),
    ),
    Act(
        key="drop-piece", verb="case.drop-piece", title=_("撤销协办事项"),
        will=_("不再需要的一份，写明原因后撤销。"),
        fields=(PIECE_OPEN, DROPPING), build=_drop, done=_("已撤销这一项。"),
    ),
)  # fmt: skip
NEVER_MAIN_OF_DISPATCH = ("object", "convene", "chase-piece", "drop-piece")
