"""Acts that take another person's consent, and the word the raiser is owed then."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minqing.cases import public as c
from minqing.console.acting import Act, Making
from minqing.console.forms import Field
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command

AMOUNT = Field(name="amount", label=_("延长几个工作日"), kind="number", short=True)
REASON = Field(
    name="words", label=_("为什么需要延期"), kind="long",
    help=_("写明卡在哪里、什么时候能办成。核准的人和群众都会看到。"),
)  # fmt: skip
WHY_OPEN = Field(
    name="words", label=_("为什么必须知道反映人是谁"), kind="long",
    help=_("核准的人和反映人都会看到这句话，它永远留在这件事项上。"),
)  # fmt: skip
OUTCOME = Field(
    name="outcome", label=_("结论"), kind="select", options="final_outcomes", blank=_("请选择")
)
OPINION = Field(
    name="words", label=_("终结意见（写给反映人）"), kind="long",
    help=_("写明查清的事实、前两次怎样办的、为什么到此为止。"),
)  # fmt: skip
CHANNELS = Field(
    name="channels", label=_("不服可走的法定途径"), kind="checks", options="final_channels"
)
MEANS = Field(
    name="means", label=_("怎样告知的"), kind="choice", inline=True,
    choices=tuple((str(one), word) for one, word in c.MEANS_ZH.items()),
)  # fmt: skip
PROOF = Field(
    name="proof", label=_("告知凭证"), optional=True,
    help=_("短信、信函写编号；当面告知不填。"),
)  # fmt: skip


def _request(m: Making) -> str:
    # one form, one request: pressed twice, it is asked once
    return derived_id("approval", m.command)


def _ask_extension(m: Making) -> Command | None:
    amount = m.typed.number(AMOUNT)
    if m.typed.faults:
        return None
    return c.AskExtension(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        approval=_request(m),
        amount=amount,
        words=m.personal("words"),
    )


def _ask_unsealing(m: Making) -> Command:
    return c.AskUnsealing(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        approval=_request(m),
        words=m.personal("words"),
    )


def _record_opinion(m: Making) -> Command:
    return c.RecordFinalOpinion(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        approval=_request(m),
        outcome=c.Outcome(m.typed.text("outcome")),
        channels=m.typed.chosen("channels"),
        words=m.personal("words"),
    )


def _tell(m: Making) -> Command:
    return c.TellOfChange(
        id=m.command,
        case=m.case,
        expected_version=m.version,
        means=c.Means(m.typed.text("means")),
        proof=m.typed.text("proof"),
    )


FINAL_OPINION = Act(
    key="final-opinion", verb="case.record-final-opinion", title=_("提交终结意见"),
    will=_("群众第三次要求办理：写明事实、理由和法定途径，由别的领导核准后生效，再告知群众。"),
    fields=(OUTCOME, OPINION, CHANNELS), build=_record_opinion,
    done=_("终结意见已提交，等别的领导核准。"),
)  # fmt: skip

CONSENT_ACTS: tuple[Act, ...] = (
    Act(
        key="tell-change", verb="case.tell-of-change", title=_("告知延期或暂缓"),
        will=_("期限变了要让群众知道：记下怎样告诉的。"),
        fields=(MEANS, PROOF), build=_tell, done=_("已记下告知群众。"),
    ),
    Act(
        key="ask-extension", verb="case.ask-extension", title=_("申请延期"),
        will=_("由另一人核准后才延长；核准前时限照常计算。核准后须告知群众。"),
        fields=(AMOUNT, REASON), build=_ask_extension, done=_("已申请延期，等他人核准。"),
    ),
    Act(
        key="ask-unsealing", verb="case.ask-unsealing", title=_("申请查看隐名反映人"),
        will=_("须没有经办过的人核准，只对您显示，限时关闭；反映人会看到谁看过、为什么看。"),
        fields=(WHY_OPEN,), build=_ask_unsealing, done=_("已申请，等他人核准。"),
    ),
)  # fmt: skip

NEVER_MAIN_OF_CONSENT = frozenset({"tell-change", "ask-extension", "ask-unsealing"})
