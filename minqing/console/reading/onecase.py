"""One case as its page shows it: what it is, how it stands, what happened, what may be done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from minqing.cases import public as c
from minqing.console.reading.again import show_first, show_openings, show_opinion
from minqing.console.reading.calling import show_calling
from minqing.console.reading.history import show_origin
from minqing.console.reading.lines import list_beside, show_clock
from minqing.console.shown import CaseView, Held, Raiser, ResultView, Step
from minqing.console.wording import ClockView, say_day, say_moment
from minqing.households.public import get_household
from minqing.kernel.due_sentences import agree
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, get_state
from minqing.mechanisms.public import Pack, Packs, say_words
from minqing.org.public import Directory

TURN = "turn"
"""Stands among a case's verbs where the screen may be turned to the resident."""

CONFIRM = "case.record-confirmation"
CALLED = "case.record-call-attempt"
UNMASKED = "case.raiser-unmasked"
RECEIVED = "case.received"
MOVED = "case.moved-to-version"
BESIDE_SHOWN = 6

BY_KIND = {
    "public": gettext_noop("群众"),
    "system": gettext_noop("系统"),
    "device": gettext_noop("入户手册"),
}


def find_case(viewer: Actor, case: str, *, now: datetime) -> CaseView | None:
    """Return a case for this viewer, None when they may not see it or it does not exist."""
    page = c.find_case(viewer, case, now=now)
    if page is None:
        return None
    state, line, verbs = page.state, page.line, _verbs(viewer, page)
    return CaseView(
        id=state.id,
        version=page.version,
        receipt=state.receipt,
        title=line.summary or (_("内容已封存") if state.sealed else _("内容已删除")),
        status=state.status,
        channel=state.channel,
        anonymity=state.anonymity,
        raised_at=state.raised_at,
        recorded_at=state.recorded_at,
        is_living=state.is_living,
        kind=state.kind,
        ledger=state.ledger or "",
        category=say_words(line.category_zh, line.category_en),
        category_code=state.category,
        place=line.place_name,
        place_code=state.place,
        matter=page.matter,
        asks=page.asks,
        withheld=_withheld(page),
        is_sealed=state.sealed,
        is_emergency=state.emergency,
        spoken=_spoken(state.language),
        holder=page.answering or line.holder,
        clocks=tuple(_clocks(page)),
        holdings=tuple(_holdings(page)),
        raiser=_raiser(viewer, page, now=now),
        result=_result(page),
        told_at=state.told_at,
        told_by=state.told_by or "",
        confirmed=_confirmed(state.confirmation),
        attempts=len(state.attempts),
        steps=tuple(_step(item, whole=bool(state.parts)) for item in reversed(page.timeline)),
        beside=_beside(viewer, page, now=now),
        verbs=tuple(verbs),
        calling=show_calling(line.asking) if CALLED in verbs else None,
        turned_way=_turned_way(page),
        household=_household(viewer, state.household),
        holder_unit=state.holder_unit,
        pin=c.make_pin(state.receipt),
        returns=state.returns,
        waits_opinion=state.is_living and state.final and state.opinion is None,
        first=show_first(page.first),
        opinion=show_opinion(page.opinion),
        openings=show_openings(page.openings),
        origin=show_origin(viewer, state),
    )


def find_state(case: str) -> c.CaseState | None:
    """Return the fold of a case whose page this viewer was already shown."""
    state: c.CaseState | None = get_state(f"case:{case}")
    return state


def _withheld(page: c.CasePage) -> str:
    if page.matter:
        return ""
    if page.state.sealed:
        return _("内容已封存，只有接收检举控告的岗位能看。")
    return _("反映内容已依法删除。")


def _spoken(language: str) -> str:
    if language == c.Spoken.CHINESE:
        return ""
    known = language in set(c.Spoken)
    return _(c.SPOKEN_ZH[c.Spoken(language) if known else c.Spoken.OTHER])


def _clocks(page: c.CasePage) -> list[ClockView]:
    return [view for clock in page.clocks if (view := show_clock(clock)) is not None]


def _holdings(page: c.CasePage) -> list[Held]:
    return [
        Held(
            who=held.holder or held.unit_name,
            during=_("{days}天").format(days=held.days),
            now=held.until is None and page.state.is_living,
        )
        for held in reversed(page.holdings)
    ]


def _raiser(viewer: Actor, page: c.CasePage, *, now: datetime) -> Raiser | None:
    if page.state.unsealings:
        opened = c.open_raiser(viewer, page.state.id, now=now)
        if opened is not None:
            return Raiser(
                name=opened.name,
                phone=opened.phone,
                address=opened.address,
                unmasked=True,
                sealed=page.state.anonymity is c.Anonymity.SEALED,
            )
    if page.raiser is None:
        return None
    # The uncovered name is asked for only where somebody has ever uncovered it.
    if any(item.type.startswith(UNMASKED) for item in page.timeline):
        found = c.open_raiser(viewer, page.state.id, now=now)
        if found is not None:
            return Raiser(name=found.name, phone=found.phone, address=found.address, unmasked=True)
    return Raiser(name=page.raiser.name, phone=page.raiser.phone)


def _household(viewer: Actor, household: str) -> str:
    found = get_household(viewer, household) if household else None
    if found is None:
        return ""
    return ngettext("{name}户 · {people}口人", "{name}户 · {people}口人", found.members).format(
        name=found.head.name, people=found.members
    )


def _result(page: c.CasePage) -> ResultView | None:
    result = page.state.result
    if result is None:
        return None
    facts = []
    if result.plan is not None:
        facts += [
            (_("责任单位"), name_unit(result.plan.unit)),
            (_("计划完成时间"), say_day(result.plan.date)),
            (_("原因"), result.plan.reason),
        ]
    section = get_section(page.state)
    reasons = {one.code: _say_word(one) for one in section.non_acceptance}
    channels = {one.code: _say_word(one) for one in section.legal_channels}
    level = c.find_settling_level(page.state, get_pack(page.state))
    facts += [
        (_("由哪一级办结"), _say_word(level) if level else ""),
        (_("理由"), reasons.get(result.reason, result.reason)),
        (_("应走的法定途径"), channels.get(result.legal_channel, result.legal_channel)),
        (_("依据的规定"), result.rule),
        (_("转给哪个机关"), result.organ),
    ]
    return ResultView(
        outcome=result.outcome,
        reply=page.reply,
        facts=tuple((name, value) for name, value in facts if value),
    )


def _say_word(word: Any) -> str:
    return say_words(word.zh, word.en)


def get_pack(state: c.CaseState) -> Pack:
    """Return the version of the mechanism that a case was opened under."""
    return get_snapshot(Packs).get(state.pack, state.pack_version)


def get_section(state: c.CaseState) -> c.CasesSection:
    """Return what the case's own version of its mechanism says of cases."""
    section = get_pack(state).section("cases")
    assert isinstance(section, c.CasesSection), "a case is opened under a pack that has cases"
    return section


def name_unit(code: str) -> str:
    directory = get_snapshot(Directory)
    return directory.full_name(code) if directory.has(code) else code


def _confirmed(word: c.Confirmation | None) -> str:
    if word is None:
        return ""
    said = [
        _("已收到答复") if word.answered else _("没有收到答复"),
        _("问题已解决") if word.solved else _("问题未解决"),
    ]
    if word.rating is not c.Rating.RATHER_NOT_SAY:
        said.append(_(c.RATING_ZH[word.rating]))
    return _("；").join([*said, _(c.GIVEN_ON_ZH[word.given_on])])


def _beside(viewer: Actor, page: c.CasePage, *, now: datetime) -> Any:
    state = page.state
    if not state.is_living or state.sealed:
        return ()
    return list_beside(
        viewer,
        place=state.place,
        category=state.category,
        household=state.household,
        besides=state.id,
        now=now,
    )[:BESIDE_SHOWN]


def _verbs(viewer: Actor, page: c.CasePage) -> list[str]:
    """Return what may be done; the resident's own word is asked by call, or on this screen."""
    found = []
    for act in page.acts:
        if act.type != CONFIRM or "CASE_CALLBACK" in viewer.permissions:
            found.append(act.type)
        elif _turned_way(page):
            found.append(TURN)
    return found


def _turned_way(page: c.CasePage) -> str:
    """Return how a confirmation on this screen is recorded: on handing papers back, or plain."""
    errand = page.state.errand
    if errand is not None and c.GivenOn.PAPERS in page.ways:
        return str(c.GivenOn.PAPERS)
    return str(c.GivenOn.SCREEN) if c.GivenOn.SCREEN in page.ways else ""


# ---------------------------------------------------------------- the story
FACTS = (
    ("ledger_zh", gettext_noop("归入：{value}")),
    ("channel_zh", gettext_noop("来源：{value}")),
    ("holder", gettext_noop("承办：{value}")),
    ("handler", gettext_noop("经办：{value}")),
    ("verdict_zh", gettext_noop("{value}")),
    ("outcome_zh", gettext_noop("结果：{value}")),
    ("means_zh", gettext_noop("方式：{value}")),
    ("proof", gettext_noop("凭证：{value}")),
    ("given_on_zh", gettext_noop("{value}")),
    ("rating_zh", gettext_noop("评价：{value}")),
    ("cause_zh", gettext_noop("原因：{value}")),
    ("reason_zh", gettext_noop("原因：{value}")),
    ("organ", gettext_noop("机关：{value}")),
    ("consent_zh", gettext_noop("申请事项：{value}")),
    ("about_zh", gettext_noop("内容：{value}")),
    ("amount", gettext_noop("延长{value}个工作日")),
    ("consented", gettext_noop("同意：{value}")),
    ("for_whom", gettext_noop("只对{value}显示")),
    ("request_zh", gettext_noop("请求：{value}")),
    ("answer_zh", gettext_noop("答复：{value}")),
    ("rule", gettext_noop("依据：{value}")),
    ("raiser_told_zh", gettext_noop("延期已告知反映人：{value}")),
    ("clock_zh", gettext_noop("过了{value}")),
    ("office", gettext_noop("递交到：{value}")),
    ("office_number", gettext_noop("对方收件编号：{value}")),
    ("returned_to_zh", gettext_noop("交给：{value}")),
    ("number", gettext_noop("编号：{value}")),
    ("answer_number", gettext_noop("回复编号：{value}")),
    ("pack_version", gettext_noop("移到第{value}版")),
    ("despite", gettext_noop("保留个人信息的理由：{value}")),
    ("cite", gettext_noop("依据条目：{value}")),
    ("proposes", gettext_noop("提出由{value}承办")),
    ("piece_unit", gettext_noop("协办单位：{value}")),
)
MOMENTS = (
    ("due_at", gettext_noop("原定：{value}")),
    ("old_due", gettext_noop("原定：{value}")),
    ("new_due", gettext_noop("延到：{value}")),
    ("old_date", gettext_noop("原计划：{value}")),
    ("source_due", gettext_noop("来件单位要求：{value}")),
    ("until", gettext_noop("到{value}关闭")),
    ("cap", gettext_noop("最迟到：{value}")),
    ("new_date", gettext_noop("改到：{value}")),
)
FLAGS = (
    ("by_clock", gettext_noop("按时限自动进行")),
    ("new_facts", gettext_noop("有新的事实")),
    ("to_meeting", gettext_noop("交联席会议")),
    ("to_decide", gettext_noop("多次退回，由上一级决定")),
    ("learned_late", gettext_noop("补录，得知时已过时限")),
    ("in_resident_mode", gettext_noop("屏幕转向群众，由本人点选")),
)


def _step(item: c.TimelineItem, *, whole: bool) -> Step:
    """Return one step; `whole`: with the first words, of which only a part stands above."""
    by = item.by
    if not by and item.by_kind in BY_KIND:
        by = _(BY_KIND[item.by_kind])
    return Step(title=_(item.zh), at=item.happened_at, by=by, said=_say_item(item, whole=whole))


def _say_item(item: c.TimelineItem, *, whole: bool) -> str:
    facts = item.facts
    if not item.type.startswith(MOVED):
        # the version that a matter begins under is no move
        facts = {name: value for name, value in facts.items() if name != "pack_version"}
    said = [
        agree(_(words).format(value=_(str(facts[name]))))
        for name, words in FACTS
        if facts.get(name)
    ]
    said += [
        _(words).format(value=say_moment(facts[name]))
        for name, words in MOMENTS
        if isinstance(facts.get(name), datetime)
    ]
    said += [_(words) for name, words in FLAGS if facts.get(name)]
    if "solved" in facts:
        said.insert(0, _("问题已解决") if facts["solved"] else _("问题未解决"))
        said.insert(0, _("已收到答复") if facts.get("answered") else _("没有收到答复"))
    if facts.get("files"):
        said.append(
            _("{purpose} {number}个").format(
                purpose=_("、").join(_(word) for word in facts["file_purposes_zh"]),
                number=facts["files"],
            )
        )
    if facts.get("papers"):
        said.append(_("材料：{value}").format(value=_("、").join(facts["papers"])))
    # The matter stands on the page already; the words of every other step stand here.
    words = "" if item.type.startswith(RECEIVED) and not whole else item.words
    return "\n".join(filter(None, (_("；").join(said), words)))
