"""Whether a written reply answers its matter: remarks for who wrote it and who reviews it. Pure.

Hints, never a verdict: only a person's number or name needs a reason to go out. The styles are
those that reviewers send back every day: the question copied, nobody and no date, a stock
sentence, the answer to another case, personal data.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from minqing.cases.pack_beside import RepliesSection
from minqing.cases.personal_numbers import NumberKind, find_personal_numbers
from minqing.cases.terms import Outcome


def _(text: str) -> str:
    """Mark a sentence for the message catalogue; faces translate it when they show it."""
    return text


class Weight(StrEnum):
    """How heavy a remark is: a hint, or personal data that needs a reason to go out."""

    HINT = "hint"
    PERSONAL = "personal"


class Remark(msgspec.Struct, frozen=True):
    """One remark on a reply. `sentence`: message id with `{names}`, filled from `params`;
    nothing personal stands in it but a masked end of a number."""

    code: str
    sentence: str
    weight: Weight = Weight.HINT
    params: dict[str, str] = {}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a reply is held against.

    `matter`: words of the raiser. `names`: of the raiser and the household, uncovered. `units`:
    names of units a reply may speak of. `sent`: replies lately sent for other matters, by the
    same unit (their texts never show up in a remark). `face_to_face`: said at the table, where
    the raiser sees who speaks and asks back; form is not remarked then.
    """

    matter: str
    outcome: Outcome | None = None
    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    face_to_face: bool = False


COPIED = _("多半是照抄反映内容，没有说怎么办。请写查到什么、怎么解决。")
NO_UNIT = _("没有写由谁负责。请写明承办或责任单位。")
NO_DATE = _("没有写时间。请写明哪天办的，或什么时候办完。")
STOCK = _("套话：“{phrase}”。请写具体做了什么、下一步什么时候。")
SAME_AS_ANOTHER = _("与近期给另一件事项的答复几乎相同。请核对是否答错了事项。")
OFF_TOPIC = _("与反映内容没有相同的词。请核对是否答错了事项。")
TOO_SHORT = _("不足{least}个字。请说清楚，让群众看得懂。")
NUMBER = _("含有{kind}（{masked}）。请删去；必须保留的，写明理由。")
NAME = _("含有反映人或家人的姓名。请改为“您”；必须保留的，写明理由。")

KIND_ZH = {
    NumberKind.IDENTITY_CARD: _("证件号"),
    NumberKind.BANK_CARD: _("银行卡号"),
    NumberKind.MOBILE: _("手机号"),
}

_UNIT = re.compile(
    r"(局|委|办|厅|院|所|站|队|中心|窗口|公司|合作社|银行|医院|学校|政府|支部|村|嘎查|社区|苏木"
    r"|镇|乡|街道|旗|单位|部门|我们|本村|水管员|包户干部)"
)
_DATE = re.compile(
    r"(\d{1,2}月|\d{1,2}日|\d{4}年|\d+个?(工作)?(日|天|周|月|小时)|[一二三四五六七八九十]+(天|日|周|个月)"
    r"|今天|明天|昨天|当天|当面|当场|现场|本周|下周|本月|下月|月底|月初|年底|年内|今年|明年|每年|周[一二三四五六日])"
)
DATED = frozenset({Outcome.SOLVED, Outcome.PARTLY, Outcome.PLANNED, None})
"""Outcomes whose reply has to say when; an explanation may do without."""

TURNED_AWAY = frozenset({Outcome.PASSED_ON, Outcome.NOT_ACCEPTED, Outcome.CANNOT_BY_RULE})
"""Outcomes whose reply names another way and need not repeat the matter."""

SHORTEST_SAME = 20
"""Replies shorter than this are alike by chance."""


def check_reply(reply: str, asked: Asked, rule: RepliesSection) -> list[Remark]:
    """Return the remarks on a reply, personal data first; empty when nothing strikes."""
    text = _plain(reply)
    found = [*_check_personal(reply, asked.names)]
    if not text:
        return found
    found += _check_stock(text, rule)
    found += _check_question(text, _plain(asked.matter), rule, asked.outcome)
    if not asked.face_to_face:
        found += _check_form(reply, text, asked, rule)
    if is_sent_before(reply, asked.sent, rule.alike):
        found.append(Remark("reply-of-another", SAME_AS_ANOTHER))
    return found


def _check_form(reply: str, text: str, asked: Asked, rule: RepliesSection) -> list[Remark]:
    """Tell what a written reply has to say: enough, by whom, when."""
    found = []
    if len(text) < rule.shortest:
        found.append(Remark("reply-too-short", TOO_SHORT, params={"least": str(rule.shortest)}))
    if not _UNIT.search(text) and not any(name and name in reply for name in asked.units):
        found.append(Remark("reply-without-unit", NO_UNIT))
    if asked.outcome in DATED and not _DATE.search(unicodedata.normalize("NFKC", reply)):
        found.append(Remark("reply-without-date", NO_DATE))
    return found


def needs_reason(remarks: Iterable[Remark]) -> bool:
    """Return whether a reply goes out only with a reason."""
    return any(remark.weight is Weight.PERSONAL for remark in remarks)


def _check_personal(reply: str, names: Sequence[str]) -> list[Remark]:
    found = [
        Remark(
            "reply-number",
            NUMBER,
            Weight.PERSONAL,
            {"kind": KIND_ZH[number.kind], "masked": number.masked},
        )
        for number in find_personal_numbers(reply)
    ]
    if any(len(name.strip()) > 1 and name.strip() in reply for name in names):
        found.append(Remark("reply-name", NAME, Weight.PERSONAL))
    return found


def _check_stock(text: str, rule: RepliesSection) -> list[Remark]:
    for phrase in rule.stock_phrases:
        if _plain(phrase) in text:
            return [Remark("reply-stock-phrase", STOCK, params={"phrase": phrase})]
    return []


def _check_question(
    text: str, matter: str, rule: RepliesSection, outcome: Outcome | None
) -> list[Remark]:
    """Tell a copied question, or words that have nothing to do with it."""
    said, asked = _pairs(text), _pairs(matter)
    if not said or not asked:
        return []
    share = len(said & asked) / len(said)
    if share >= rule.copied:
        return [Remark("reply-copies-question", COPIED)]
    speaks = outcome not in TURNED_AWAY and len(text) >= rule.shortest
    if share == 0 and len(asked) >= 6 and speaks:
        return [Remark("reply-off-topic", OFF_TOPIC)]
    return []


def is_sent_before(reply: str, sent: Iterable[str], alike: float) -> bool:
    """Return whether nearly the same text was sent for another matter."""
    text = _plain(reply)
    if len(text) < SHORTEST_SAME:
        return False
    pairs = _pairs(text)
    return any(compute_likeness(pairs, _pairs(_plain(other))) >= alike for other in sent)


def compute_likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the likeness of two texts by their pairs of signs (Dice), 0 to 1."""
    both = len(one) + len(other)
    return 2 * len(one & other) / both if both else 0.0


def _plain(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in normal if sign.isalnum())


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
