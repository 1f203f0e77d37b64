"""Deeds on meetings: findings, notice, the sitting item by item, the closing, the record."""

from __future__ import annotations

import msgspec
from django.utils.translation import gettext_lazy as _

from minqing.cases.public import find_by_receipt
from minqing.console.deeds.deed import Deed, Wish
from minqing.console.forms import MISSING, Fault, Field
from minqing.kernel.messages import Command, Personal
from minqing.log.public import get_snapshot, get_state
from minqing.mechanisms.public import say_words
from minqing.meetings import public as m
from minqing.org.public import Directory

CONVENE, DRAFT = "MEETING_CONVENE", "MEETING_DRAFT"
SETS = ("", "2")
"""Two commitments may be typed at once; more by deciding again."""

RECEIPTS = Field(
    name="receipts", label=_("走访中听到的事项"), kind="long", help=_("回执编号，一行一个。")
)
URGENT = Field(
    name="urgent", label=_("紧急理由"), optional=True,
    help=_("离开会不足规定天数才写；会公开，并一直标明。"),
)  # fmt: skip
LATER = Field(name="sits_at", label=_("新的时间"), kind="datetime-local", short=True)
POSTPONED = Field(
    name="why", label=_("为什么改期"), help=_("会公开，不写姓名。如“国庆放假”“大雪封路”。")
)
NOTE = Field(name="note", label=_("为什么转交"), help=_("如“外出学习”。"))
MINUTES = Field(
    name="minutes", label=_("会议记录"), kind="long", optional=True,
    help=_("讨论情况。没有写也可以先闭会，到时限前补上。"),
)  # fmt: skip
RECORD = Field(name="minutes", label=_("会议记录"), kind="long")
REASON = Field(name="reason", label=_("理由"))
WORDS = Field(name="words", label=_("内容"), kind="long")
WHAT = Field(
    name="what", label=_("决定"), kind="choice", inline=True,
    choices=tuple((str(one), m.RESOLUTION_ZH[one]) for one in (
        m.Resolution.COMMITTED, m.Resolution.DEALT, m.Resolution.PUT_OFF, m.Resolution.CARRIED,
    )),
)  # fmt: skip
WHY = Field(
    name="words", label=_("怎么定的"), kind="long", optional=True,
    help=_("作出承诺可以不写；提交上一级要写明已经做了哪些工作。"),
)  # fmt: skip
UNTIL = Field(name="until", label=_("改到哪一天再议"), kind="date", optional=True, short=True)
GIVEN = Field(name="given", label=_("发出多少张"), kind="number", short=True)
MEASURE, DUE, POST = (
    Field(name="measure", label=_("承诺的措施"), kind="long", optional=True,
          help=_("会公开，不写姓名住址。")),
    Field(name="due", label=_("兑现日期"), kind="date", optional=True, short=True),
    Field(name="post", label=_("责任单位和岗位"), kind="select", optional=True,
          options="receivers", blank=_("请选择")),
)  # fmt: skip
PROMISED = _("不能记录决定：写了承诺，却没有选“作出承诺”。请改选，或去掉承诺。")
VOICE = Field(
    name="voice", label=_("谁说的"), kind="choice", inline=True,
    choices=tuple((str(one), word) for one, word in m.VOICE_ZH.items()),
)  # fmt: skip
UNIT = Field(name="unit", label=_("单位"), kind="select", options="units", blank=_("请选择"))


def _text(wish: Wish, name: str = "words") -> str:
    return wish.text(name)


def _findings(wish: Wish) -> Command | None:
    lines = [line.strip() for line in wish.text("receipts").splitlines() if line.strip()]
    found = {line: find_by_receipt(line) for line in lines}
    for line, state in found.items():
        if state is None:
            sentence = str(_("不能关联会前走访：没有回执编号“{receipt}”。请核对这一行。"))
            wish.typed.blame(RECEIPTS, sentence.replace("{receipt}", line))
    if wish.typed.faults:
        return None
    names = tuple(f"case:{state.id}" for state in found.values() if state is not None)
    return m.LinkFindings(id=wish.command, meeting=wish.subject, findings=names)


def _announce(wish: Wish) -> Command:
    return m.AnnounceMeeting(id=wish.command, meeting=wish.subject, urgent=wish.text("urgent"))


def _postpone(wish: Wish) -> Command | None:
    sits = wish.typed.moment(LATER)
    if sits is None:
        return None
    return m.PostponeMeeting(
        id=wish.command, meeting=wish.subject, sits_at=sits, why=wish.text("why")
    )


def _begin(wish: Wish) -> Command:
    return m.BeginMeeting(id=wish.command, meeting=wish.subject)


def _pass(wish: Wish) -> Command:
    return m.PassChair(id=wish.command, meeting=wish.subject, note=wish.text("note"))


def _close(wish: Wish) -> Command:
    state = get_state(f"meeting:{wish.subject}")
    assert isinstance(state, m.MeetingState), "its page was shown"
    words = wish.text("minutes")
    sealed = Personal(words, f"meeting:{wish.subject}") if words else None
    return m.make_closing(state, wish.command, sealed)


def _record(wish: Wish) -> Command:
    words = Personal(wish.text("minutes"), f"meeting:{wish.subject}")
    return m.RecordMinutes(id=wish.command, meeting=wish.subject, minutes=words)


FINDINGS = Deed(
    key="findings", permission=CONVENE, title=_("关联会前走访"), fields=(RECEIPTS,),
    will=_("会前走访听到的事项记在这次会议名下。"), build=_findings, done=_("已关联。"),
)  # fmt: skip
ANNOUNCE = Deed(
    key="announce", permission=CONVENE, title=_("在公开栏预告"), fields=(URGENT,),
    will=_("会议时间、地点、主题、议题数立即公开。预告后增加的议题会标明。"),
    build=_announce, done=_("已预告。"),
)  # fmt: skip
POSTPONE = Deed(
    key="postpone", permission=CONVENE, title=_("改期开会"), fields=(LATER, POSTPONED),
    will=_("公开栏的预告立即改为新的时间，原定时间和理由一直看得到。只能往后改，不出本期。"),
    build=_postpone, done=_("已改期。"),
)  # fmt: skip
BEGIN = Deed(
    key="begin", permission=CONVENE, title=_("开会"),
    will=_("议程就此固定，逐个议题记录发言和决定。"), build=_begin, done=_("会议开始。"),
)  # fmt: skip
PASS = Deed(
    key="pass", permission=CONVENE, title=_("转交下一位主持"), fields=(NOTE,),
    will=_("按轮流顺序转给下一个镇（街道），理由记在会议里。"), build=_pass, done=_("已转交。"),
)  # fmt: skip
CLOSE = Deed(
    key="close", permission=CONVENE, title=_("闭会"), fields=(MINUTES,), danger=True,
    will=_("承诺立即公布；没有议定的自动提交上一级会议，事项随之提级。闭会后不能再改决定。"),
    build=_close, done=_("已闭会：承诺已公布，未解决的已提交上一级。"),
)  # fmt: skip
RECORD_MINUTES = Deed(
    key="minutes", permission=CONVENE, title=_("补会议记录"), fields=(RECORD,),
    will=_("记录归入民情数据库。"), build=_record, done=_("会议记录已存。"),
)  # fmt: skip


# ---------------------------------------------------------------- on one item
def _subject_of(meeting: str, subjects: tuple[str, ...]) -> str:
    return subjects[0] if subjects else f"meeting:{meeting}"


def list_item_deeds(item: m.Item, *, sits: bool, may_remove: bool) -> list[Deed]:
    """Return what may be done on one item of an agenda; the number is in the key."""
    deeds = [_make_speaking(item), _make_resolving(item)] if sits else []
    return [*deeds, _make_removing(item)] if may_remove else deeds


def _make_speaking(item: m.Item) -> Deed:
    def build(wish: Wish) -> Command:
        return m.SpeakToItem(
            id=wish.command,
            meeting=wish.subject,
            item=item.number,
            voice=m.Voice(wish.text("voice")),
            unit=wish.text("unit"),
            words=Personal(wish.text("words"), _subject_of(wish.subject, item.subjects)),
        )

    return Deed(
        key=f"speak-{item.number}", permission=CONVENE, title=_("记录发言"),
        fields=(VOICE, UNIT, WORDS), will=_("按“主持提问、街道补充、部门答复”的顺序记。"),
        build=build, done=_("发言已记。"),
    )  # fmt: skip


def _make_resolving(item: m.Item) -> Deed:
    fields = [WHAT, WHY, UNTIL]
    for end in SETS:
        fields += _name_set(end)

    def build(wish: Wish) -> Command | None:
        until, promises, measures = wish.day(UNTIL), [], []
        for end in SETS:
            asked = _name_set(end)
            if any(wish.text(one.name) for one in asked):
                promises.append(_read_promise(wish, asked))
                measure = wish.text(asked[0].name)
                measures.append(Personal(measure, _subject_of(wish.subject, item.subjects)))
        what = m.Resolution(wish.text("what"))
        made = what is m.Resolution.COMMITTED
        if promises and not made:
            wish.typed.blame(WHAT, str(PROMISED))
        if wish.typed.faults:
            return None
        words = wish.text("words")
        subjects = item.subjects or (f"meeting:{wish.subject}",)
        return m.ResolveItem(
            id=wish.command,
            meeting=wish.subject,
            item=item.number,
            what=what,
            # the same words for each matter, so that erasing one leaves the others
            words=tuple(Personal(words, subject) for subject in subjects) if words else (),
            measures=tuple(measures),
            promises=tuple(promises),
            until=until,
        )

    return Deed(
        key=f"resolve-{item.number}", permission=CONVENE, title=_("记录决定"),
        fields=tuple(fields), will=_("闭会以前可以改；闭会时一起生效。"),
        build=build, done=_("决定已记。"),
    )  # fmt: skip


def make_counting(item: m.Item, ballot: m.Ballot) -> Deed:
    """Return the deed that hands in counted ballots: one number an answer."""
    fields = [GIVEN, *(
        Field(name=f"count-{one.code}", label=say_words(one.zh, one.en), kind="number", short=True)
        for one in ballot.choices
    )]  # fmt: skip

    def build(wish: Wish) -> Command | None:
        numbers = [wish.text(field.name) for field in fields]
        if not all(number.isascii() and number.isdigit() and len(number) < 6 for number in numbers):
            wish.typed.faults.append(Fault(str(_("张数应写整数，没有的写0。"))))
            return None
        given, *counts = map(int, numbers)
        return m.CountBallots(
            id=wish.command,
            meeting=wish.subject,
            item=item.number,
            given=given,
            counts=tuple(counts),
        )

    return Deed(
        key=f"ballots-{item.number}", permission=CONVENE, title=_("登记测评票"),
        fields=tuple(fields),
        will=_("不记名，只登记张数；收回太少的，只公布收回多少张。"),
        build=build, done=_("测评票已登记。"),
    )  # fmt: skip


def _name_set(end: str) -> list[Field]:
    return [msgspec.structs.replace(one, name=one.name + end) for one in (MEASURE, DUE, POST)]


def _read_promise(wish: Wish, asked: list[Field]) -> m.Promise:
    """Return a promise as typed; what is missing of it is said at its field."""
    for field in asked:
        if not wish.text(field.name):
            wish.typed.blame(field, str(MISSING))
    directory, post = get_snapshot(Directory), wish.text(asked[2].name)
    unit = directory.post(post).unit if directory.has_post(post) else ""
    return m.Promise(due=wish.day(asked[1]) or wish.today, unit=unit, post=post)


def _make_removing(item: m.Item) -> Deed:
    def build(wish: Wish) -> Command:
        reason = wish.text("reason")
        return m.RemoveItem(id=wish.command, meeting=wish.subject, item=item.number, reason=reason)

    return Deed(
        key=f"remove-{item.number}", permission=CONVENE, title=_("去掉这个议题"),
        fields=(REASON,), will=_("去掉的回到待议事项，下一次会议再列。"), build=build,
        done=_("已去掉。"),
    )  # fmt: skip


def make_drafting(item: m.Item) -> Deed:
    """Return the deed by which a unit that was told hands in its draft."""

    def build(wish: Wish) -> Command:
        words = Personal(wish.text("words"), _subject_of(wish.subject, item.subjects))
        return m.DraftAnswer(id=wish.command, meeting=wish.subject, item=item.number, words=words)

    return Deed(
        key=f"draft-{item.number}", permission=DRAFT, title=_("交拟办意见"), fields=(WORDS,),
        will=_("召集单位和与会单位看得到；再交一次就替换上一次的。"), build=build,
        done=_("拟办意见已交。"),
    )  # fmt: skip
